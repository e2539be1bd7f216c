"""Whatever goes wrong, the person gets one private sentence."""

from __future__ import annotations

import asyncio
import io

import pytest
from loguru import logger
from pydantic import SecretStr

from app.infra.logging import configure_logging
from app.runtime import Runtime
from app.settings.sections.database import DatabaseSettings
from app.settings.sections.log import LogSettings
from app.settings.sections.panels import PanelSettings
from discord_sandbox import GuildHandle, Permission, Person, Reply, Sandbox
from discord_sandbox.faults import Duplicate

pytestmark = pytest.mark.usefixtures("trouble")

OURS = "Something broke on my side, sorry! The code for staff is `"


@pytest.fixture
def erin(inn: GuildHandle) -> Person:
    return inn.member("erin")


async def told(reply: Reply) -> None:
    """Wait until something was said beside the answer."""
    assert await reply.interaction.changed.until(lambda: bool(reply.followups), 5)


async def test_a_bug_is_told_by_a_code_alone(erin: Person) -> None:
    reply = await erin.slash("trouble bug")
    assert reply.ephemeral
    assert reply.text.startswith(OURS)
    assert "internal" not in reply.text


async def test_the_code_is_in_the_log(erin: Person) -> None:
    stream = io.StringIO()
    configure_logging(LogSettings(), stream=stream)
    reply = await erin.slash("trouble bug")
    logger.remove()
    code = reply.text.removeprefix(OURS).rstrip("`.")
    assert f"invocation={code}" in stream.getvalue()
    assert "ZeroDivisionError: an internal detail" in stream.getvalue()


@pytest.mark.regression(19)
async def test_an_error_after_the_answer_is_told_beside_it(erin: Person) -> None:
    reply = await erin.slash("trouble answered")
    await told(reply)
    assert (reply.text, reply.ephemeral) == ("Here is your answer.", False)
    [notice] = reply.followups
    assert (notice.text, notice.ephemeral) == ("But then it went wrong.", True)


async def test_an_error_after_lightbulbs_own_answer_is_told_too(erin: Person) -> None:
    reply = await erin.slash("trouble others")
    await told(reply)
    [notice] = reply.followups
    assert (notice.text, notice.ephemeral) == ("It went wrong all the same.", True)


async def test_a_public_promise_is_taken_back_for_a_private_refusal(erin: Person) -> None:
    reply = await erin.slash("trouble promised")
    await told(reply)
    assert reply.deferred
    assert reply.message is None
    [notice] = reply.followups
    assert (notice.text, notice.ephemeral) == ("It could not be kept.", True)


async def test_a_private_promise_is_kept_with_the_refusal(erin: Person) -> None:
    reply = await (await erin.slash("trouble promised", private=True)).settled()
    assert (reply.text, reply.ephemeral) == ("It could not be kept.", True)


@pytest.mark.regression(14)
async def test_who_takes_long_is_covered_for(erin: Person) -> None:
    reply = await erin.slash("trouble slow")
    assert reply.deferred
    assert reply.latency < 2.9
    assert (await reply.settled()).text == "It took long."


async def test_a_private_answer_stays_private_when_it_comes_late(erin: Person) -> None:
    for options in ({"private": True}, {"fail": True}):
        reply = await erin.slash("trouble slow", **options)
        await told(reply)
        assert reply.message is None
        assert all(message.ephemeral for message in reply.followups)


@pytest.mark.parametrize("private", [False, True])
async def test_who_has_the_effect_keeps_what_another_receipt_promised(
    erin: Person, discord: Sandbox, private: bool
) -> None:
    async with discord.faults.injected(Duplicate(on="INTERACTION_CREATE")):
        reply = await erin.slash("trouble raced", private=private)
    if private:
        await told(reply)
        assert reply.message is None
        [said] = reply.followups
        assert (said.text, said.ephemeral) == ("Kept after all.", True)
    else:
        assert (await reply.settled()).text == "Kept after all."
        assert reply.followups == []
    assert "words of a race" in (await erin.slash("quote get", index=1)).text
    assert "no quote number 2" in (await erin.slash("quote get", index=2)).text
    discord.violations.clear()  # a second promise, and a second answer, are refused


async def test_a_form_that_comes_too_late_is_explained(erin: Person) -> None:
    reply = await erin.slash("trouble slow_form")
    await told(reply)
    assert "a moment too long" in reply.followups[0].text


async def test_silence_is_no_answer(erin: Person) -> None:
    reply = await erin.slash("trouble silent")
    assert reply.ephemeral
    assert "Please try again" in reply.text


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("limited", "That was quick! You can do this again in 2 minutes."),
        ("unavailable", "The library is closed."),
        ("gone", "That is no longer there. Somebody may have deleted it just now."),
        ("outage", "I cannot reach my memory at the moment. Please try again in a minute."),
    ],
)
async def test_every_kind_of_failure_has_its_sentence(
    erin: Person, discord: Sandbox, kind: str, sentence: str
) -> None:
    reply = await erin.slash("trouble raises", kind=kind)
    discord.violations.clear()  # asking for a message that is gone is what this test does
    assert reply.ephemeral
    assert reply.text == sentence


async def test_what_discord_forbids_is_said(discord: Sandbox, bot: Runtime) -> None:
    guild = await discord.add_guild("powerless", "Where the bot may do nothing", owner="maple", permissions=0)
    await guild.create_channel("hidden")
    await guild.overwrite("hidden", "@everyone", deny=[Permission.VIEW_CHANNEL])
    reply = await guild.member("maple", "hidden").slash("trouble raises", kind="gone")
    discord.violations.clear()  # trying is what this test does
    assert reply.ephemeral
    assert "does not let me" in reply.text


