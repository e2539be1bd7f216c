"""``/roll``."""

from __future__ import annotations

import lightbulb

from app.core.cards import Card
from app.core.i18n import Text, t, tn
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply
from app.features.dice.service import MOST_DICE, MOST_MODIFIER, MOST_SIDES, DiceService, Roll

SHOWN_FACES = 20

loader = lightbulb.Loader()


@loader.command
class RollDice(lightbulb.SlashCommand, name="roll", description="Roll dice."):
    info = CommandInfo(examples=("/roll", "/roll dice:6 amount:2 modifier:3"))

    dice = lightbulb.integer("dice", "Sides of each die.", default=20, min_value=2, max_value=MOST_SIDES)
    amount = lightbulb.integer("amount", "How many dice.", default=1, min_value=1, max_value=MOST_DICE)
    modifier = lightbulb.integer(
        "modifier", "Added to the sum.", default=0, min_value=-MOST_MODIFIER, max_value=MOST_MODIFIER
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, dice: DiceService) -> None:
        await reply.show(_roll_card(dice.roll(self.dice, self.amount, self.modifier)))


def _roll_card(roll: Roll) -> Card:
    shown = ", ".join(str(face) for face in roll.faces[:SHOWN_FACES])
    hidden = len(roll.faces) - SHOWN_FACES
    more = tn(" and one more", " and {count} more", hidden) if hidden > 0 else ""
    several = len(roll.faces) > 1
    return Card(
        title=t("{notation}: {total}", notation=roll.notation, total=roll.total),
        body=[t("Rolled {faces}{more}", faces=shown, more=more) if several or roll.modifier else ""],
        fields=[
            (t("Lowest"), str(min(roll.faces)) if several else ""),
            (t("Highest"), str(max(roll.faces)) if several else ""),
            (t("Average"), f"{sum(roll.faces) / len(roll.faces):.1f}" if several else ""),
        ],
        footer=_remark(roll),
    )


def _remark(roll: Roll) -> Text | str:
    if len(roll.faces) > 1:
        return ""
    if roll.faces[0] == roll.sides:
        return t("The highest there is!")
    return t("Even the best roll a one.") if roll.faces[0] == 1 else ""
