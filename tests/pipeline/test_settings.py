from __future__ import annotations

import pytest

from app.runtime import Runtime
from discord_sandbox import ActionUnavailable, GuildHandle, Permission, Person, Reply, Sandbox

SWITCHES = "Choose what is switched on"


async def rule_of(person: Person, command: str) -> Reply:
    """The part of the panel that restricts one command."""
    panel = await person.slash("settings")
    await person.click(panel, "Restrict commands")
    while all(option["value"] != command for option in panel.selects[0]["options"]):
        await person.click(panel, "More commands")
    await person.select(panel, "Choose a command", [f"/{command}"])
    return panel


async def offered(person: Person) -> tuple[Reply, list[str]]:
    """The panel, and the plugins that it switches."""
    panel = await person.slash("settings")
    [menu] = [menu for menu in panel.selects if menu.get("placeholder") == SWITCHES]
    return panel, [option["value"] for option in menu["options"]]


async def test_the_time_zone_is_asked_for_in_a_form(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    panel = await maple.slash("settings")
    assert "**Time zone**\nUTC" in panel.text
    await maple.submit(await maple.click(panel, "Time zone"), value="europe/berlin")
    assert "**Time zone**\nEurope/Berlin" in panel.text
    refused = await maple.submit(await maple.click(panel, "Time zone"), value="Liscor")
    assert refused.ephemeral
    assert "do not know that time zone" in refused.text


async def test_the_panel_shows_and_changes_everything(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    panel = await maple.slash("settings")
    assert panel.ephemeral
    assert "**Admin role**\nnone" in panel.text
    await maple.select(panel, "Admin role", ["Readers"])
    assert f"**Admin role**\n<@&{inn.role('Readers').id}>" in panel.text
    await maple.select(panel, "Log channel", ["general"])
    assert f"**Log channel**\n<#{inn.channel('general').id}>" in panel.text
    await maple.select(
        panel, "Choose what is switched on", ["activity", "links", "utility", "audit", "mod", "stats"]
    )
    assert "**Switched off**\nquotes" in panel.text
    await maple.select(panel, "Admin role", [])
    assert "**Admin role**\nnone" in panel.text


def chosen(panel: Reply, placeholder: str) -> list[int]:
    """What a menu of the panel shows as chosen."""
    [menu] = [menu for menu in panel.selects if menu.get("placeholder") == placeholder]
    return [int(each["id"]) for each in menu.get("default_values", ())]


async def test_every_menu_of_the_panel_shows_what_is_chosen_as_long_as_it_is_there(
    inn: GuildHandle, discord: Sandbox
) -> None:
    maple = inn.member("maple")
    panel = await maple.slash("settings")
    assert chosen(panel, "Admin role") == chosen(panel, "Log channel") == []
    await inn.create_channel("passing")
    await maple.select(panel, "Admin role", ["Readers"])
    await maple.select(panel, "Log channel", ["passing"])
    panel = await maple.slash("settings")
    assert chosen(panel, "Admin role") == [inn.role("Readers").id]
    assert chosen(panel, "Log channel") == [inn.channel("passing").id]
    await inn.delete_channel("passing")
    panel = await maple.slash("settings")
    assert chosen(panel, "Log channel") == []
    assert "(not in this server any more)" in panel.text
    # The bot had to ask.
    discord.violations.clear()


async def test_the_menus_of_a_rule_show_what_it_says(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    await inn.create_channel("theories")
    panel = await rule_of(maple, "quote")
    await maple.select(panel, "Choose channels", ["general", "theories"])
    await maple.select(panel, "Choose roles", ["Readers"])
    panel = await rule_of(maple, "quote")
    assert chosen(panel, "Choose channels") == sorted(
        inn.channel(name).id for name in ("general", "theories")
    )
    assert chosen(panel, "Choose roles") == [inn.role("Readers").id]
    await maple.select(panel, "Choose channels", [])
    assert chosen(panel, "Choose channels") == []


async def test_a_plugin_that_is_switched_off_answers_nobody_here_and_everybody_elsewhere(
    inn: GuildHandle, discord: object
) -> None:
    maple, erin = inn.member("maple"), inn.member("erin")
    await erin.slash("quote add", quote="before it was off")
    found = await erin.slash("quote delete", index=1)
    panel = await maple.slash("settings")
    await maple.select(panel, "Choose what is switched on", ["links", "utility", "audit", "mod"])
    for person in (erin, maple):
        refused = await person.slash("quote get", index=1)
        assert refused.ephemeral
        assert refused.text == "That feature is switched off in this server."
    clicked = await erin.click(found, "Delete it")
    assert "switched off" in clicked.text
    suggested = await erin.autocomplete("quote get", index="1")
    assert [choice.name for choice in suggested] == ["That feature is switched off in this server."]
    everything = ["links", "utility", "audit", "mod", "quotes"]
    await maple.select(panel, "Choose what is switched on", everything)
    assert "before it was off" in (await erin.slash("quote get", index=1)).text


async def test_a_command_can_be_kept_to_channels_and_roles(inn: GuildHandle) -> None:
    await inn.create_channel("bot-commands")
    maple, erin, sage = inn.member("maple"), inn.member("erin"), inn.member("sage")
    panel = await maple.slash("settings")
    await maple.click(panel, "Restrict commands")
    await maple.click(panel, "More commands")
    await maple.select(panel, "Choose a command", ["/roll"])
    await maple.select(panel, "Choose channels", ["bot-commands"])
    refused = await erin.slash("roll")
    assert refused.ephemeral
    assert refused.text == f"Please use this command in <#{inn.channel('bot-commands').id}>."
    assert "1d20" in (await erin.in_channel("bot-commands").slash("roll")).text
    assert "1d20" in (await maple.slash("roll")).text
    await maple.select(panel, "Choose roles", ["Moderators"])
    refused = await erin.in_channel("bot-commands").slash("roll")
    assert refused.text == f"This command is for members with <@&{inn.role('Moderators').id}>."
    assert "1d20" in (await sage.in_channel("bot-commands").slash("roll")).text
    await maple.click(panel, "Lift the rule")
    assert "1d20" in (await erin.slash("roll")).text


async def test_a_rule_for_a_group_holds_for_all_of_it(inn: GuildHandle) -> None:
    maple, erin = inn.member("maple"), inn.member("erin")
    await maple.select(await rule_of(maple, "info"), "Choose roles", ["Moderators"])
    for command in ("info user", "info server"):
        assert "This command is for members with" in (await erin.slash(command)).text


async def test_suggestions_that_are_refused_name_no_role_by_its_id(inn: GuildHandle) -> None:
    maple, erin = inn.member("maple"), inn.member("erin")
    await maple.select(await rule_of(maple, "link"), "Choose roles", ["Moderators"])
    suggested = await erin.autocomplete("link get", title="f")
    assert [choice.name for choice in suggested] == ["You cannot use this command here."]


async def test_the_old_commands_still_do_it(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    assert "No admin role" in (await maple.slash("get_admin_role")).text
    chosen = await maple.slash("set_admin_role", role="Moderators")
    assert chosen.ephemeral
    assert f"<@&{inn.role('Moderators').id}>" in (await maple.slash("get_admin_role")).text
    await inn.delete_role("Moderators")
    assert "was deleted" in (await maple.slash("get_admin_role")).text


async def test_everyone_cannot_be_admin(inn: GuildHandle) -> None:
    refused = await inn.member("maple").unchecked.slash("set_admin_role", role=inn.guild.everyone)
    assert "Everyone has that role" in refused.text


async def test_who_may_not_manage_the_server_is_stopped_twice(inn: GuildHandle) -> None:
    for name in ("erin", "sage"):
        for command in ("settings", "get_admin_role"):
            with pytest.raises(ActionUnavailable):
                await inn.member(name).slash(command)
            refused = await inn.member(name).unchecked.slash(command)
            assert refused.ephemeral
            assert "**Manage Server**" in refused.text


async def test_a_channel_in_which_the_bot_cannot_write_is_not_chosen(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    await inn.create_channel("announcements")
    await inn.overwrite("announcements", "@everyone", deny=[Permission.SEND_MESSAGES])
    for choice in ("Log channel", "Message log"):
        panel = await maple.slash("settings")
        refused = await maple.select(panel, choice, ["announcements"])
        assert f"I cannot write in <#{inn.channel('announcements').id}>" in refused.text
        panel = await maple.slash("settings")
        assert "**Log channel**\nnone" in panel.text
        assert "**Message log**\nnone" in panel.text


async def test_changes_are_told_in_the_log_channel_and_in_the_audit_log(inn: GuildHandle) -> None:
    maple = inn.member("maple")
    await inn.create_channel("log")
    await maple.slash("settings")
    panel = await maple.slash("settings")
    await maple.select(panel, "Log channel", ["log"])
    await maple.slash("set_admin_role", role="Readers")
    audit = await maple.slash("audit")
    assert audit.ephemeral
    assert "2 changes" in audit.text
    assert f"{maple.mention} changed **Admin role**: none → <@&{inn.role('Readers').id}>" in audit.text


async def test_a_decision_on_a_plugin_outlives_its_unloading(inn: GuildHandle, bot: Runtime) -> None:
    maple = inn.member("maple")
    panel, names = await offered(maple)
    await maple.select(panel, SWITCHES, [name for name in names if name != "quotes"])
    await bot.container.plugins().unload("quotes")
    try:
        panel, names = await offered(maple)
        await maple.select(panel, SWITCHES, [name for name in names if name != "stats"])
        assert "**Switched off**\nquotes, stats" in panel.text
    finally:
        await bot.container.plugins().load("quotes")
    assert "switched off" in (await inn.member("erin").slash("quote get")).text


async def test_a_plugin_that_a_panel_did_not_show_stays_on(inn: GuildHandle, bot: Runtime) -> None:
    maple = inn.member("maple")
    await bot.container.plugins().unload("quotes")
    try:
        panel, names = await offered(maple)
    finally:
        await bot.container.plugins().load("quotes")
    await maple.select(panel, SWITCHES, [name for name in names if name != "stats"])
    assert "**Switched off**\nstats\n" in panel.text


async def test_a_menu_follows_the_rule_of_its_command(inn: GuildHandle) -> None:
    maple, erin, sage = inn.member("maple"), inn.member("erin"), inn.member("sage")
    for command in ("quote", "info user"):
        await maple.select(await rule_of(maple, command), "Choose roles", ["Moderators"])
    message = await erin.say("I have not slept since volume four.")
    for refused in (
        await erin.message_menu("Quote this", message),
        await erin.user_menu("User info", sage),
        await erin.slash("help", command="Quote this"),
        await erin.slash("help", command="User info"),
    ):
        assert refused.ephemeral
        assert "This command is for members with" in refused.text
    assert "Kept as quote 1" in (await sage.message_menu("Quote this", message)).text
    assert "for members with" not in (await sage.user_menu("User info", erin)).text
    assert "You cannot use it" not in (await sage.slash("help", command="Quote this")).text


async def test_a_rule_for_a_channel_admits_its_threads(inn: GuildHandle) -> None:
    maple, erin = inn.member("maple"), inn.member("erin")
    await inn.create_channel("bot-commands")
    for name, parent in (("chapter-one", "bot-commands"), ("chapter-two", "general")):
        await inn.start_thread(name, parent=parent, owner="maple")
    await maple.select(await rule_of(maple, "ping"), "Choose channels", ["bot-commands"])
    assert "Awake!" in (await erin.in_channel("chapter-one").slash("ping")).text
    admitted = await erin.in_channel("chapter-one").slash("help", command="ping")
    assert "You cannot use it" not in admitted.text
    for refused in (
        await erin.in_channel("chapter-two").slash("ping"),
        await erin.in_channel("chapter-two").slash("help", command="ping"),
    ):
        assert "Please use this command in" in refused.text
