"""Sentences for people: written in English where they are said, shown in the reader's language.

A translation is a gettext catalogue in ``app/locales/<language>/LC_MESSAGES/twi.mo``; ``make generate``
collects every sentence marked with ``t`` or ``tn``.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).resolve().parent.parent / "locales"
DOMAIN = "twi"
SOURCE_LOCALE = "en-US"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence that is not yet in anybody's language. ``str()`` gives the English one."""

    singular: str
    values: Mapping[str, object]
    plural: str | None = None
    count: int = 0

    def to(self, locale: str) -> str:
        """The sentence in ``locale`` (a Discord locale such as ``pt-BR``), in English where it has none."""
        catalogue = _catalogue(locale)
        if self.plural is None:
            template = catalogue.gettext(self.singular)
        else:
            template = catalogue.ngettext(self.singular, self.plural, self.count)
        return template.format_map({name: translated(value, locale) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.to(SOURCE_LOCALE)


def t(sentence: str, /, **values: object) -> Text:
    """A sentence with ``{named}`` values. The values are put in as they are: escape what members wrote."""
    return Text(sentence, values)


def tn(singular: str, plural: str, count: int, /, **values: object) -> Text:
    """A sentence that depends on ``count``, which it may mention as ``{count}``."""
    return Text(singular, {"count": count, **values}, plural, count)


def joined(parts: Iterable[Text | str], separator: str = ", ") -> Text:
    """Several sentences or names in a row, each in the reader's language."""
    values = {f"part{index}": part for index, part in enumerate(parts)}
    return Text(separator.join(f"{{{name}}}" for name in values), values)


def translated(value: object, locale: str) -> object:
    """``value``, or what it says in ``locale`` if it is a ``Text``."""
    return value.to(locale) if isinstance(value, Text) else value


@cache
def _catalogue(locale: str) -> gettext.NullTranslations:
    languages = [locale.replace("-", "_"), locale.partition("-")[0]]
    return gettext.translation(DOMAIN, str(LOCALES), languages=languages, fallback=True)
