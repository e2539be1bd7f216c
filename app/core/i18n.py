"""Sentences for people: written in English where they are said, shown in the reader's language.

A translation is a gettext catalogue in ``app/locales/<language>/LC_MESSAGES/twi.mo``; ``make generate``
collects every sentence marked with ``t`` or ``tn``, and the names and descriptions of commands.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.core.localized import SOURCE_LOCALE, Localized, Number, Words, translated

LOCALES = Path(__file__).resolve().parent.parent / "locales"
DOMAIN = "twi"


@dataclass(frozen=True, slots=True)
class Text(Localized):
    """A sentence that is not yet in anybody's language."""

    singular: str
    values: Mapping[str, Words]
    plural: str | None = None
    count: int = 0

    def to(self, locale: str) -> str:
        """The sentence in ``locale``, in English where it has none."""
        catalogue = _catalogue(locale)
        if not self.singular:
            return ""  # a catalogue has its own head under that
        if self.plural is None:
            template = catalogue.gettext(self.singular)
        else:
            template = catalogue.ngettext(self.singular, self.plural, self.count)
        return template.format_map({name: translated(value, locale) for name, value in self.values.items()})


@dataclass(frozen=True, slots=True)
class Name(Localized):
    """The name of something, which ``context`` tells apart from a sentence or a name that reads the same."""

    text: str
    context: str

    def to(self, locale: str) -> str:
        return _catalogue(locale).pgettext(self.context, self.text)


def t(sentence: str, /, **values: Words) -> Text:
    """A sentence with ``{named}`` values: an amount is a ``Number``, the number of a thing is text.

    Text is put in as it is: escape what members wrote.
    """
    return Text(sentence, values)


def tn(singular: str, plural: str, count: int, /, **values: Words) -> Text:
    """A sentence that depends on ``count``, which it may mention as ``{count}``."""
    return Text(singular, {"count": Number(count), **values}, plural, count)


def joined(parts: Iterable[Words], separator: str = ", ") -> Text:
    """Several sentences or names in a row, each in the reader's language."""
    values = {f"part{index}": part for index, part in enumerate(parts)}
    return Text(separator.join(f"{{{name}}}" for name in values), values)


def spoken(locale: str) -> str:
    """The locale in which a reader who has ``locale`` is answered.

    English with another's numbers and days would be nobody's language, so without a translation all of it is English.
    """
    if _language(locale) == _language(SOURCE_LOCALE) or isinstance(
        _catalogue(locale), gettext.GNUTranslations
    ):
        return locale
    return SOURCE_LOCALE


@cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    closest_first = [locale.replace("-", "_"), _language(locale)]
    return gettext.translation(DOMAIN, str(LOCALES), languages=closest_first, fallback=True)


def _language(locale: str) -> str:
    return locale.partition("-")[0]
