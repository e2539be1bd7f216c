from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from app.container import Container
from app.core.actor import Actor, Permission
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.features.links.models import MOST_ALIASES, MOST_TAGS
from app.features.links.service import UNTAGGED, LinkChange, LinkService

FAQ = "https://wanderinginn.com/faq"


@pytest.fixture
def links(container: Container) -> LinkService:
    return container.links()


@pytest.mark.regression(51)
async def test_a_link_is_found_by_title_and_alias_in_any_case(
    links: LinkService, moderator: Actor, member: Actor
) -> None:
    await links.add(moderator, "FAQ", FAQ, aliases="Questions,  help me ", tags="Start here, Help")
    for name in ("faq", "QUESTIONS", "Help  Me"):
        link = await links.get(member, name)
        assert (link.title, link.content, link.tags) == ("FAQ", FAQ, ("Help", "Start here"))


async def test_members_cannot_add(links: LinkService, member: Actor) -> None:
    with pytest.raises(Forbidden, match="Manage Messages"):
        await links.add(member, "FAQ", FAQ)
    assert await links.all(member) == ()


async def test_holders_of_the_admin_role_can_add(links: LinkService, guild_id: int) -> None:
    librarian = Actor(user_id=7, guild_id=guild_id, bot_admin=True)
    await links.add(librarian, "FAQ", FAQ)
    assert len(await links.all(librarian)) == 1


@pytest.mark.parametrize(
    ("title", "aliases"), [("faq", ""), ("Other", "FAQ"), ("questions", ""), ("x", "QUESTIONS")]
)
async def test_a_name_is_taken_once_per_guild(
    links: LinkService, moderator: Actor, title: str, aliases: str
) -> None:
    await links.add(moderator, "FAQ", FAQ, aliases="Questions")
    with pytest.raises(Conflict, match="is called"):
        await links.add(moderator, title, FAQ, aliases=aliases)
    assert len(await links.all(moderator)) == 1


async def test_two_guilds_can_use_the_same_name(
    links: LinkService, moderator: Actor, stranger: Actor
) -> None:
    await links.add(moderator, "FAQ", FAQ)
    await links.add(stranger, "FAQ", "ours")
    assert (await links.get(stranger, "FAQ")).content == "ours"
    assert (await links.get(moderator, "FAQ")).content == FAQ


async def test_of_two_who_add_the_same_name_at_once_one_wins(links: LinkService, moderator: Actor) -> None:
    attempts = (links.add(moderator, "FAQ", f"text {index}") for index in range(8))
    outcomes = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict"] * 7 + ["LinkView"]


@pytest.mark.regression(55)
async def test_titles_are_listed_in_natural_order(links: LinkService, moderator: Actor) -> None:
    for title in ("9.10", "9.9", "Volume 10", "Volume 9", "9" * 40):
        await links.add(moderator, title, "text", tags="Chapters")
    listed = [link.title for link in await links.tagged(moderator, "chapters")]
    assert listed == ["9.9", "9.10", "9" * 40, "Volume 9", "Volume 10"]


async def test_tags_are_counted_and_the_untagged_come_last(links: LinkService, moderator: Actor) -> None:
    await links.add(moderator, "a", "text", tags="Maps")
    await links.add(moderator, "b", "text", tags="maps, Art")
    await links.add(moderator, "c", "text")
    assert [(tag.casefold(), count) for tag, count in await links.tags(moderator)] == [
        ("art", 1),
        ("maps", 2),
        (UNTAGGED, 1),
    ]
    assert [link.title for link in await links.tagged(moderator, UNTAGGED)] == ["c"]
    with pytest.raises(NotFound):
        await links.tagged(moderator, "nothing")


async def test_an_edit_changes_only_what_it_names(links: LinkService, moderator: Actor) -> None:
    await links.add(moderator, "FAQ", FAQ, tags="Help", aliases="Questions", preview=False)
    await links.edit(moderator, "questions", LinkChange(content="https://wanderinginn.com/new"))
    link = await links.get(moderator, "FAQ")
    assert (link.content, link.tags, link.aliases, link.preview) == (
        "https://wanderinginn.com/new",
        ("Help",),
        ("Questions",),
        False,
    )


async def test_names_and_tags_can_be_swapped_around(links: LinkService, moderator: Actor) -> None:
    await links.add(moderator, "FAQ", FAQ, tags="Help, Old", aliases="Questions, Gone")
    change = LinkChange(title="Questions", aliases="faq, More", tags="HELP, New")
    await links.edit(moderator, "FAQ", change)
    link = await links.get(moderator, "faq")
    assert (link.title, set(link.aliases), set(link.tags)) == ("Questions", {"faq", "More"}, {"HELP", "New"})
    with pytest.raises(NotFound):
        await links.get(moderator, "Gone")


