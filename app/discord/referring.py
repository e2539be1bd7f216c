"""What the options of a command refer to."""

from __future__ import annotations

from collections.abc import Iterator

import hikari

from app.core.errors import NotFound
from app.core.i18n import t
from app.core.snowflake import is_possible


def require_found(interaction: hikari.CommandInteraction) -> None:
    """Raise ``NotFound`` unless Discord found everything that the command refers to.

    lightbulb takes an option for left out when nothing at all was found, and fails when something else was.
    """
    referred = list(_referred(interaction))
    if not all(is_possible(given) and _found(interaction, kind, given) for kind, given in referred):
        raise NotFound(t("I do not find what you chose. It may have been deleted."))


def _referred(interaction: hikari.CommandInteraction) -> Iterator[tuple[int, hikari.Snowflake]]:
    if interaction.target_id is not None:
        is_message = interaction.command_type is hikari.CommandType.MESSAGE
        yield (_MESSAGE if is_message else hikari.OptionType.USER), interaction.target_id
    options = list(interaction.options or ())
    while options:
        option = options.pop()
        options.extend(option.options or ())
        if isinstance(option.value, hikari.Snowflake):
            yield option.type, option.value


_MESSAGE = -1
"""A message is the target of a menu only, so Discord has no number for such an option."""


def _found(interaction: hikari.CommandInteraction, kind: int, given: hikari.Snowflake) -> bool:
    resolved = interaction.resolved
    if resolved is None:
        return False
    match kind:
        case hikari.OptionType.USER:
            return given in resolved.users
        case hikari.OptionType.ROLE:
            return given in resolved.roles
        case hikari.OptionType.CHANNEL:
            return given in resolved.channels
        case hikari.OptionType.MENTIONABLE:
            return given in resolved.users or given in resolved.roles
        case hikari.OptionType.ATTACHMENT:
            return given in resolved.attachments
        case _:
            return given in resolved.messages
