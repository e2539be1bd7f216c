"""Scenario files: holes, mistakes, reading and writing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_sandbox.fixtures.checked_toml import BadFile
from discord_sandbox.scenarios.model import Scenario, Step
from discord_sandbox.scenarios.placeholders import BadPlaceholder, escaped, fill, pattern
from discord_sandbox.scenarios.reading import parse, read
from discord_sandbox.scenarios.writing import write
from sandbox.tests.plain import Payload

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=60)


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
