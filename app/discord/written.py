"""What members write into options and forms: made readable here, before anything else reads it."""

from __future__ import annotations

from collections.abc import Iterator

import hikari

from app.core.i18n import t
from app.core.markup import escape
from app.core.prose import UNSTORABLE, sanitize, visible

LONGEST_OPTION, LONGEST_FIELD = 6000, 4000
"""Discord's own limits; how long something may be is decided by who keeps it."""


def clean_options(interaction: hikari.CommandInteraction | hikari.AutocompleteInteraction) -> None:
    """Take out of every text option what nobody can see; refuses one in which there is nothing else.

    Nothing is refused while somebody is still typing.
    """
    for option in _texts(interaction):
        text = str(option.value)
        if isinstance(interaction, hikari.AutocompleteInteraction):
            option.value = visible(UNSTORABLE.sub("", text))
        else:
            what = t("What you write for {option}", option=escape(option.name))
            option.value = sanitize(text, what=what, longest=LONGEST_OPTION)


def clean_field(text: str) -> str:
    """What was written into a field of a form; empty where there is nothing to see."""
    return sanitize(text, what=t("What you write"), longest=LONGEST_FIELD, shortest=0)


def _texts(
    interaction: hikari.CommandInteraction | hikari.AutocompleteInteraction,
) -> Iterator[hikari.CommandInteractionOption]:
    options = list(interaction.options or ())
    while options:
        option = options.pop()
        options.extend(option.options or ())
        if isinstance(option.value, str):
            yield option
