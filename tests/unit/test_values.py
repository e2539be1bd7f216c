"""Small values of the core: tables, moments in ids, permissions, sentences, names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.actor import Actor, Permission
from app.core.errors import Forbidden
from app.core.guild import CommandRule, GuildRules
from app.core.guild_options import TIME_ZONE
from app.core.i18n import Name, joined, spoken, t, tn
from app.core.localized import translated
from app.core.names import natural_sort_key, normalized
from app.core.snowflake import HIGHEST_ID, first_id_at, is_possible, moment_of
from app.core.table import csv_of
from tests.support.translations import Sentence, spoken_from, write

MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=20)


def read(table: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))


def test_spreadsheets_are_told_the_encoding() -> None:
    assert csv_of(["Größe"], [[1]]) == b"\xef\xbb\xbfGr\xc3\xb6\xc3\x9fe\r\n1\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(start: str) -> None:
    head, row = read(csv_of([f"{start}a"], [[f"{start}cmd|' /C calc'!A0"]]))
    assert (head, row) == ([f"'{start}a"], [f"'{start}cmd|' /C calc'!A0"])


def test_negative_numbers_stay_numbers() -> None:
    assert read(csv_of(["n"], [[-5], [2.5]])) == [["n"], ["-5"], ["2.5"]]


@given(st.lists(st.tuples(WORDS, st.integers(0)), max_size=5))
def test_a_table_comes_back_as_it_went_in(rows: list[tuple[str, int]]) -> None:
    _, *back = read(csv_of(["name", "count"], rows))
    assert [[name.removeprefix("'"), count] for name, count in back] == [
        [name.removeprefix("'"), str(count)] for name, count in rows
    ]


def test_an_id_of_discords_documentation_has_the_moment_told_there() -> None:
    assert moment_of(175928847299117063) == datetime(2016, 4, 30, 11, 18, 25, 796000, UTC)


@given(MOMENTS)
def test_the_first_id_of_a_moment_is_the_first(moment: datetime) -> None:
    first = first_id_at(moment)
    assert abs(moment_of(first) - moment) <= timedelta(milliseconds=1)
    assert first % (1 << 22) == 0
    assert first == 0 or moment_of(first - 1) < moment_of(first)


def test_before_discord_there_were_no_ids() -> None:
    assert first_id_at(datetime(2014, 12, 31, tzinfo=UTC)) == 0
    assert first_id_at(datetime(2015, 1, 1, tzinfo=UTC)) == 0
    assert first_id_at(datetime(2015, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1000 << 22


@pytest.mark.parametrize(
    ("snowflake", "possible"),
    [(-1, False), (0, False), (1, True), (HIGHEST_ID, True), (HIGHEST_ID + 1, False)],
)
def test_which_ids_can_be(snowflake: int, possible: bool) -> None:
    assert is_possible(snowflake) is possible


def actor(permissions: Permission, *, bot_admin: bool = False) -> Actor:
    return Actor(user_id=1, guild_id=2, permissions=permissions, bot_admin=bot_admin)


def test_what_discord_gives_is_not_what_the_admin_role_gives() -> None:
    assert actor(Permission.MANAGE_ROLES).holds(Permission.MANAGE_ROLES)
    assert actor(Permission.ADMINISTRATOR).holds(Permission.MANAGE_ROLES)
    assert not actor(Permission.MANAGE_ROLES).holds(Permission.MANAGE_ROLES | Permission.BAN_MEMBERS)
    librarian = actor(Permission.NONE, bot_admin=True)
    assert (librarian.holds(Permission.MANAGE_ROLES), librarian.may(Permission.MANAGE_ROLES)) == (False, True)
    assert not librarian.may(Permission.MANAGE_ROLES | Permission.MANAGE_GUILD)
    assert not actor(Permission.NONE).may(Permission.MANAGE_ROLES)


@pytest.mark.parametrize(
    ("permission", "label"),
    [
        (Permission.MANAGE_GUILD, "Manage Server"),
        (Permission.MODERATE_MEMBERS, "Time out members"),
        (Permission.KICK_MEMBERS, "Kick Members"),
    ],
)
def test_a_missing_permission_is_named_as_the_settings_name_it(permission: Permission, label: str) -> None:
    with pytest.raises(Forbidden) as refusal:
        actor(Permission.NONE).require(permission)
    assert str(refusal.value) == f"You need the permission **{label}** for that."


@pytest.fixture
def languages(tmp_path: Path) -> Iterator[Path]:
    """Two that the bot speaks, and a place for more."""
    for folder, word in (("pt_BR", "Olá"), ("de", "Hallo")):
        sentences: dict[Sentence, str] = {
            "Hello {name}": f"{word} {{name}}",
            ("one day", "{count} days"): f"{word} {{count}}",
        }
        write(tmp_path, folder, sentences, greeting={"day": f"{word}!"})
    with spoken_from(tmp_path):
        yield tmp_path


@pytest.mark.usefixtures("languages")
def test_a_text_comes_from_the_catalogue_of_its_language() -> None:
    greeting = t("Hello {name}", name=tn("one day", "{count} days", 1234))
    assert (greeting.to("pt-BR"), greeting.to("de-AT")) == ("Olá Olá 1.234", "Hallo Hallo 1.234")
    days = tn("one day", "{count} days", 2)
    assert (days.to("pt-BR"), days.to("fr"), str(days)) == ("Olá 2", "2 days", "2 days")


def test_a_translation_has_a_singular_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "de", {("{count} day", "{count} days"): ("{count} Tag", "{count} Tage")})
    with spoken_from(tmp_path):
        assert [tn("{count} day", "{count} days", count).to("de") for count in (1, 2)] == ["1 Tag", "2 Tage"]


@pytest.mark.usefixtures("languages")
def test_nothing_is_nothing_in_every_language() -> None:
    assert joined([]).to("de") == t("").to("pt-BR") == ""


@pytest.mark.parametrize(
    ("locale", "answered"),
    [
        ("de", "de"),
        ("de-AT", "de-AT"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "en-US"),
        ("fr", "en-US"),
        ("en-GB", "en-GB"),
        ("en-US", "en-US"),
        ("en", "en"),
        ("", "en-US"),
    ],
)
@pytest.mark.usefixtures("languages")
def test_who_has_no_translation_reads_english_throughout(locale: str, answered: str) -> None:
    assert spoken(locale) == answered


@pytest.mark.parametrize(
    ("name", "locale", "found"),
    [
        (Name("day", "greeting"), "de", "Hallo!"),
        (Name("day", "greeting"), "fr", "day"),
        (Name("night", "greeting"), "de", "night"),
        (Name("day", "farewell"), "de", "day"),
        (Name("", "greeting"), "de", ""),
    ],
)
@pytest.mark.usefixtures("languages")
def test_a_name_is_looked_up_in_its_context(name: Name, locale: str, found: str) -> None:
    assert name.to(locale) == found


def test_joined_texts_are_parted_as_wished() -> None:
    assert str(joined(["a", t("b"), "{c}"])) == "a, b, {c}"
    assert str(joined(["a", "b"], " / ")) == "a / b"
    assert str(joined([])) == ""


def test_what_is_text_already_stays() -> None:
    assert (translated("5", "de"), translated(t("five"), "de")) == ("5", "five")


def test_a_sentence_may_mention_its_count_and_more() -> None:
    assert str(tn("{who} has one", "{who} has {count}", 2, who="Erin")) == "Erin has 2"


def test_a_guild_that_decided_nothing_has_the_defaults() -> None:
    assert GuildRules().of(TIME_ZONE) == TIME_ZONE.default
    assert GuildRules().rule_for("quote add") is None


def test_a_rule_covers_what_is_below_it() -> None:
    rule = CommandRule(channel_ids=frozenset({1}))
    rules = GuildRules(commands={"a": rule})
    assert [rules.rule_for(name) for name in ("a", "a b", "a b c", "b", "b a")] == [
        rule,
        rule,
        rule,
        None,
        None,
    ]


def test_a_more_specific_rule_wins_even_if_it_restricts_nothing() -> None:
    narrow = CommandRule()
    rules = GuildRules(commands={"a": CommandRule(channel_ids=frozenset({1})), "a b": narrow})
    assert rules.rule_for("a b c") is narrow


@pytest.mark.parametrize(
    ("name", "key"),
    [("  Volume \t 10 ", "volume 10"), ("a\0b", "ab"), ("Ｆｕｌｌ", "full"), ("½", "1⁄2"), ("", "")],
)
def test_what_a_name_is_compared_by(name: str, key: str) -> None:
    assert normalized(name) == key


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("9", "10"),
        ("007", "8"),
        ("0", "1"),
        ("99", "a"),
        ("a 2 b", "a 10 a"),
        ("1.2", "1.10"),
        ("a", "a 1"),
        ("10", "010 b"),
    ],
)
@pytest.mark.regression(55)
def test_numbers_count_by_their_value(lower: str, higher: str) -> None:
    assert natural_sort_key(lower) < natural_sort_key(higher)
    assert natural_sort_key(lower) == natural_sort_key(lower.upper())


def test_leading_zeros_change_nothing() -> None:
    assert natural_sort_key("chapter 007") == natural_sort_key("Chapter 7")
