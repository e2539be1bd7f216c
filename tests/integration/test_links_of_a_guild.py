"""Links in the table: how many a guild may have, which names are taken, how often one was used, who waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

import pytest

from app.container import Container
from app.core.actor import Actor, Permission
from app.core.errors import Conflict, UserError
from app.features.audit.repository import AuditFilter
from app.features.links import service
from app.features.links.repository import LinkRepository
from app.features.links.service import UNTAGGED, LinkChange, LinkService, new_link
from tests.integration.conftest import Rows


@pytest.fixture
def links(container: Container) -> LinkService:
    return container.links()


async def test_a_guild_has_so_many_links_and_no_more(
    links: LinkService, moderator: Actor, stranger: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_LINKS", 1)
    await links.add(moderator, "one", "words")
    with pytest.raises(Conflict, match=r"^This server has 1 links already; please tidy up first\.$"):
        await links.add(moderator, "two", "words")
    await links.add(stranger, "two", "words")
    monkeypatch.setattr(service, "MOST_LINKS", 2)
    await links.add(moderator, "two", "words")


async def test_who_takes_a_name_that_is_taken_hears_which(links: LinkService, moderator: Actor) -> None:
    await links.add(moderator, "The FAQ", "words", aliases="Questions")
    with pytest.raises(Conflict, match=r"^Another link is called The FAQ already\.$"):
        await links.add(moderator, "the faq", "words")
    with pytest.raises(Conflict, match=r"^Another link is called Questions already\.$"):
        await links.add(moderator, "Other", "words", aliases="questions")
    # Its own names are no hindrance.
    edited = await links.edit(moderator, "The FAQ", LinkChange(title="Questions", aliases="The FAQ"))
    assert (edited.title, edited.aliases) == ("Questions", ("The FAQ",))


async def test_every_use_counts_for_one_link(links: LinkService, moderator: Actor, rows: Rows) -> None:
    for title in ("one", "two", "three"):
        await links.add(moderator, title, "words", aliases=f"{title} more")
    for name in ("one", "ONE more", "two"):
        await links.get(moderator, name)
    query = "SELECT times_used FROM links WHERE guild_id = :guild ORDER BY id"
    assert await rows(query) == [(2,), (1,), (0,)]


async def test_who_names_links_in_one_guild_waits_for_others_there_only(
    container: Container, links: LinkService, moderator: Actor, stranger: Actor
) -> None:
    for actor in (moderator, stranger):
        await links.add(actor, "one", "words")
    async with container.sessions().begin() as session:
        await LinkRepository(session).lock_names(moderator.guild_id)
        waiting = asyncio.create_task(links.edit(moderator, "one", LinkChange(title="two")))
        async with asyncio.timeout(10):
            await links.edit(stranger, "one", LinkChange(title="two"))
        done, _ = await asyncio.wait({waiting}, timeout=0.2)
        assert not done
    assert (await waiting).title == "two"


async def test_many_links_are_added_at_once_where_their_names_are_free(
    container: Container, links: LinkService, moderator: Actor, stranger: Actor
) -> None:
    await links.add(moderator, "One", "words", aliases="Uno")
    async with container.sessions().begin() as session:
        repository = LinkRepository(session)
        keys = {"one", "uno", "two", "three"}
        assert await repository.taken_keys(moderator.guild_id, keys) == {"one", "uno"}
        assert await repository.taken_keys(moderator.guild_id, {"two"}) == set()
        assert await repository.taken_keys(stranger.guild_id, keys) == set()
        repository.add_all(
            new_link(moderator.guild_id, title, "words", tags="", preview=True, added_by=None)
            for title in ("Two", "Three")
        )
    assert [link.title for link in await links.all(moderator)] == ["One", "Three", "Two"]


async def test_tags_are_listed_in_natural_order_and_the_untagged_only_where_there_are_some(
    links: LinkService, moderator: Actor
) -> None:
    await links.add(moderator, "one", "words", tags="Volume 10, Volume 9")
    assert await links.tags(moderator) == [("Volume 9", 1), ("Volume 10", 1)]
    await links.add(moderator, "two", "words")
    assert await links.tags(moderator) == [("Volume 9", 1), ("Volume 10", 1), (UNTAGGED, 1)]


async def test_a_link_is_its_adders_and_seen_with_a_preview(
    links: LinkService, moderator: Actor, other: Actor, rows: Rows
) -> None:
    added = await links.add(moderator, "one", "words")
    assert (added.added_by, added.preview) == (moderator.user_id, True)
    query = "SELECT edited_at IS NOT NULL FROM links WHERE guild_id = :guild"
    assert await rows(query) == [(False,)]
    # Somebody who was staff, and is not any more.
    adder = replace(other, user_id=moderator.user_id)
    assert (await links.edit(adder, "one", LinkChange(content="better words"))).content == "better words"
    assert await rows(query) == [(True,)]
    assert (await links.edit(adder, "one", LinkChange(preview=False))).preview is False
    assert await links.deletable(adder, "one") == await links.get(other, "one")
    await links.delete(adder, added.id)


async def test_what_was_done_to_a_link_is_written_down(
    container: Container, links: LinkService, moderator: Actor
) -> None:
    link = await links.add(moderator, "one", "words")
    await links.edit(moderator, "one", LinkChange(title="two"))
    await links.delete(moderator, link.id)
    reader = replace(moderator, permissions=Permission.VIEW_AUDIT_LOG)
    entries = (await container.audit().entries(reader, AuditFilter())).shown
    assert [(entry.action, entry.target) for entry in entries] == [
        ("link.delete", "two"),
        ("link.edit", "one"),
        ("link.add", "one"),
    ]


async def test_a_refusal_says_what_is_wrong(links: LinkService, moderator: Actor, other: Actor) -> None:
    link = await links.add(moderator, "one", "words")

    async def refusal(attempt: Awaitable[object]) -> str:
        with pytest.raises(UserError) as refused:
            await attempt
        return str(refused.value)

    unknown = "There is no link with that title. `/link list` shows what there is."
    assert await refusal(links.get(other, "two")) == unknown
    assert await refusal(links.deletable(moderator, "two")) == unknown
    said = await refusal(links.tagged(other, "maps"))
    assert said == "No link has that tag. `/link list` shows the tags there are."
    assert await refusal(links.edit(moderator, "one", LinkChange())) == "Say what to change."
    said = await refusal(links.edit(other, "one", LinkChange(content="mine")))
    assert said == "Only who added a link, or staff, can change it."
    said = await refusal(links.delete(other, link.id))
    assert said == "Only who added a link, or staff, can delete it."
    await links.delete(moderator, link.id)
    assert await refusal(links.delete(moderator, link.id)) == "That link is gone already."
