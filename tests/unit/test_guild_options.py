"""What a guild can decide: what may be typed for an option, how it is shown, and what of it is believed."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest

from app.core.errors import InvalidInput, NotFound
from app.core.guild_options import (
    ADMIN_ROLE,
    LONGEST_WORDS,
    TIME_ZONE,
    GuildOption,
    GuildOptions,
    OptionKind,
    channel_option,
    number_option,
    role_option,
    switch_option,
    words_option,
)
from app.core.i18n import t

Options: TypeAlias = dict[str, GuildOption[Any]]
LABEL, HELP = t("Depth"), t("How deep it is.")


@pytest.fixture
def options() -> Options:
    """One of each kind."""
    return {
        "channel": channel_option("test.channel", LABEL, HELP, plugin="activity"),
        "role": role_option("test.role", LABEL, HELP),
        "number": number_option("test.number", LABEL, HELP, default=3, least=1, most=250),
        "words": words_option("test.words", LABEL, HELP),
        "motto": words_option("test.motto", LABEL, HELP, default="no killing", most=20),
        "switch": switch_option("test.switch", LABEL, HELP, default=True),
        "zone": TIME_ZONE,
    }


def test_every_kind_of_option_says_what_it_is(options: Options) -> None:
    del options["zone"]
    assert {name: option.kind for name, option in options.items()} == {
        "channel": OptionKind.CHANNEL,
        "role": OptionKind.ROLE,
        "number": OptionKind.NUMBER,
        "words": OptionKind.WORDS,
        "motto": OptionKind.WORDS,
        "switch": OptionKind.SWITCH,
    }
    assert all((option.label, option.help) == (LABEL, HELP) for option in options.values())
    assert [option.key for option in options.values()] == [f"test.{name}" for name in options]


def test_an_option_can_be_one_of_another_plugin(options: Options) -> None:
    assert options["channel"].plugin == "activity"
    assert channel_option("test.channel", LABEL, HELP).plugin == ""
    assert {options[name].plugin for name in ("role", "number", "words", "switch")} == {""}


@pytest.mark.parametrize(
    ("option", "default"),
    [
        ("channel", None),
        ("role", None),
        ("number", 3),
        ("words", ""),
        ("motto", "no killing"),
        ("switch", True),
    ],
)
def test_who_decided_nothing_has_the_default(options: Options, option: str, default: object) -> None:
    asked = options[option]
    assert asked.default == default
    assert asked.read({}) == asked.read({"test.other": 7}) == default
    assert asked.parsed("  ") == default


@pytest.mark.parametrize(
    ("option", "stored"),
    [("channel", 2**63), ("role", 5), ("number", 7), ("words", "hello"), ("motto", ""), ("switch", False)],
)
def test_what_was_decided_is_read(options: Options, option: str, stored: object) -> None:
    assert options[option].read({options[option].key: stored}) == stored


@pytest.mark.parametrize(
    ("option", "stored"),
    [
        ("channel", "5"),
        ("role", None),
        ("number", True),
        ("number", 1.5),
        ("words", 5),
        ("switch", 0),
        ("zone", 1),
    ],
)
def test_what_is_stored_for_another_kind_is_not_believed(
    options: Options, option: str, stored: object
) -> None:
    assert options[option].read({options[option].key: stored}) == options[option].default


@pytest.mark.parametrize(
    ("option", "words", "value"),
    [("number", " 12 ", 12), ("number", "-4", -4), ("words", " a b ", "a b"), ("motto", "12", "12")],
)
def test_what_is_typed_is_a_number_only_for_numbers(
    options: Options, option: str, words: str, value: object
) -> None:
    assert options[option].parsed(words) == value


@pytest.mark.parametrize("words", ["seven", "1.5", "0x1", "7 8"])
def test_what_is_no_number_is_refused_by_the_name_of_the_option(options: Options, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        options["number"].parsed(words)
    assert str(refused.value) == "Depth is a whole number."


def test_as_much_can_be_typed_as_the_longest_value_needs(options: Options) -> None:
    # One more than the digits, for a sign.
    assert options["number"].most_characters == len("-250")
    assert (options["words"].most_characters, options["motto"].most_characters) == (LONGEST_WORDS, 20)
    assert (options["number"].least, options["number"].most) == (1, 250)


@pytest.mark.parametrize(
    ("option", "value", "shown"),
    [
        ("channel", 5, "<#5>"),
        ("role", 5, "<@&5>"),
        ("number", 0, "0"),
        ("words", "no killing", "no killing"),
        ("zone", "Europe/Berlin", "Europe/Berlin"),
        ("switch", True, "on"),
        ("switch", False, "off"),
        ("switch", None, "none"),
        ("channel", None, "none"),
        ("words", "", "none"),
    ],
)
def test_values_are_shown_as_people_read_them(
    options: Options, option: str, value: object, shown: str
) -> None:
    assert str(options[option].shown(value)) == shown


def test_an_option_is_found_by_its_key() -> None:
    known = GuildOptions((ADMIN_ROLE, TIME_ZONE))
    assert known.by_key("settings.time_zone") is TIME_ZONE
    assert known.by_key("settings.admin_role") is ADMIN_ROLE
    with pytest.raises(NotFound) as refused:
        known.by_key("test.none")
    assert str(refused.value) == "There is no such setting any more."
