"""Languages that the bot speaks for the length of one test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from app.core import i18n

Sentence: TypeAlias = str | tuple[str, str]
"""A sentence, or one with its plural."""
Translation: TypeAlias = str | tuple[str, ...]
"""A sentence for every number, or one for each that the language tells apart."""


def write(
    folder: Path, language: str, sentences: Mapping[Sentence, Translation], **contexts: Mapping[str, str]
) -> None:
    """Write the catalogue of a language; further arguments are sentences of a context, ``_`` for its spaces."""
    catalogue = Catalog(locale=language)
    for sentence, translation in sentences.items():
        always = isinstance(sentence, tuple) and isinstance(translation, str)
        catalogue.add(sentence, [str(translation)] * catalogue.num_plurals if always else translation)
    for context, names in contexts.items():
        for name, translation in names.items():
            catalogue.add(name, translation, context=context.replace("_", " "))
    target = folder / language / "LC_MESSAGES" / f"{i18n.DOMAIN}.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)


@contextmanager
def spoken_from(folder: Path) -> Iterator[Path]:
    """Translate from the catalogues in a folder."""
    usual, i18n.LOCALES = i18n.LOCALES, folder
    i18n._catalogue.cache_clear()
    try:
        yield folder
    finally:
        i18n.LOCALES = usual
        i18n._catalogue.cache_clear()
