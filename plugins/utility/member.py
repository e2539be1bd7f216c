"""``/info user`` and the user menu "User info"."""

from __future__ import annotations

import hikari
import lightbulb

from app.core.cards import Card, Picture, Words
from app.core.i18n import t, tn
from app.core.markdown import escape
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply
from plugins.utility.group import group, moment, permissions_of

SHOWN_ROLES = 20

loader = lightbulb.Loader()


@group.register
class UserInfo(lightbulb.SlashCommand, name="user", description="Facts about a member."):
    info = CommandInfo(examples=("/info user", "/info user member:@Erin"))

    member = lightbulb.user("member", "About whom; you if left out.", default=None)

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, reply: Reply) -> None:
        await reply.show(_user_card(self.member or ctx.member or ctx.user, in_guild=True))


@loader.command
class UserInfoMenu(lightbulb.UserCommand, name="User info"):
    info = CommandInfo(examples=("Right-click a member, then Apps, then User info",), ruled_as="info user")

    @lightbulb.invoke
    async def invoke(self, ctx: lightbulb.Context, reply: Reply) -> None:
        await reply.show(_user_card(self.target, in_guild=ctx.guild_id is not None), private=True)


def _user_card(person: hikari.User, *, in_guild: bool) -> Card:
    member = person if isinstance(person, hikari.Member) else None
    fields: list[tuple[Words, Words]] = [
        (t("Account"), f"{escape(person.username)} · `{person.id}`"),
        (t("Created"), moment(person.created_at)),
    ]
    if member is None and in_guild:
        fields.append((t("Joined"), t("Not a member of this server")))
    if member is not None:
        fields.append((t("Joined"), moment(member.joined_at) if member.joined_at else ""))
        fields.append((t("Roles"), _roles(member)))
        if isinstance(member, hikari.InteractionMember):
            fields.append((t("May"), permissions_of(member.permissions)))
    return Card(
        title=escape(str(person.display_name)),
        body=[t("A bot") if person.is_bot else ""],
        fields=fields,
        thumbnail=Picture(
            source=str(person.display_avatar_url), alt=t("Avatar of {name}", name=person.display_name)
        ),
    )


def _roles(member: hikari.Member) -> Words:
    role_ids = [role_id for role_id in member.role_ids if role_id != member.guild_id]
    shown = " ".join(f"<@&{role_id}>" for role_id in role_ids[:SHOWN_ROLES])
    hidden = len(role_ids) - SHOWN_ROLES
    if hidden <= 0:
        return shown
    return tn("{roles} and one more", "{roles} and {count} more", hidden, roles=shown)