async def test_a_cooldown_can_be_shared_by_a_channel(inn: GuildHandle) -> None:
    assert (await inn.member("erin").slash("trouble limited")).text == "Once."
    refused = await inn.member("juniper").slash("trouble limited")
    assert refused.text == "That was quick! You can do this again in 1 minute."
    await inn.create_channel("elsewhere")
    assert (await inn.member("juniper", "elsewhere").slash("trouble limited")).text == "Once."


async def test_suggestions_that_fail_say_so_in_the_list(erin: Person) -> None:
    [choice] = await erin.autocomplete("trouble suggests", word="refuse")
    assert choice.name == "Not here, not now."
    [choice] = await erin.autocomplete("trouble suggests", word="bug")
    assert choice.name.startswith("Something broke")
    assert await erin.autocomplete("trouble suggests", word="silent") == []


@pytest.mark.regression(17)
async def test_buttons_that_fail_say_so_privately(erin: Person) -> None:
    panel = await erin.slash("trouble panel")
    assert (await erin.click(panel, "bug")).text.startswith(OURS)
    refused = await erin.click(panel, "refuse")
    assert (refused.text, refused.ephemeral) == ("Not that one.", True)
    assert "Please try again" in (await erin.click(panel, "silent")).text
    assert panel.text == "### Panel"


@pytest.mark.regression(21)
async def test_a_button_whose_plugin_is_gone_is_out_of_date(erin: Person) -> None:
    panel = await erin.slash("trouble panel")
    clicked = await erin.click(panel, "nobody")
    assert clicked.ephemeral
    assert clicked.text == "This panel is out of date. Please run the command again."


async def test_a_button_that_takes_long_still_changes_its_panel(erin: Person) -> None:
    panel = await erin.slash("trouble panel")
    await erin.click(panel, "slow")
    await panel.interaction.changed.until(lambda: panel.text == "### Changed", 5)
    assert panel.text == "### Changed"


async def test_a_button_that_takes_long_can_answer_privately(erin: Person) -> None:
    panel = await erin.slash("trouble panel")
    clicked = await erin.click(panel, "slow say")
    await told(clicked)
    [said] = clicked.followups
    assert (said.text, said.ephemeral) == ("Said late.", True)


async def test_forms_are_answered_like_everything_else(erin: Person) -> None:
    panel = await erin.slash("trouble panel")
    assert (await erin.submit(await erin.click(panel, "form"), name="Erin")).text == "Hello Erin."
    refused = await erin.submit(await erin.click(panel, "form"), name="refuse")
    assert (refused.text, refused.ephemeral) == ("That name is taken.", True)
    assert (await erin.submit(await erin.click(panel, "form"), name="bug")).text.startswith(OURS)


async def test_a_forged_button_is_out_of_date(erin: Person, inn: GuildHandle) -> None:
    panel = await erin.slash("trouble panel")
    for part in panel.message.components if panel.message else []:
        for row in part["components"]:
            for button in row.get("components", []):
                button["custom_id"] = button["custom_id"].replace("refuse", "forged")
    forged = await erin.click(panel, "refuse")
    assert "out of date" in forged.text


async def test_commands_that_need_no_database_go_on_without_it(
    bot: Runtime, inn: GuildHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    container = bot.container
    nowhere = DatabaseSettings(url=SecretStr("postgresql://u@127.0.0.1:1/none"))
    from contextlib import AsyncExitStack

    from app.core.guild_options import GuildOptions
    from app.features.guild_settings.service import GuildSettingsService
    from app.features.quotes.service import QuoteService
    from app.infra.component_states import ComponentStates
    from app.infra.db.engine import Sessions, open_engine

    async with AsyncExitStack() as stack:
        sessions = Sessions(open_engine(nowhere, container.metrics(), stack))
        cache, audit, clock = container.cache(), container.audit_log(), container.clock()
        policy = GuildSettingsService(
            sessions,
            cache,
            audit,
            container.events(),
            GuildOptions([]),
            clock,
            container.channels,
            container.guilds,
        )
        monkeypatch.setattr(container.gate(), "_policy", policy)
        with (
            container.quotes.override(
                QuoteService(sessions, cache, audit, clock, container.guilds(), container.visibility())
            ),
            container.component_states.override(ComponentStates(sessions, clock, PanelSettings())),
        ):
            erin = inn.member("erin")
            assert "Awake!" in (await erin.slash("ping")).text
            listed = await erin.slash("help")
            assert "What you can do here" in listed.text
            await erin.click(listed, "Next")
            assert "Page 2 of" in listed.buttons[1]["label"]
            refused = await erin.slash("quote get")
            assert refused.ephemeral
            assert refused.text == "I cannot reach my memory at the moment. Please try again in a minute."
    assert "no quotes here yet" in (await inn.member("erin").slash("quote get")).text


async def test_many_at_once_all_get_their_own_answer(inn: GuildHandle, erin: Person) -> None:
    replies = await asyncio.gather(*(erin.slash("roll", dice=2, amount=1, modifier=n) for n in range(50)))
    for reply in replies:
        await reply.settled()
    assert all(f"1d2{n:+d}" in reply.text for n, reply in enumerate(replies) if n)
