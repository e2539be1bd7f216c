"""What the modules of this plugin share: the group, and the check before every deed."""

from __future__ import annotations

import lightbulb

from app.features.operators.actions import OwnerAction
from app.features.operators.service import OperatorService

group = lightbulb.Group("owner", "For the owners of this bot.")


async def permit(
    ctx: lightbulb.Context, operators: OperatorService, action: OwnerAction, target: str | None = None
) -> None:
    """Refuse everybody but operators, and write down what an operator is about to do."""
    operator = await operators.authorise(int(ctx.user.id))
    await operators.record(operator, action, target)
