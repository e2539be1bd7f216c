from __future__ import annotations

from discord_sandbox import GuildHandle, Person, Reply, Sandbox


async def read_all(person: Person, reply: Reply) -> str:
    """Every page of a list."""
    text = reply.text
    while any(button["label"] == "Next" and not button.get("disabled") for button in reply.buttons):
        await person.click(reply, "Next")
        text += "\n" + reply.text
    return text


async def test_members_see_what_they_can_run(inn: GuildHandle) -> None:
    erin = inn.member("erin")
    overview = await erin.slash("help")
    assert overview.ephemeral
    text = await read_all(erin, overview)
    for shown in (
        "`/quote add` Keep something that was said.",
        "`/ping`",
        "`User info` In the menu of a member.",
    ):
        assert shown in text
    for hidden in ("/settings", "/audit", "/mod reset", "/owner", "/link add"):
        assert f"`{hidden}" not in text


async def test_staff_and_owners_see_more(inn: GuildHandle) -> None:
    sage, maple = inn.member("sage"), inn.member("maple")
    assert "`/link add`" in await read_all(sage, await sage.slash("help"))
    text = await read_all(maple, await maple.slash("help"))
    for shown in ("`/settings`", "`/audit`", "`/mod reset`", "`/owner shutdown`", "`/owner plugin load`"):
        assert shown in text


async def test_a_command_is_explained(inn: GuildHandle) -> None:
    explained = await inn.member("erin").slash("help", command="/quote add")
    for part in (
        "/quote add",
        "Keep something that was said.",
        "`/quote add quote: [speaker:] [source:]`",
        "`speaker` Who said it.",
        "**Example**\n`/quote add quote:Killing is never the answer. speaker:@Erin`",
        "**Permission**\nEverybody may use it.",
        "**Cooldown**\n5 times in 1 minute, for each member",
    ):
        assert part in explained.text
    assert "You cannot use it" not in explained.text
    menu = await inn.member("erin").slash("help", command="Quote this")
    assert menu.text.startswith("### Quote this\nIn the menu of a message.\n")


async def test_a_refusal_is_explained(inn: GuildHandle) -> None:
    erin, maple = inn.member("erin"), inn.member("maple")
    explained = await erin.slash("help", command="link add")
    assert "**You cannot use it here**\nIt takes the permission **Manage Messages**." in explained.text
    panel = await maple.slash("settings")
    await maple.select(panel, "Choose what is switched on", ["links", "utility", "audit", "mod"])
    explained = await erin.slash("help", command="quote get")
    assert "That feature is switched off in this server." in explained.text
    assert "/quote" not in await read_all(erin, await erin.slash("help"))


async def test_owners_commands_are_not_told_to_others(inn: GuildHandle) -> None:
    hidden = await inn.member("rowan").slash("help", command="owner shutdown")
    assert "no command with that name" in hidden.text
    assert "/owner shutdown" in (await inn.member("maple").slash("help", command="owner shutdown")).text


async def test_names_are_suggested(inn: GuildHandle) -> None:
    erin = inn.member("erin")
    assert [choice.value for choice in await erin.autocomplete("help", command="/quote ge")] == ["/quote get"]
    assert await erin.autocomplete("help", command="settings") == []


async def test_help_works_in_direct_messages(inn: GuildHandle, discord: Sandbox) -> None:
    erin = discord.user("erin").dm()
    text = await read_all(erin, await erin.slash("help"))
    assert "`/ping`" in text
    assert "`/quote" not in text
    explained = await erin.slash("help", command="quote get")
    assert "That only works in a server." in explained.text
