"""The interactions that are answered: their types, when the first answer came, and what they are called."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias

import hikari

Interaction: TypeAlias = (
    hikari.CommandInteraction
    | hikari.ComponentInteraction
    | hikari.ModalInteraction
    | hikari.AutocompleteInteraction
)
Answerable: TypeAlias = hikari.CommandInteraction | hikari.ComponentInteraction | hikari.ModalInteraction


class FirstAnswer(asyncio.Event):
    """Set with the first answer, by lightbulb or by ``Reply``; tells when that was."""

    def __init__(self, on_set: Callable[[], None]) -> None:
        super().__init__()
        self._on_set = on_set

    def set(self) -> None:
        if not self.is_set():
            super().set()
            self._on_set()


def describe(interaction: Interaction) -> tuple[str, str]:
    """The kind and the name of an interaction, for logs and metrics, as Discord tells it."""
    if isinstance(interaction, hikari.ComponentInteraction | hikari.ModalInteraction):
        kind = "modal" if isinstance(interaction, hikari.ModalInteraction) else "component"
        return kind, kind
    kind = "autocomplete" if isinstance(interaction, hikari.AutocompleteInteraction) else "command"
    names = [interaction.command_name]
    options = interaction.options or ()
    while options and options[0].type in (hikari.OptionType.SUB_COMMAND, hikari.OptionType.SUB_COMMAND_GROUP):
        names.append(options[0].name)
        options = options[0].options or ()
    return kind, " ".join(map(str, names))
