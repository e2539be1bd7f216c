"""Scenario files: reading, playing, comparing, recording."""

from __future__ import annotations

from discord_sandbox import Sandbox
from discord_sandbox.scenarios.report import lines
from sandbox.tests.plain import PlainBot
from sandbox.tests.quotes import QuoteBot, act, differences, play, recorder, saying

# --- playing and comparing ---


async def test_differences_are_shown_line_by_line(discord: Sandbox, quotes: QuoteBot) -> None:
    assert await differences(
        discord,
        """
        about = "Many differences"
        [[step]]
        who = "erin"
        slash = "/quote text:tea"
        [step.expect]
        text = "Kept as number ${digits} for <@${user:erin}>, ${any}: coffee"
        ephemeral = true
        buttons = ["Delete it"]
        mentions = []
        lacks = "number ${digits}"
        calls = { "POST /channels/{channel_id}/messages" = 1 }
        """,
    ) == [
        "DIFFERS     1  erin> /quote text:tea",
        "    calls",
        "      - 1 x POST /channels/{channel_id}/messages",
        "      + 1 x POST /interactions/{interaction_id}/{interaction_token}/callback",
        "    text",
        "      - Kept as number ${digits} for <@${user:erin}>, ${any}: coffee",
        f"      + {_kept(discord)}",
        "    lacks",
        "      + number 1",
        "    buttons",
        "      - Delete it",
        "    mentions",
        "      + erin",
        "    ephemeral",
        "      - yes",
        "      + no",
    ]


def _kept(discord: Sandbox) -> str:
    return f"Kept as number 1 for <@{discord.user('erin').user.id}>, <t:1700000001:R>, in 12 ms: tea"


async def test_lines_that_fit_are_shown_as_they_came(discord: Sandbox, quotes: QuoteBot) -> None:
    told = await differences(
        discord,
        r"""
        about = "One line differs"
        [[step]]
        who = "erin"
        slash = "/quote text:tea\nand biscuits"
        expect.text = "Kept ${any}: tea\nand cake"
        """,
    )
    shown = [line for line in told if line.startswith("      ")]
    assert shown[0].startswith("        Kept as number 1")
    assert shown[1:] == ["      - and cake", "      + and biscuits"]


async def test_values_are_kept_from_what_came(discord: Sandbox, quotes: QuoteBot) -> None:
    quotes.first_number = 7
    assert not await differences(
        discord,
        """
        about = "Numbers"
        let = { words = "a cup of tea" }
        [[step]]
        who = "erin"
        slash = "/quote text:${words}"
        expect.contains = ["number ${number=digits} for", "${words}"]
        [[step]]
        who = "juniper"
        slash = "/get index:${number}"
        expect.matches = '^Number (?P<again>\\d+)'
        expect.text = "Number ${number}: ${words}"
        [[step]]
        who = "juniper"
        slash = "/get index:${again}"
        expect.ephemeral = true
        """,
    )


async def test_what_nobody_expected_ends_the_play(discord: Sandbox, quotes: QuoteBot) -> None:
    played = await play(
        discord,
        """
        about = "Lost"
        [[step]]
        who = "erin"
        slash = "/quoth"
        [[step]]
        who = "erin"
        say = "hello"
        """,
    )
    assert [result.played for result in played] == [True, False]
    assert [line for result in played for line in lines(result)][-1] == "not played  2  erin> say hello"


async def test_refusals_and_silence_can_be_expected(
    discord: Sandbox, bot: PlainBot, quotes: QuoteBot
) -> None:
    assert not await differences(
        discord,
        """
        about = "Refusals"
        [[step]]
        who = "erin"
        click = "Delete it"
        expect.bad_act = "no such message"
        [[step]]
        who = "erin"
        slash = "/find"
        expect.buttons = ["Next"]
        expect.disabled = []
        [[step]]
        who = "erin"
        click = "Delete it"
        expect.not_offered = "only: Next"
        [[step]]
        who = "erin"
        see = "never said"
        within = 0
        expect.no_answer = true
        """,
    )
    told = await differences(
        discord,
        """
        about = "It went well"
        [[step]]
        who = "erin"
        slash = "/find"
        expect.not_offered = "it needs"
        """,
    )
    assert told[1:] == ["    not_offered", "      - it needs", "      + it went well"]


