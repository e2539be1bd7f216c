"""``/audit``: what staff changed through the bot."""

from __future__ import annotations

import lightbulb
from lightbulb.di import INJECTED

from app.core.actor import Actor, Permission
from app.core.cards import Card
from app.core.i18n import t, tn
from app.core.localized import translated
from app.core.suggestions import Suggestion
from app.discord import ui
from app.discord.command_info import GUILD, CommandInfo
from app.discord.reply import Reply
from app.features.audit.cards import WHOLE
from app.features.audit.repository import AuditFilter
from app.features.audit.service import PAGE, AuditService

HIGHEST = 2**53 - 1
"""Discord's largest whole number."""

loader = lightbulb.Loader()


async def suggest_actions(
    ctx: lightbulb.AutocompleteContext[str], actor: Actor = INJECTED, audit: AuditService = INJECTED
) -> None:
    """Actions of the guild's log, by name or in words, and their groups."""
    actions = await audit.actions(actor)
    offered = {group: Suggestion(group, group) for group in {name.partition(".")[0] for name in actions}}
    for name, words in actions.items():
        told = translated(words, actor.locale)
        offered[name] = Suggestion(f"{name}: {told}", name, (name, told))
    await ui.suggest(ctx, (offered[name] for name in sorted(offered)))


@ui.paged(loader, "audit.listed")
async def listed_entries(state: ui.State, number: int, actor: Actor, audit: AuditService) -> ui.Page:
    """A page of the matching entries."""
    wanted = AuditFilter(actor_id=state["member"], action=state["action"])
    entries = await audit.entries(actor, wanted, number)
    if not entries.total:
        return ui.Page(card=Card(body=[t("Nothing like that has been changed yet.")]))
    broken = await audit.first_broken(actor) if number == 0 else None
    warning = (
        t("⚠️ The log does not fit together from entry {number} on.", number=str(broken)) if broken else ""
    )
    card = Card(
        title=tn("One change", "{count} changes", entries.total),
        body=[warning, *(audit.told(entry) for entry in entries.shown)],
    )
    return ui.Page(card=card, count=ui.page_count(entries.total, PAGE))


@loader.command
class Audit(
    lightbulb.SlashCommand,
    name="audit",
    description="See what was changed through me, and by whom.",
    contexts=GUILD,
):
    info = CommandInfo(
        examples=("/audit", "/audit member:@Relc action:quote", "/audit number:12"),
        needs=Permission.VIEW_AUDIT_LOG,
    )

    member = lightbulb.user("member", "Only what this member changed.", default=None)
    action = lightbulb.string(
        "action", "Only this kind of change.", default=None, max_length=100, autocomplete=suggest_actions
    )
    number = lightbulb.integer(
        "number", "One change, with all that was written.", default=None, min_value=1, max_value=HIGHEST
    )

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, reply: Reply, actor: Actor, audit: AuditService) -> None:
        if self.number is not None:
            entry = await audit.entry(actor, self.number)
            await reply.show(Card(body=[audit.told(entry, WHOLE)]), private=True)
            return
        member = int(self.member.id) if self.member else None
        await listed_entries.open(reply, {"member": member, "action": self.action}, private=True)
