"""Who reads the help, and what they can run."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.actor import Actor
from app.core.guild import GuildRules
from app.core.i18n import Text
from app.discord.interaction_context import current_interaction
from app.discord.registry import Command, Commands
from app.features.operators.service import OperatorService


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the help, and what holds for them where they are. No actor in a direct message."""

    actor: Actor | None
    rules: GuildRules
    operator: bool

    def refusal(self, command: Command) -> Text | None:
        return command.refusal(self.actor, self.rules, operator=self.operator)

    def runnable(self, commands: Commands) -> list[Command]:
        return [command for command in commands.all() if self.refusal(command) is None]


async def present_reader(operators: OperatorService) -> Reader:
    """Whoever the running invocation serves."""
    context = current_interaction()
    operator = await operators.is_operator(int(context.interaction.user.id))
    actor = None if context.interaction.guild_id is None else await context.actor()
    return Reader(actor, await context.rules(), operator)
