"""``/set_admin_role`` and ``/get_admin_role``, which old hands know from before the panel."""

from __future__ import annotations

import hikari
import lightbulb

from app.core.actor import Actor, Permission
from app.core.guild_options import ADMIN_ROLE
from app.core.i18n import t
from app.discord.command_info import CommandInfo
from app.discord.reply import Reply
from app.features.guild_settings.service import GuildSettingsService

GUILD = (hikari.ApplicationContextType.GUILD,)
MANAGERS = hikari.Permissions.MANAGE_GUILD

loader = lightbulb.Loader()


@loader.command
class SetAdminRole(
    lightbulb.SlashCommand,
    name="set_admin_role",
    description="Choose the role whose holders count as my admins.",
    contexts=GUILD,
    default_member_permissions=MANAGERS,
):
    info = CommandInfo(
        examples=("/set_admin_role role:@Librarians",),
        needs=Permission.MANAGE_GUILD,
        note="/settings does this too.",
    )

    role = lightbulb.role("role", "Which role.")

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, settings: GuildSettingsService
    ) -> None:
        await settings.choose(actor, ADMIN_ROLE, int(self.role.id))
        await reply.say(t("The admin role is now {role}.", role=self.role.mention), private=True)


@loader.command
class GetAdminRole(
    lightbulb.SlashCommand,
    name="get_admin_role",
    description="See the role whose holders count as my admins.",
    contexts=GUILD,
    default_member_permissions=MANAGERS,
):
    info = CommandInfo(examples=("/get_admin_role",), needs=Permission.MANAGE_GUILD)

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, actor: Actor, settings: GuildSettingsService
    ) -> None:
        role_id = (await settings.overview(actor)).of(ADMIN_ROLE)
        if role_id is None:
            text = t("No admin role is chosen.")
        elif await settings.astray(actor, role_ids=(role_id,)):
            text = t("The admin role (id {id}) was deleted. `/settings` chooses another.", id=role_id)
        else:
            text = t("The admin role is {role}.", role=f"<@&{role_id}>")
        await reply.say(text, private=True)