async def test_a_rename_onto_another_link_changes_nothing(links: LinkService, moderator: Actor) -> None:
    await links.add(moderator, "FAQ", FAQ)
    await links.add(moderator, "Map", "text")
    with pytest.raises(Conflict):
        await links.edit(moderator, "Map", LinkChange(title="faq", content="stolen"))
    assert (await links.get(moderator, "Map")).content == "text"


async def test_only_adder_and_staff_change_a_link(links: LinkService, moderator: Actor, other: Actor) -> None:
    link = await links.add(moderator, "FAQ", FAQ)
    with pytest.raises(Forbidden, match="can change it"):
        await links.edit(other, "FAQ", LinkChange(content="mine"))
    with pytest.raises(Forbidden, match="can delete it"):
        await links.deletable(other, "FAQ")
    with pytest.raises(Forbidden, match="can delete it"):
        await links.delete(other, link.id)


async def test_another_guilds_staff_cannot_delete(
    links: LinkService, moderator: Actor, stranger: Actor
) -> None:
    link = await links.add(moderator, "FAQ", FAQ)
    with pytest.raises(NotFound):
        await links.delete(stranger, link.id)
    assert len(await links.all(moderator)) == 1


async def test_a_deleted_link_is_gone_with_its_names(links: LinkService, moderator: Actor) -> None:
    link = await links.add(moderator, "FAQ", FAQ, aliases="Questions", tags="Help")
    await links.delete(moderator, link.id)
    assert await links.all(moderator) == ()
    await links.add(moderator, "Questions", FAQ)


async def test_the_list_for_typing_is_right_after_every_change(links: LinkService, moderator: Actor) -> None:
    assert await links.all(moderator) == ()
    link = await links.add(moderator, "FAQ", FAQ)
    assert [found.title for found in await links.all(moderator)] == ["FAQ"]
    await links.edit(moderator, "FAQ", LinkChange(title="Answers"))
    assert [found.title for found in await links.all(moderator)] == ["Answers"]
    await links.delete(moderator, link.id)
    assert await links.all(moderator) == ()


@pytest.mark.parametrize(
    ("title", "content", "tags", "aliases"),
    [
        ("", "text", "", ""),
        ("x" * 101, "text", "", ""),
        ("a\x00b", "text", "", ""),
        ("ok", "", "", ""),
        ("ok", "x" * 1801, "", ""),
        ("ok", "https://", "", ""),
        ("ok", "http://[broken", "", ""),
        ("ok", "https://nodots/x", "", ""),
        ("ok", "text", ",".join(str(number) for number in range(MOST_TAGS + 1)), ""),
        ("ok", "text", "x" * 51, ""),
        ("ok", "text", "", ",".join(str(number) for number in range(MOST_ALIASES + 1))),
    ],
)
async def test_bad_input_is_refused_and_leaves_nothing(
    links: LinkService, moderator: Actor, title: str, content: str, tags: str, aliases: str
) -> None:
    with pytest.raises(InvalidInput):
        await links.add(moderator, title, content, tags=tags, aliases=aliases)
    assert await links.all(moderator) == ()


async def test_what_nobody_can_see_makes_no_other_name(links: LinkService, moderator: Actor) -> None:
    link = await links.add(moderator, "FAQ", FAQ, aliases="FAQ\u200b, help", tags="sci, sci\u200b")
    assert (link.aliases, link.tags) == (("help",), ("sci",))
    for title, aliases in (("help\u200b", ""), ("Other", "\u2060help"), ("f\u200baq", "")):
        with pytest.raises(Conflict, match="is called"):
            await links.add(moderator, title, FAQ, aliases=aliases)
    edited = await links.edit(moderator, "help\ufeff", LinkChange(aliases="faq\u200b, Help\u200b"))
    assert edited.aliases == ("Help",)
    assert (await links.get(moderator, "he\u200blp")).title == "FAQ"
    assert [found.title for found in await links.tagged(moderator, "sci\u200e")] == ["FAQ"]


async def test_an_edit_without_a_change_is_refused(
    links: LinkService, container: Container, moderator: Actor
) -> None:
    await links.add(moderator, "FAQ", FAQ)
    with pytest.raises(InvalidInput, match="Say what to change"):
        await links.edit(moderator, "FAQ", LinkChange())
    reader = replace(moderator, permissions=Permission.VIEW_AUDIT_LOG)
    assert list(await container.audit().actions(reader)) == ["link.add"]
