"""``/stats user|role|choices``."""

from __future__ import annotations

from dataclasses import replace

import lightbulb

from app.core.actor import Actor
from app.core.cards import Button, Card, Style
from app.core.i18n import Text, t, tn
from app.core.localized import Duration, Number
from app.core.markup import escape
from app.discord.command_info import CommandInfo
from app.discord.components import ComponentEvent, on_component
from app.discord.reply import Reply
from app.features.message_log.service import MessageLogService
from app.features.statistics.service import FEWEST, StatisticsService
from app.recording.consent.service import ActivityService, Consent
from plugins.stats.group import COOLDOWN, LOOK_TEXT, LOOKS, days_option, group
from plugins.stats.report import show

loader = lightbulb.Loader()


@group.register
class UserStats(
    lightbulb.SlashCommand, name="user", description="Your own figures, or a member's who agreed."
):
    info = CommandInfo(
        examples=("/stats user", "/stats user days:90"),
        cooldown=COOLDOWN,
        note=t("Only you see the answer. Others' figures are for staff, and for members who share theirs."),
    )

    member = lightbulb.user("member", "Whose figures; yours if left out.", default=None)
    days = days_option()
    look = lightbulb.string("look", LOOK_TEXT, default="dark", choices=LOOKS)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        await reply.defer(private=True)
        user_id = int(self.member.id) if self.member else actor.user_id
        report = await statistics.member(actor, user_id, self.days)
        name = escape(str(self.member.display_name) if self.member else actor.name)
        title = tn("{name}, today", "{name}, the last {count} days", self.days, name=name)
        source = f"member.{user_id}.{self.days}"
        await show(reply, statistics, report, title, source=source, light=self.look == "light")


@group.register
class RoleStats(lightbulb.SlashCommand, name="role", description="Figures of those who hold a role."):
    info = CommandInfo(
        examples=("/stats role role:@Readers",),
        cooldown=COOLDOWN,
        note=t("Only for roles that at least {fewest} members hold.", fewest=Number(FEWEST)),
    )

    role = lightbulb.role("role", "Which role.")
    days = days_option()
    look = lightbulb.string("look", LOOK_TEXT, default="dark", choices=LOOKS)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, statistics: StatisticsService
    ) -> None:
        await reply.defer(private=True)
        report = await statistics.role(actor, int(self.role.id), self.days)
        name = escape(self.role.name)
        title = tn("{name}, today", "{name}, the last {count} days", self.days, name=name)
        source = f"role.{self.role.id}.{self.days}"
        await show(reply, statistics, report, title, source=source, light=self.look == "light")


@group.register
class ShowChoices(
    lightbulb.SlashCommand, name="choices", description="Decide what is counted and shown about you."
):
    info = CommandInfo(examples=("/stats choices",))

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        reply: Reply,
        actor: Actor,
        activity: ActivityService,
        log: MessageLogService,
    ) -> None:
        consent = await activity.consent(actor)
        await reply.show(_panel(consent, await log.days_of(actor.guild_id)), private=True)


@on_component(loader, "stats.choose")
async def choose(
    event: ComponentEvent, reply: Reply, actor: Actor, activity: ActivityService, log: MessageLogService
) -> None:
    consent = await activity.consent(actor)
    changed = replace(consent, **{event.argument: not getattr(consent, event.argument)})
    await activity.choose(actor, changed)
    await reply.update(_panel(changed, await log.days_of(actor.guild_id)))


def _panel(consent: Consent, text_days: int | None) -> Card:
    def button(name: str, label: Text, *, on: bool) -> Button:
        style = Style.SUCCESS if on else Style.SECONDARY
        return Button(label=label, action="stats.choose", argument=name, style=style)

    return Card(
        title=t("Your figures here"),
        fields=[
            (t("Counting"), _counting(consent, text_days)),
            (
                t("Who may see them"),
                t("Every member here.") if consent.shared else t("You, and the staff of this server."),
            ),
            (
                t("Leaderboard"),
                t("You take part.") if consent.ranked else t("You do not take part."),
            ),
        ],
        controls=[
            [
                button("paused", t("Count again") if consent.paused else t("Pause"), on=consent.paused),
                button("shared", t("Stop sharing") if consent.shared else t("Share"), on=consent.shared),
                button("ranked", t("Step down") if consent.ranked else t("Take part"), on=consent.ranked),
            ]
        ],
    )


def _counting(consent: Consent, text_days: int | None) -> Text:
    if consent.paused:
        return t("Paused: nothing you do here is counted.")
    if text_days is None:
        return t("On: messages, reactions and the like are counted. What you write is not kept.")
    return t(
        "On: messages, reactions and the like are counted. What you write is kept, encrypted, for {period} at most, "
        "for the message log of this server's staff.",
        period=Duration(text_days, "day"),
    )
