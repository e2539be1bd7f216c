"""Scenario files: reading, playing, comparing, recording."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_sandbox import Sandbox
from discord_sandbox.fixtures.checked_toml import BadFile
from discord_sandbox.model.entries import Action
from discord_sandbox.model.ids import ids
from discord_sandbox.scenarios.drafting import draft_step
from discord_sandbox.scenarios.model import Scenario, Step
from discord_sandbox.scenarios.placeholders import BadPlaceholder, escaped, fill, pattern
from discord_sandbox.scenarios.reading import parse, read
from discord_sandbox.scenarios.recorder import NotRecording, Recorder
from discord_sandbox.scenarios.report import lines
from discord_sandbox.scenarios.runner import Player, Result
from discord_sandbox.scenarios.transport import LocalTransport
from discord_sandbox.scenarios.writing import write, write_step
from sandbox.tests.plain import Payload, PlainBot

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=60)
QUOTES: list[Payload] = [
    {
        "name": "quote",
        "description": "Quotes.",
        "options": [{"type": 3, "name": "text", "description": "Words."}],
    },
    {
        "name": "get",
        "description": "One.",
        "options": [{"type": 4, "name": "index", "description": "Number."}],
    },
    {"name": "find", "description": "All."},
    {"name": "edit", "description": "Mend."},
    {"name": "About this", "type": 3},
]


class QuoteBot:
    """Answers like a small bot that numbers what it is given."""

    def __init__(self, discord: Sandbox) -> None:
        self.kept: list[str] = []
        self.first_number = 1
        self.word = "Kept"
        self._discord = discord

    def __call__(self, interaction: Payload) -> Payload | None:
        data = interaction["data"]
        if interaction["type"] == 5:
            return _message("Mended.")
        if interaction["type"] == 3:
            return {
                "type": 7,
                "data": {"content": f"Page 2, asked for by <@{interaction['member']['user']['id']}>"},
            }
        options = {option["name"]: option["value"] for option in data.get("options", ())}
        answer: Payload = getattr(self, data["name"].split()[0].lower())(interaction, **options)
        return answer

    def quote(self, interaction: Payload, text: str = "") -> Payload:
        self.kept.append(text)
        number = self.first_number + len(self.kept) - 1
        who = interaction["member"]["user"]["id"]
        return _message(
            f"{self.word} as number {number} for <@{who}>, <t:{1_700_000_000 + number}:R>, in 12 ms: {text}"
        )

    def get(self, _: Payload, index: int) -> Payload:
        return _message(f"Number {index}: {self.kept[index - self.first_number]}", flags=64)

    def find(self, _: Payload) -> Payload:
        button = {"type": 2, "style": 1, "label": "Next", "custom_id": f"next-{self._discord.clock.time()}"}
        return _message("Page 1", components=[{"type": 1, "components": [button]}])

    def edit(self, _: Payload) -> Payload:
        words = {"type": 18, "label": "The words", "component": {"type": 4, "custom_id": "w", "style": 1}}
        return {"type": 9, "data": {"title": "Mend it", "custom_id": "f", "components": [words]}}

    def about(self, interaction: Payload) -> Payload:
        said = next(iter(interaction["data"]["resolved"]["messages"].values()))
        return _message(f"It says {said['content']} (id {said['id']})")


def _message(content: str, **more: Any) -> Payload:
    return {"type": 4, "data": {"content": content, **more}}


@pytest.fixture
async def quotes(discord: Sandbox, bot: PlainBot) -> QuoteBot:
    quotes = QuoteBot(discord)
    bot.answer = quotes
    await bot.register(*QUOTES)
    return quotes


async def play(discord: Sandbox, scenario: Scenario | str, guild: str | None = None) -> list[Result]:
    parsed = parse(scenario) if isinstance(scenario, str) else scenario
    player = Player(LocalTransport(discord), parsed, {parsed.guild: guild} if guild else {})
    return [result async for result in player.play()]


async def differences(discord: Sandbox, scenario: Scenario | str, guild: str | None = None) -> list[str]:
    played = await play(discord, scenario, guild)
    return [line for result in played for line in lines(result) if result.differences]


def recorder(discord: Sandbox, folder: Path | None = None) -> Recorder:
    return Recorder(discord.world, discord.journal, "small", folder)


# --- holes ---


@pytest.mark.parametrize(
    ("text", "result", "fits"),
    [
        ("Kept as ${digits}", "Kept as 12", True),
        ("Kept as ${digits}", "Kept as a dozen", False),
        ("a ${any} b", "a what ever b", True),
        ("a ${any} b", "a\nb", False),
        ("a${lines}b", "a\n\nb", True),
        ("<@${id}>", "<@123456789012345678>", True),
        ("${x} of ${x}", "2 of 2", True),
        ("${n=digits} + ${n}", "7 + 7", True),
        ("${n=digits} + ${n}", "7 + 8", False),
        ("$${digits}", "${digits}", True),
        ("(.*) $5 \\d", "(.*) $5 \\d", True),
    ],
)
def test_holes_stand_for_what_changes(text: str, result: str, fits: bool) -> None:
    assert bool(re.fullmatch(pattern(text, {"x": "2"}), result)) is fits


@given(TEXT)
def test_escaped_text_stands_for_itself(text: str) -> None:
    assert re.fullmatch(pattern(escaped(text), {}), text)
    assert fill(escaped(text), {}) == text


@pytest.mark.parametrize("text", ["${}", "${a b}", "${x=number}", "${digits=word}", "${unknown}"])
def test_holes_that_mean_nothing(text: str) -> None:
    with pytest.raises(BadPlaceholder):
        fill(text, {})


# --- files ---


def problems(text: str) -> list[str]:
    with pytest.raises(BadFile) as raised:
        parse(text)
    return raised.value.problems


def test_every_mistake_in_a_file_is_told_at_once() -> None:
    told = problems(
        """
        about = "Wrong"
        guilds = "inn"
        [[step]]
        who = "erin"
        slash = "/ping"
        say = "hello"
        [[step]]
        slash = "/ping"
        values = ["x"]
        on = "that"
        [[step]]
        who = "erin"
        select = "Choose"
        [[step]]
        who = "erin"
        look = "last"
        expect = { texts = "x", ephemeral = "yes", matches = "(" }
        """
    )
    for beginning in (
        "guilds: This field does not exist here.",
        "step 1: a step has one of slash, ",
        "step 2, who: This field is required",
        "step 2, values: slash takes no such thing",
        "step 2, on: slash is about no message",
        "step 3, values: This field is required",
        "step 4, expect, texts: This field does not exist here.",
        "step 4, expect, ephemeral: Must be either true or false.",
        "step 4, expect, matches: this is no regular expression",
    ):
        assert any(line.startswith(beginning) for line in told), (beginning, told)


def test_names_have_to_be_given_before_they_are_used() -> None:
    assert problems(
        """
        about = "Wrong"
        let = { words = "a" }
        [[step]]
        who = "erin"
        slash = "/get index:${number}"
        expect.text = "${words} ${number=digits} ${role:Readers} ${guild} ${what}"
        [[step]]
        who = "erin"
        slash = "/get index:${number} ${digits} ${1}"
        expect.matches = '(?P<found>\\d+)'
        [[step]]
        who = "erin"
        click = "Next"
        on = "list"
        expect.text = "${found}"
        """
    ) == [
        "step 1: nothing before has given ${number}",
        "step 1, expect: nothing before has given ${what}",
        "step 2: ${1} means nothing; kinds are any, lines, word, digits, id",
        "step 3: no step before is called 'list'",
    ]


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="gone.toml cannot be used:\n  it cannot be read"):
        read(tmp_path / "gone.toml")


EXPECTATIONS = st.fixed_dictionaries(
    {},
    optional={
        "text": TEXT.map(escaped),
        "contains": st.lists(TEXT.map(escaped), max_size=3),
        "ephemeral": st.booleans(),
        "buttons": st.lists(TEXT.map(escaped), max_size=4),
        "reactions": st.dictionaries(st.sampled_from("🔥❤️ab"), st.integers(1, 9), max_size=2),
        "followups": st.lists(st.fixed_dictionaries({"text": TEXT.map(escaped)}), max_size=2),
    },
)
ACTS = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("slash"), "who": st.just("erin"), "line": TEXT.map(escaped).filter(bool)}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("say"), "who": st.just("erin"), "content": TEXT.map(escaped)},
        optional={"channel": st.just("art")},
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("submit"),
            "who": st.just("erin"),
            "fields": st.dictionaries(TEXT, TEXT.map(escaped), max_size=2),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("advance"), "seconds": st.integers(0, 9)}),
)


@given(st.lists(st.tuples(ACTS, EXPECTATIONS), min_size=1, max_size=4), TEXT.map(escaped).filter(bool))
def test_what_is_written_is_what_is_read(steps: list[tuple[Payload, Payload]], words: str) -> None:
    written = Scenario(
        about="About",
        steps=tuple(Step(n, action, "", expect=expect) for n, (action, expect) in enumerate(steps, 1)),
        channel="general",
        variables={"words": words},
    )
    read_again = parse(write(written, ["A remark."]))
    assert (read_again.about, read_again.channel, read_again.variables) == (
        "About",
        "general",
        {"words": words},
    )
    assert [(step.action, step.expect) for step in read_again.steps] == steps


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


# --- recording ---


async def action(discord: Sandbox, who: str, kind: str, **more: Any) -> Payload:
    return (await discord.actions.perform({"who": who, "kind": kind, **more})).payload()


async def record_something(discord: Sandbox) -> None:
    old = discord.guild("inn").member("juniper", "general").reads()[0]
    await action(discord, "erin", "slash", line="/quote text:a cup of tea")
    await action(discord, "juniper", "slash", line="/get index:7")
    page = await action(discord, "erin", "slash", command="find")
    await action(discord, "juniper", "say", content="I want that too", guild="inn")
    await action(discord, "juniper", "click", button="Next", message=page["id"])
    await action(discord, "erin", "message_menu", command="About this", message=str(old.id))
    await action(discord, "erin", "slash", line="/edit", wait=False)
    await action(discord, "erin", "submit", fields={"w": "x"})
    with pytest.raises(Exception, match="not offered|no command"):
        await action(discord, "erin", "slash", line="/quote text:x", channel="staff")


async def test_what_was_recorded_can_be_played(discord: Sandbox, quotes: QuoteBot, tmp_path: Path) -> None:
    quotes.first_number = 7
    machine = recorder(discord, tmp_path)
    machine.start()
    states = [machine.recording]
    await record_something(discord)
    recording = machine.stop("Tea for two")
    assert [*states, machine.recording] == [True, False]
    assert recording.path == str(tmp_path / "tea-for-two.toml")
    scenario = read(Path(recording.path))
    assert (len(scenario.steps), scenario.about, scenario.world) == (recording.steps, "Tea for two", "small")
    quotes.kept.clear()
    quotes.first_number = 30
    assert not await differences(discord, scenario, discord.create_guild("inn-2").guild.key)
    quotes.word = "Stored"
    told = await differences(discord, scenario, discord.create_guild("inn-3").guild.key)
    assert told[1] == "    text"
    assert told[2].startswith(
        "      - Kept as number ${index=digits} for <@${user:erin}>, <t:${digits}:R>, in ${digits} ms"
    )
    assert told[3].startswith("      + Stored as number 31")
    assert told[-2:] == ["      - an answer", "      + there is nothing to put in for ${index}"]


async def test_a_plain_message_of_the_page_can_be_played_again(discord: Sandbox, tmp_path: Path) -> None:
    machine = recorder(discord, tmp_path)
    machine.start()
    said = await action(discord, "erin", "say", content="Tea", files=[], wait=False)
    await action(discord, "erin", "edit", content="Coffee", message=said["id"], wait=False)
    await action(discord, "erin", "delete", message=said["id"], wait=False)
    file = {"filename": "list.csv", "content": "YSxi"}
    await action(discord, "erin", "say", content="Here", files=[file], wait=False)
    recording = machine.stop("Tea")
    assert recording.text.count("files") == 1
    scenario = read(Path(recording.path or ""))
    assert not await differences(discord, scenario, discord.create_guild("inn-2").guild.key)
    played = discord.guild("inn-2").member("erin", "general").reads()
    assert [message.text for message in played][-1:] == ["Here"]
    assert not {"Tea", "Coffee"} & {message.text for message in played}


async def test_a_recording_reads_well(discord: Sandbox, quotes: QuoteBot) -> None:
    quotes.first_number = 7
    machine = recorder(discord)
    machine.start()
    await record_something(discord)
    text = machine.stop().text
    for part in (
        'slash = "/quote text:a cup of tea"',
        'text = "Kept as number ${index=digits} for <@${user:erin}>, <t:${digits}:R>, in ${digits} ms: a cup of tea"',
        'slash = "/get index:${index}"',
        'text = "Number ${index}: a cup of tea"\nephemeral = true',
        'as = "message_1"',
        'click = "Next"\non = "message_1"',
        'text = "Page 2, asked for by <@${user:juniper}>"',
        'see = "Welcome! Tell us where you are in the story before you ask a question."\nas = "message_2"',
        'form = "Mend it"\nfields = ["The words"]',
        "not_offered = ",
    ):
        assert part in text, text


async def test_the_latest_acts_can_be_had_without_recording(discord: Sandbox, quotes: QuoteBot) -> None:
    await action(discord, "erin", "slash", line="/find")
    await action(discord, "erin", "slash", line="/quote text:tea")
    recording = recorder(discord).last(1, "The last")
    assert (recording.steps, recording.path) == (1, None)
    assert "/quote" in recording.text
    assert "/find" not in recording.text


async def test_there_has_to_be_a_recording_to_stop(discord: Sandbox, tmp_path: Path) -> None:
    machine = recorder(discord, tmp_path)
    with pytest.raises(NotRecording):
        machine.stop()
    for number in range(2):
        machine.start()
        machine.start()
        await action(discord, "erin", "say", content=f"hello {number}")
        assert machine.stop("Hello").path == str(tmp_path / f"hello{'-2' if number else ''}.toml")


async def test_one_act_is_a_step(discord: Sandbox, quotes: QuoteBot) -> None:
    await action(discord, "erin", "slash", line="/find")
    [entry] = [each for each in discord.journal.entries if isinstance(each, Action)]
    assert write_step(draft_step(entry, ids(discord.world))) == (
        '[[step]]\nwho = "erin"\nslash = "/find"\n\n[step.expect]\ntext = "Page 1"\nbuttons = ["Next"]\n'
    )


async def test_long_answers_only_have_to_begin_so(discord: Sandbox, bot: PlainBot) -> None:
    bot.answer = lambda _: _message("\n".join(f"line {number}" for number in range(30)))
    await action(discord, "erin", "slash", line="/ask")
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
