"""``/mod``: tools for moderators."""

from __future__ import annotations

import lightbulb
from lightbulb.di import INJECTED

from app.core.actor import Actor, Permission
from app.core.errors import NotFound
from app.core.i18n import t
from app.discord import ui
from app.discord.command_info import GUILD, CommandInfo
from app.discord.registry import Commands
from app.discord.reply import Reply
from app.features.cooldowns.service import CooldownService

loader = lightbulb.Loader()
group = lightbulb.Group(
    "mod",
    "Tools for moderators.",
    contexts=GUILD,
)
loader.command(group)


async def suggest_cooling(ctx: lightbulb.AutocompleteContext[str], commands: Commands = INJECTED) -> None:
    """Commands with a cooldown."""
    await ui.suggest(ctx, (command.suggestion for command in commands.all() if command.info.cooldown))


@group.register
class ResetCooldown(lightbulb.SlashCommand, name="reset", description="End a cooldown before its time."):
    info = CommandInfo(
        examples=("/mod reset command:/quote add member:@Erin",), needs=Permission.MODERATE_MEMBERS
    )

    command = lightbulb.string("command", "Which command.", max_length=100, autocomplete=suggest_cooling)
    member = lightbulb.user("member", "Whose cooldown; yours if left out.", default=None)

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        reply: Reply,
        actor: Actor,
        commands: Commands,
        cooldowns: CooldownService,
    ) -> None:
        command = commands.find(self.command)
        if command is None or command.info.cooldown is None:
            raise NotFound(t("There is no command with a cooldown by that name."))
        user_id = int(self.member.id) if self.member else actor.user_id
        running = await cooldowns.reset(actor, command.rule_name, command.info.cooldown.per, user_id)
        done = t("`{command}` can be used again at once.", command=command.label)
        await reply.say(done if running else t("No cooldown was running there."), private=True)
