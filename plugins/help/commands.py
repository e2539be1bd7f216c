"""``/help``: what this member can run here, and why something is refused."""

from __future__ import annotations

import hikari
import lightbulb
from lightbulb.di import INJECTED

from app.core.cards import Card
from app.core.cooldown import Bucket
from app.core.errors import NotFound, duration
from app.core.i18n import Text, joined, t, tn
from app.core.localized import Words
from app.discord import ui
from app.discord.command_info import CommandInfo, Cooldown
from app.discord.interaction_context import current_interaction
from app.discord.registry import Command, Commands
from app.discord.reply import Reply
from app.features.operators.service import OperatorService
from plugins.help.reader import present_reader

SHARED_BY = {
    Bucket.USER: t("for each member"),
    Bucket.CHANNEL: t("for each channel"),
    Bucket.GUILD: t("for the whole server"),
}

MENUS = {
    hikari.CommandType.USER: t("In the menu of a member."),
    hikari.CommandType.MESSAGE: t("In the menu of a message."),
}

loader = lightbulb.Loader()


async def suggest_commands(
    ctx: lightbulb.AutocompleteContext[str],
    commands: Commands = INJECTED,
    operators: OperatorService = INJECTED,
) -> None:
    """Commands that the reader can run here."""
    reader = await present_reader(operators)
    await ui.suggest(ctx, (command.suggestion for command in reader.runnable(commands)))


@ui.paged(loader, "help.listed")
async def listed_commands(
    _: ui.State, number: int, commands: Commands, operators: OperatorService
) -> ui.Page:
    """A page of the commands that the reader can run here."""
    runnable = (await present_reader(operators)).runnable(commands)
    return ui.one_page(
        [joined([f"`{command.label}`", _purpose(command)], " ") for command in runnable],
        number,
        title=t("What you can do here"),
        footer=t("/help and a command's name tell more about it."),
    )


@loader.command
class Help(lightbulb.SlashCommand, name="help", description="See what you can do here."):
    info = CommandInfo(examples=("/help", "/help command:/quote add"))

    command = lightbulb.string(
        "command", "About which command.", default=None, max_length=100, autocomplete=suggest_commands
    )

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, reply: Reply, commands: Commands, operators: OperatorService
    ) -> None:
        if self.command is None:
            await listed_commands.open(reply, private=True)
            return
        command = commands.find(self.command)
        if command is None or (command.info.operators and not await _reader_is_operator(operators)):
            raise NotFound(t("There is no command with that name. `/help` lists those you can use."))
        refusal = (await present_reader(operators)).refusal(command)
        await reply.show(_card(command, refusal), private=True)


async def _reader_is_operator(operators: OperatorService) -> bool:
    return await operators.is_operator(int(current_interaction().interaction.user.id))


def _card(command: Command, refusal: Text | None) -> Card:
    info = command.info
    options = [joined([f"`{option.name}`", option.description], " ") for option in command.options]
    return Card(
        title=command.label,
        body=[_purpose(command), info.note],
        fields=[
            (t("How"), f"`{command.usage}`" if command.options else ""),
            (t("Options"), joined(options, "\n") if options else ""),
            (
                tn("Example", "Examples", len(info.examples)),
                "\n".join(f"`{example}`" for example in info.examples),
            ),
            (t("Permission"), info.needs.label if info.needs else t("Everybody may use it.")),
            (t("Cooldown"), _cooldown(info.cooldown)),
            (t("You cannot use it here"), refusal or ""),
        ],
    )


def _purpose(command: Command) -> Words:
    # Discord lets menus have no description.
    return MENUS.get(command.kind, command.description)


def _cooldown(cooldown: Cooldown | None) -> Words:
    if cooldown is None:
        return ""
    return tn(
        "Once in {period}, {shared}",
        "{count} times in {period}, {shared}",
        cooldown.uses,
        period=duration(cooldown.seconds),
        shared=SHARED_BY[cooldown.per],
    )