async def test_what_discord_would_mind_is_a_difference(discord: Sandbox, bot: PlainBot) -> None:
    bot.answer = lambda _: {"type": 4, "data": {"content": ""}}
    await bot.register({"name": "ask", "description": "Something."})
    discord.clock.alarm(discord.clock.time() + 0.2, lambda: discord.clock.advance(3))
    scenario = """
        about = "Nothing to say"
        [[step]]
        who = "erin"
        slash = "/ask"
        expect.no_answer = true
        """
    told = await differences(discord, scenario)
    assert told[1] == "    violations"
    assert "Cannot send an empty message" in told[2]
    discord.clock.alarm(discord.clock.time() + 0.2, lambda: discord.clock.advance(3))
    assert not await differences(
        discord, scenario + 'expect.violations = ["refused: ${any}empty message${any}"]'
    )


async def test_second_people_forms_menus_and_time(discord: Sandbox, quotes: QuoteBot) -> None:
    assert not await differences(
        discord,
        """
        about = "Everything else"
        channel = "art"
        [[step]]
        who = "erin"
        say = "A picture"
        files = [{ filename = "a.txt", text = "words" }]
        as = "picture"
        expect.attachments = ["a.txt"]
        [[step]]
        who = "juniper"
        react = "🔥"
        on = "picture"
        expect.reactions = { "🔥" = 1 }
        [[step]]
        who = "juniper"
        say = "Lovely"
        on = "picture"
        [[step]]
        who = "juniper"
        message_menu = "About this"
        on = "picture"
        expect.text = "It says A picture (id ${id})"
        [[step]]
        who = "erin"
        slash = "/edit"
        expect.form = "Mend it"
        expect.fields = ["The words"]
        [[step]]
        who = "erin"
        submit = { "The words" = "tea" }
        expect.text = "Mended."
        [[step]]
        who = "fern"
        join = ["Readers"]
        [[step]]
        who = "fern"
        see = "A ${word}"
        [[step]]
        who = "fern"
        leave = true
        [[step]]
        advance = 3600
        [[step]]
        who = "sage"
        delete = "picture"
        expect.gone = true
        """,
        discord.create_guild("inn-2").guild.key,
    )


async def test_a_step_that_left_no_message_cannot_be_acted_on(discord: Sandbox, quotes: QuoteBot) -> None:
    told = await differences(
        discord,
        """
        about = "No message"
        [[step]]
        who = "erin"
        slash = "/edit"
        as = "form"
        [[step]]
        who = "erin"
        click = "Next"
        on = "form"
        """,
    )
    assert told[-1] == "      + the step form left no message"


async def test_long_answers_only_have_to_begin_so(discord: Sandbox, bot: PlainBot) -> None:
    bot.answer = lambda _: saying("\n".join(f"line {number}" for number in range(30)))
    await act(discord, "erin", "slash", line="/ask")
    text = recorder(discord).last(1).text
    assert 'contains = ["line 0", "line 1", "line 2"]' in text
    assert "line 3" not in text


async def test_things_can_go_wrong_on_purpose(discord: Sandbox, quotes: QuoteBot) -> None:
    assert not await differences(
        discord,
        """
        about = "A connection that breaks, and a fault that there is not"
        [[step]]
        fault = { kind = "duplicate", on = "MESSAGE_CREATE" }
        [[step]]
        who = "erin"
        say = "twice"
        [[step]]
        fault = "earthquake"
        expect.bad_act = "earthquake"
        """,
    )
    assert {report["what"] for report in discord.journal.faults} >= {"added", "happened"}
