from __future__ import annotations

import pytest

from app.core.actor import Actor, Permission
from app.runtime import Runtime
from discord_sandbox import GuildHandle

FAQ = "https://wanderinginn.com/faq"
SUPPRESS_EMBEDS = 1 << 2


async def test_staff_add_and_everybody_finds(inn: GuildHandle) -> None:
    added = await inn.member("sage").slash(
        "link add", title="FAQ", content=FAQ, tags="Help, Start here", aliases="Questions"
    )
    for part in ("Link kept", "FAQ", FAQ, "Help, Start here", "Questions"):
        assert part in added.text
    shown = await inn.member("erin").slash("link get", title="questions")
    assert shown.content == f"**FAQ**\n{FAQ}"
    assert not shown.ephemeral


async def test_a_member_is_told_which_permission_it_takes(inn: GuildHandle) -> None:
    refused = await inn.member("erin").slash("link add", title="FAQ", content=FAQ)
    assert refused.ephemeral
    assert refused.text == "You need the permission **Manage Messages** for that."


async def test_holders_of_the_admin_role_count_as_staff(inn: GuildHandle) -> None:
    await inn.member("maple").slash("set_admin_role", role="Readers")
    added = await inn.member("erin").slash("link add", title="FAQ", content=FAQ)
    assert "Link kept" in added.text


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.regression(56)
async def test_the_preview_is_as_wished(inn: GuildHandle, preview: bool) -> None:
    await inn.member("sage").slash("link add", title="FAQ", content=FAQ, embed=preview)
    shown = await inn.member("erin").slash("link get", title="FAQ")
    assert bool(shown.flags & SUPPRESS_EMBEDS) is not preview


async def test_content_notifies_nobody(inn: GuildHandle) -> None:
    content = f"@everyone @here <@{inn.member('juniper').id}> <@&{inn.role('Readers').id}>"
    await inn.member("sage").slash("link add", title="Loud", content=content)
    shown = await inn.member("erin").slash("link get", title="Loud")
    assert shown.mentions == []


@pytest.mark.regression(90)
async def test_titles_are_suggested_right_after_every_change(inn: GuildHandle) -> None:
    sage, erin = inn.member("sage"), inn.member("erin")
    assert await erin.autocomplete("link get", title="f") == []
    await sage.slash("link add", title="FAQ", content=FAQ, aliases="Frequent questions")
    [choice] = await erin.autocomplete("link get", title="FREQ")
    assert choice == (f"FAQ: {FAQ}", "FAQ")
    await sage.slash("link edit", title="FAQ", new_title="Answers")
    assert [choice.value for choice in await erin.autocomplete("link get", title="")] == ["Answers"]
    question = await sage.slash("link delete", title="answers")
    await sage.click(question, "Delete it")
    assert "**Answers** is gone" in question.text
    assert await erin.autocomplete("link get", title="") == []


async def test_an_edit_leaves_out_what_it_does_not_name(inn: GuildHandle) -> None:
    sage = inn.member("sage")
    await sage.slash("link add", title="FAQ", content=FAQ, tags="Help", embed=False)
    changed = await sage.slash("link edit", title="faq", content="https://wanderinginn.com/new")
    for part in ("https://wanderinginn.com/new", "Help", "without a preview"):
        assert part in changed.text


async def test_tags_list_their_links_in_natural_order(inn: GuildHandle) -> None:
    sage, erin = inn.member("sage"), inn.member("erin")
    for title in ("9.10", "9.9", "9.9 B"):
        await sage.slash("link add", title=title, content="text", tags="Chapters")
    await sage.slash("link add", title="Loose", content="text")
    tags = await erin.slash("link list")
    assert "Chapters · 3\nWithout a tag · 1" in tags.text
    listed = await erin.slash("tag", tag="chapters")
    assert listed.text.startswith("### Chapters: 3 links\n")
    assert listed.text.replace("\\", "").splitlines()[1:4] == ["- 9.9", "- 9.9 B", "- 9.10"]
    assert [choice.name for choice in await erin.autocomplete("tag", tag="")] == ["Chapters", "Without a tag"]
    [offered] = await erin.autocomplete("tag", tag="without")
    for tag in (offered.value, "Without a tag", "without a TAG"):
        untagged = await erin.slash("link list", tag=tag)
        assert untagged.text.startswith("### Without a tag: one link\n- Loose")
    unknown = await erin.slash("tag", tag="nothing")
    assert unknown.ephemeral
    assert "No link has that tag" in unknown.text


async def test_a_tag_may_be_called_like_what_has_none(inn: GuildHandle) -> None:
    sage, erin = inn.member("sage"), inn.member("erin")
    await sage.slash("link add", title="Tagged", content="text", tags="untagged, Without a tag, a_b")
    await sage.slash("link add", title="Loose", content="text")
    for tag in ("untagged", "Without a tag", "a_b"):
        listed = await erin.slash("tag", tag=tag)
        assert "- Tagged" in listed.text
        assert "Loose" not in listed.text
    choices = await erin.autocomplete("tag", tag="")
    assert [choice.name for choice in choices] == ["a_b", "untagged", "Without a tag", "Without a tag"]
    assert "- Loose" in (await erin.slash("tag", tag=choices[-1].value)).text


@pytest.mark.regression(2)
async def test_long_lists_are_paged_and_never_cut(inn: GuildHandle, bot: Runtime) -> None:
    actor = Actor(user_id=1, guild_id=inn.id, permissions=Permission.ADMINISTRATOR)
    titles = [f"{'x' * 90} {number}" for number in range(30)]
    for title in titles:
        await bot.container.links().add(actor, title, "text", tags="Many", aliases=f"{'y' * 90} {title[-2:]}")
    erin = inn.member("erin")
    listed = await erin.slash("tag", tag="many")
    seen = listed.text
    while next(button for button in listed.buttons if button["label"] == "Next").get("disabled") is not True:
        await erin.click(listed, "Next")
        assert listed.followups == []
        seen += listed.text
    assert all(title in seen for title in titles)


async def test_no_links_yet_is_said(inn: GuildHandle) -> None:
    assert "no links here yet" in (await inn.member("erin").slash("link list")).text
    missing = await inn.member("erin").slash("link get", title="FAQ")
    assert missing.ephemeral
    assert "no link with that title" in missing.text
