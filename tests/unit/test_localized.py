"""Numbers, dates and durations as readers of several locales know them."""

from __future__ import annotations

import re
from datetime import date, time

import hikari
import pytest

from app.core.i18n import joined, t, tn
from app.core.localized import (
    SOURCE_LOCALE,
    Day,
    Duration,
    Localized,
    Number,
    Percent,
    TimeOfDay,
    Unit,
    Weekday,
    translated,
)

DAY = date(2025, 10, 3)
UNITS: list[Unit] = ["second", "minute", "hour", "day", "year"]


@pytest.mark.parametrize(
    ("value", "english", "german", "brazilian"),
    [
        (Number(1234567), "1,234,567", "1.234.567", "1.234.567"),
        (Number(-1234), "-1,234", "-1.234", "-1.234"),
        (Number(12.35, decimals=1), "12.4", "12,4", "12,4"),
        (Number(1234, decimals=2), "1,234.00", "1.234,00", "1.234,00"),
        (Number(1234.4), "1,234", "1.234", "1.234"),
        (Number(1234, signed=True), "+1,234", "+1.234", "+1.234"),
        (Number(-3, signed=True), "-3", "-3", "-3"),
        (Percent(0.256), "26%", "26\xa0%", "26%"),
        (Day(DAY), "October 3, 2025", "3. Oktober 2025", "3 de outubro de 2025"),
        (Day(DAY, "full"), "Friday, October 3, 2025", "Freitag, 3. Oktober 2025", "sexta-feira, 3 de outubro de 2025"),
        (Day(DAY, "short"), "Oct 3", "3. Okt.", "3 de out."),
        (Weekday(0), "Mon", "Mo", "seg."),
        (Weekday(6), "Sun", "So", "dom."),
        (TimeOfDay(time(9, 5)), "09:05", "09:05", "09:05"),
        (Duration(1, "hour"), "1 hour", "1 Stunde", "1 hora"),
        (Duration(2, "minute"), "2 minutes", "2 Minuten", "2 minutos"),
        (Duration(30, "day"), "30 days", "30 Tage", "30 dias"),
        (Duration(2, "year"), "2 years", "2 Jahre", "2 anos"),
    ],
)  # fmt: skip
def test_each_locale_has_its_own_form(value: Localized, english: str, german: str, brazilian: str) -> None:
    assert (str(value), value.to("de"), value.to("pt-BR")) == (english, german, brazilian)


def test_english_is_not_the_same_everywhere() -> None:
    assert Day(DAY, "full").to("en-GB") == "Friday, 3 October 2025"


def test_not_everybody_writes_the_time_with_a_colon() -> None:
    assert TimeOfDay(time(9, 5)).to("id") == "09.05"


EVERYTHING: list[Localized] = [
    Number(1234),
    Number(0.5, decimals=1),
    Percent(1),
    Day(DAY, "full"),
    Day(DAY, "short"),
    Weekday(3),
    TimeOfDay(time(23, 59)),
    *(Duration(count, unit) for count in (1, 2, 5, 364) for unit in UNITS),
]


@pytest.mark.parametrize("locale", [*map(str, hikari.Locale), "tlh", "x", "", "zz-ZZ"])
def test_every_locale_of_discord_has_words_for_everything(locale: str) -> None:
    for value in EVERYTHING:
        shown = value.to(locale)
        assert re.search(r"\w", shown)
        # Some of babel's formats fall back on the name of a pattern.
        assert not re.search(r"duration|\{", shown), value


def test_a_locale_that_nobody_knows_is_english() -> None:
    assert Number(1234.5, decimals=1).to("tlh") == Number(1234.5, decimals=1).to(SOURCE_LOCALE) == "1,234.5"


def test_a_sentence_carries_its_values_until_the_reader_is_known() -> None:
    sentence = t("{count} in {wait}", count=Number(1234), wait=Duration(3, "hour"))
    assert (str(sentence), sentence.to("de")) == ("1,234 in 3 hours", "1.234 in 3 Stunden")
    counted = tn("one message", "{count} messages", 12345)
    assert (str(counted), counted.to("fr")) == ("12,345 messages", "12\u202f345 messages")
    row = joined([Number(1234), "5678", counted], " · ")
    assert row.to("de") == "1.234 · 5678 · 12.345 messages"


def test_text_is_nobodys_to_change() -> None:
    assert translated("1234", "de") == "1234"
