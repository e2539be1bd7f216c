from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import i18n as text_module
from app.core.actor import Actor, Permission
from app.core.errors import Forbidden, InvalidInput, RateLimited, duration
from app.core.guild import CommandRule, GuildRules
from app.core.i18n import joined, t, tn
from app.core.names import natural_sort_key, normalized
from app.core.prose import MOST_MARKS, one_line, sanitize

WHAT = t("A text")


def actor(permissions: Permission, *, bot_admin: bool = False) -> Actor:
    return Actor(user_id=1, guild_id=2, permissions=permissions, bot_admin=bot_admin)


def test_an_administrator_may_do_everything() -> None:
    actor(Permission.ADMINISTRATOR).require(Permission.MANAGE_GUILD | Permission.BAN_MEMBERS)


def test_a_refusal_names_the_permission_as_discord_does() -> None:
    with pytest.raises(Forbidden, match=r"\*\*Manage Server\*\*"):
        actor(Permission.MANAGE_MESSAGES).require(Permission.MANAGE_GUILD)


def test_the_admin_role_stands_in_for_staff_but_cannot_hand_itself_on() -> None:
    librarian = actor(Permission.NONE, bot_admin=True)
    librarian.require(Permission.MANAGE_MESSAGES)
    for permission in (Permission.MANAGE_GUILD, Permission.ADMINISTRATOR):
        with pytest.raises(Forbidden):
            librarian.require(permission)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 second"),
        (1.01, "2 seconds"),
        (59.5, "1 minute"),
        (61, "2 minutes"),
        (3600, "1 hour"),
        (7300, "3 hours"),
    ],
)
def test_a_waiting_time_is_never_promised_too_short(seconds: float, words: str) -> None:
    assert str(duration(seconds)) == words


def test_a_limit_tells_how_long_to_wait() -> None:
    assert str(RateLimited(30)) == "That was quick! You can do this again in 30 seconds."


def test_texts_are_said_in_the_readers_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Shouting(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return (
                message.replace("quotes", "ZITATE").replace("quote", "ZITAT").replace("in all", "INSGESAMT")
            )

        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            return self.gettext(msgid1 if n == 1 else msgid2)

    monkeypatch.setattr(
        text_module, "_catalogue", lambda locale: Shouting() if locale == "de" else gettext.NullTranslations()
    )
    sentence = t("{number} in all", number=tn("one quote", "{count} quotes", 3))
    assert (sentence.to("de"), sentence.to("fr"), str(sentence)) == (
        "3 ZITATE INSGESAMT",
        "3 quotes in all",
        "3 quotes in all",
    )


def test_an_unknown_language_gets_english() -> None:
    assert t("Hello {name}", name="x").to("tlh") == "Hello x"


def test_joined_texts_keep_their_order() -> None:
    assert str(joined([t("a"), "b", tn("c", "{count} c", 2)])) == "a, b, 2 c"


@pytest.mark.parametrize("braces", ["{", "}", "{0}", "{name}", "{x.__class__}"])
def test_values_are_not_templates(braces: str) -> None:
    assert str(t("said: {words}", words=braces)) == f"said: {braces}"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800", "\udfff"])
def test_what_cannot_be_stored_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="no text"):
        sanitize(text, what=WHAT, longest=100)


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u2060", "\u202e", "\n\t\n", "\U000e0041"])
def test_what_looks_empty_is_empty(text: str) -> None:
    with pytest.raises(InvalidInput, match="at least"):
        sanitize(text, what=WHAT, longest=100)


def test_disguises_are_taken_off() -> None:
    assert sanitize("ad\u200bmin \u202egnp.exe", what=WHAT, longest=100) == "admin gnp.exe"
    assert sanitize("cafe\u0301", what=WHAT, longest=100) == "café"


def test_emoji_and_scripts_that_need_joiners_keep_them() -> None:
    for text in ("👩\u200d🚀", "می\u200cخواهم", "नमस्ते", "שָׁלוֹם"):
        assert sanitize(text, what=WHAT, longest=100) == text


def test_piled_up_marks_are_cut_down() -> None:
    zalgo = "Z" + "\u0337\u0321" * 30
    assert len(sanitize(zalgo, what=WHAT, longest=100)) <= 2 + MOST_MARKS


def test_too_long_says_by_how_much() -> None:
    with pytest.raises(InvalidInput, match="10 characters at most; this one has 11"):
        sanitize("x" * 11, what=WHAT, longest=10)


@given(st.text(max_size=300))
def test_cleaning_is_final(text: str) -> None:
    try:
        once = sanitize(text, what=WHAT, longest=300)
    except InvalidInput:
        return
    assert sanitize(once, what=WHAT, longest=300) == once
    once.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FAQ", "faq"),
        ("Straße", "STRASSE"),
        (" a  b ", "A B"),
        ("ﬁn", "FIN"),
        ("FAQ\u200b", "faq"),
        ("f\u200da\u202eq\x01", "FAQ"),
        ("a\x1fb", "A B"),
    ],
)
def test_names_that_look_alike_are_the_same(one: str, other: str) -> None:
    assert normalized(one) == normalized(other)


@given(st.text(max_size=100))
def test_a_name_is_found_as_it_was_pasted(name: str) -> None:
    try:
        kept = one_line(name, what=WHAT, longest=100)
    except InvalidInput:
        return
    assert normalized(kept) == normalized(name)


def test_numbers_in_names_sort_as_numbers() -> None:
    names = ["9.10", "9.9", "Volume 10", "volume 2", "9", "1" * 30, "9.9 B"]
    assert sorted(names, key=natural_sort_key) == [
        "9",
        "9.9",
        "9.9 B",
        "9.10",
        "1" * 30,
        "volume 2",
        "Volume 10",
    ]


@given(st.lists(st.text(max_size=50)))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    assert len(sorted(names, key=natural_sort_key)) == len(names)


def test_endless_digits_do_not_crash() -> None:
    assert sorted(["9" * 10_000, "1" * 20_000], key=natural_sort_key) == ["9" * 10_000, "1" * 20_000]


def test_the_most_specific_rule_counts() -> None:
    group, command = CommandRule(channel_ids=frozenset({1})), CommandRule(role_ids=frozenset({2}))
    rules = GuildRules(commands={"quote": group, "quote add": command})
    assert rules.rule_for("quote add") is command
    assert rules.rule_for("quote get") is group
    assert rules.rule_for("link get") is None
