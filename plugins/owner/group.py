"""What the modules of this plugin share: the group, and the check before every deed."""

from __future__ import annotations

import hikari
import lightbulb

from app.discord.command_info import GUILD
from app.features.operators.actions import OwnerAction
from app.features.operators.service import OperatorService

# Discord cannot show a command to an application's owners alone; this keeps it from everybody else's menus.
group = lightbulb.Group(
    "owner",
    "For the owners of this bot.",
    contexts=GUILD,
    default_member_permissions=hikari.Permissions.ADMINISTRATOR,
)


async def permit(
    ctx: lightbulb.Context, operators: OperatorService, action: OwnerAction, target: str | None = None
) -> None:
    """Refuse everybody but operators, and write down what an operator is about to do."""
    operator = await operators.authorise(int(ctx.user.id))
    await operators.record(operator, action, target)
