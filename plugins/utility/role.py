"""``/info role``."""

from __future__ import annotations

import hikari
import lightbulb

from app.core.actor import Actor
from app.core.cards import ACCENT, Card
from app.core.i18n import joined, t
from app.core.markdown import escape
from app.discord.command_info import CommandInfo
from app.discord.ports.guilds import DiscordGuilds
from app.discord.reply import Reply
from plugins.utility.group import group, moment, permissions_of


@group.register
class RoleInfo(lightbulb.SlashCommand, name="role", description="Facts about a role."):
    info = CommandInfo(examples=("/info role role:@Readers",))

    role = lightbulb.role("role", "About which role.")

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, reply: Reply, actor: Actor, guilds: DiscordGuilds) -> None:
        await guilds.role(actor.guild_id, int(self.role.id))
        counts = await ctx.client.rest.fetch_role_member_counts(actor.guild_id)
        await reply.show(_role_card(self.role, counts.get(self.role.id)))


def _role_card(role: hikari.Role, members: int | None) -> Card:
    traits = [
        (role.is_hoisted, t("shown apart")),
        (role.is_mentionable, t("everybody can mention it")),
        (role.is_managed, t("managed by an integration")),
        (role.is_premium_subscriber_role, t("for boosters")),
        (role.id == role.guild_id, t("everybody has it")),
    ]
    return Card(
        title=escape(role.name),
        body=[role.mention],
        fields=[
            (t("Created"), moment(role.created_at)),
            (t("Members"), "" if members is None else str(members)),
            (t("Colour"), role.color.hex_code if role.color else t("none")),
            (t("Position"), str(role.position)),
            (t("Traits"), joined([text for present, text in traits if present])),
            (t("May"), permissions_of(role.permissions)),
        ],
        footer=t("Id {id}", id=role.id),
        accent=int(role.color) or ACCENT,
    )
