"""lightbulb's client, taught what it leaves out: one way in and one way out for every interaction.

Each is named in the logs, timed, answered in time, passed through the gate, and has its failures told;
components and forms are routed by what their custom id says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, overload

import hikari
import lightbulb
from hikari.impl import AutocompleteChoiceBuilder
from lightbulb.client import DEFAULT_EXECUTION_STEP_ORDER
from lightbulb.di import Contexts
from lightbulb.exceptions import ExecutionPipelineFailedException
from loguru import logger

from app.core.actor import Actor
from app.core.excerpts import plain
from app.core.i18n import t
from app.core.invocation import current_invocation
from app.core.markup import MENTION
from app.core.wordless import summary
from app.discord import ui
from app.discord.cards import OPTION
from app.discord.command_info import CommandOrGroup, commands_below, data_of, info_of, plugin_of
from app.discord.components import COMPONENT, ComponentEvent, CustomIds, Router, event_of
from app.discord.cooldowns import cooldown_hook, give_back_turn
from app.discord.errors import ErrorHandler
from app.discord.gate import Gate, check, pass_gate
from app.discord.hierarchy import GuildPermissions
from app.discord.interaction import Interaction, locale_of
from app.discord.interaction_context import InteractionContext, current_interaction
from app.discord.referring import require_found
from app.discord.reply import Reply
from app.discord.written import clean_options
from app.infra.limits import Cooldowns
from app.infra.metrics import Metrics

C = TypeVar("C", bound=CommandOrGroup)

UNKNOWN = "unknown"
"""Stands in logs and metrics for every command that is not there: what Discord calls it can be anything."""
PROMISE_AFTER_SECONDS = 2.0
"""Seconds after which an answer is promised for a handler that has not answered; Discord waits 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDependencies:
    """What the client needs to serve an interaction."""

    gate: Gate
    cooldowns: Cooldowns
    error_handler: ErrorHandler
    custom_ids: CustomIds
    router: Router
    metrics: Metrics


class Client(lightbulb.GatewayEnabledClient):
    """Serves interactions."""

    __slots__ = (
        "_command_guilds",
        "_dependencies",
        "_idle",
        "_owner_guilds",
        "_permissions",
        "_under_way",
        "stopping",
    )

    def __init__(
        self,
        app: hikari.GatewayBot,
        dependencies: ClientDependencies,
        *,
        owner_guilds: tuple[int, ...] = (),
        command_guilds: tuple[int, ...] = (),
    ) -> None:
        super().__init__(
            app,
            default_enabled_guilds=(),
            execution_step_order=DEFAULT_EXECUTION_STEP_ORDER,
            default_locale=hikari.Locale.EN_US,
            localization_provider=lightbulb.localization_unsupported,
            delete_unknown_commands=False,
            deferred_registration_callback=self.scope_of,
            hooks=[pass_gate, cooldown_hook(dependencies.cooldowns)],
            # Commands are synced by app.discord.sync: lightbulb overlooks changed default permissions.
            sync_commands=False,
            features=(),
        )
        self._dependencies = dependencies
        self._permissions = GuildPermissions(app)
        self._owner_guilds = owner_guilds
        self._command_guilds = command_guilds
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.stopping = asyncio.Event()
        """Set to make the process stop."""
        self.error_handler(self._report_failure)
        for context in (Contexts.COMMAND, Contexts.AUTOCOMPLETE, COMPONENT):
            self.di.registry_for(context).register_factory(Actor, _actor)
        self.di.registry_for(Contexts.COMMAND).register_factory(Reply, self._present_reply)
        self.di.registry_for(Contexts.DEFAULT).register_value(Client, self)
        ui.install(dependencies.router)

    def scope_of(self, command: CommandOrGroup) -> tuple[tuple[int, ...], bool]:
        """The guilds in which a command is registered, and whether it is registered everywhere."""
        operators = all(info_of(leaf).operators for leaf in commands_below(command))
        guilds = self._owner_guilds if operators else self._command_guilds
        return guilds, not guilds

    @overload
    def register(self, command: None = None, **_: object) -> Callable[[C], C]: ...

    @overload
    def register(self, command: C, **_: object) -> C: ...

    def register(self, command: C | None = None, **_: object) -> C | Callable[[C], C]:
        """Register a command where ``scope_of`` says."""
        if command is None:
            return super().register(defer_guilds=True)
        return super().register(command, defer_guilds=True)

    async def handle_interaction_create(
        self, interaction: hikari.PartialInteraction, _: asyncio.Event | None = None
    ) -> None:
        """Serve one interaction from beginning to end; never raises."""
        if not isinstance(interaction, Interaction):
            return
        context = InteractionContext(interaction, self._dependencies.gate.rules_of, self._permissions.of)
        if not self._offers(context):
            context.name = UNKNOWN
        current_invocation.set(context)
        self._under_way += 1
        self._idle.clear()
        promise = asyncio.get_running_loop().call_later(PROMISE_AFTER_SECONDS, self._promise_answer, context)
        try:
            if isinstance(interaction, hikari.CommandInteraction):
                require_found(interaction)
            if isinstance(interaction, hikari.CommandInteraction | hikari.AutocompleteInteraction):
                clean_options(interaction)
            await super().handle_interaction_create(interaction, context.answered)
            if context.outcome == "ok" and not context.answered.is_set():
                await self._answer_unserved(context)
        except Exception as error:  # noqa: BLE001 - the last resort; hikari would only log it
            await self._fail(context, error)
        finally:
            promise.cancel()
            self._measure(context)
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def idle(self) -> None:
        """Return when no invocation is under way."""
        await self._idle.wait()

    async def handle_component_interaction(
        self, interaction: hikari.ComponentInteraction, initial_response_sent: asyncio.Event
    ) -> None:
        """Route a click by its custom id."""
        await self._route(interaction, interaction.custom_id)

    async def handle_modal_interaction(
        self, interaction: hikari.ModalInteraction, initial_response_sent: asyncio.Event
    ) -> None:
        """Route a submitted form by its custom id."""
        await self._route(interaction, interaction.custom_id)

    async def _route(
        self, interaction: hikari.ComponentInteraction | hikari.ModalInteraction, custom_id: str
    ) -> None:
        context = current_interaction()
        guild_id = interaction.guild_id
        action, argument = self._dependencies.custom_ids.read(
            custom_id, guild_id=None if guild_id is None else int(guild_id), user_id=int(interaction.user.id)
        )
        context.name = action
        handler = self._dependencies.router.handler_of(action)
        if guild_id is not None:
            check(await context.rules(), await context.actor(), action.partition(".")[0], "")
        async with self.di.enter_context(Contexts.DEFAULT), self.di.enter_context(COMPONENT) as container:
            container.add_value(ComponentEvent, event_of(interaction, action, argument))
            container.add_value(Reply, self._reply_of(context))
            await handler()

    async def _execute_autocomplete_context(
        self,
        ctx: lightbulb.AutocompleteContext[Any],
        autocomplete_provider: Callable[..., Awaitable[object]],
    ) -> None:
        # lightbulb's own swallows what a provider raises and leaves the person waiting.
        context = current_interaction()
        async with (
            self.di.enter_context(Contexts.DEFAULT),
            self.di.enter_context(Contexts.AUTOCOMPLETE) as container,
        ):
            container.add_value(lightbulb.AutocompleteContext, ctx)
            if context.guild_id is not None:
                name = info_of(ctx.command).rule_name(context.name)
                check(await context.rules(), await context.actor(), plugin_of(ctx.command), name)
            await autocomplete_provider(ctx)

    async def _report_failure(self, failure: ExecutionPipelineFailedException) -> bool:
        await self._fail(current_interaction(), failure)
        return True

    async def _fail(self, context: InteractionContext, error: BaseException) -> None:
        # Before it is told: whoever tries again at once is not to find the turn taken.
        await give_back_turn(self._dependencies.cooldowns, context)
        if isinstance(context.interaction, hikari.AutocompleteInteraction):
            await self._fail_autocomplete(context, context.interaction, error)
        else:
            await self._dependencies.error_handler.report(error, context, self._reply_of(context))

    async def _fail_autocomplete(
        self, context: InteractionContext, interaction: hikari.AutocompleteInteraction, error: BaseException
    ) -> None:
        """A list of suggestions can say only one thing: a suggestion that is the sentence itself."""
        failure = self._dependencies.error_handler.assess(error, context)
        if failure.text is None or context.answered.is_set():
            return
        locale = locale_of(interaction, private=True)
        text = failure.text.to(locale)
        if MENTION.search(text):
            # Suggestions are plain: a mention would be shown as a number.
            text = t("You cannot use this command here.").to(locale)
        try:
            await interaction.create_response(
                [AutocompleteChoiceBuilder(name=plain(text, OPTION), value=_empty_value(interaction))]
            )
        except hikari.HikariError as undelivered:
            logger.debug("a refused autocompletion could not be told: {}", summary(undelivered))

    async def _answer_unserved(self, context: InteractionContext) -> None:
        """Nobody felt responsible: the command is new, gone, or of a plugin that is not loaded."""
        context.outcome = "unserved"
        logger.warning("{} {} was served by nobody", context.kind, context.name)
        if isinstance(context.interaction, hikari.AutocompleteInteraction):
            await context.interaction.create_response([])
        else:
            text = t("That command has just changed. Please try again in a minute.")
            await self._reply_of(context).say(text, private=True)

    def _offers(self, context: InteractionContext) -> bool:
        """Whether what is asked for is routed by its custom id, or is a command of a plugin that is loaded."""
        if isinstance(context.interaction, hikari.ComponentInteraction | hikari.ModalInteraction):
            return True
        commands = (each for root in self.registered_commands for each in commands_below(root))
        return any(data_of(each).qualified_name == context.name for each in commands)

    def _reply_of(self, context: InteractionContext) -> Reply:
        """The one reply of an invocation."""
        if context.reply is None:
            if isinstance(context.interaction, hikari.AutocompleteInteraction):
                raise TypeError("an autocompletion is not replied to")
            context.reply = Reply(context.interaction, context.answered, self._dependencies.custom_ids)
        return context.reply

    def _present_reply(self) -> Reply:
        return self._reply_of(current_interaction())

    def _promise_answer(self, context: InteractionContext) -> None:
        if not context.answered.is_set() and not isinstance(
            context.interaction, hikari.AutocompleteInteraction
        ):
            self.safe_create_task(self._defer(context))

    async def _defer(self, context: InteractionContext) -> None:
        try:
            await self._reply_of(context).defer()
        except hikari.HikariError as error:
            logger.warning("{} {} could not be deferred: {}", context.kind, context.name, summary(error))

    def _measure(self, context: InteractionContext) -> None:
        self._dependencies.metrics.commands.observe(
            context.kind, context.name, context.outcome, context.seconds, context.answered_after
        )


async def _actor() -> Actor:
    return await current_interaction().actor()


def _empty_value(interaction: hikari.AutocompleteInteraction) -> str | int | float:
    """A value of the type the focused option has."""
    options = list(interaction.options)
    while options and options[0].options:
        options = list(options[0].options)
    focused = next((option for option in options if option.is_focused), None)
    return "" if focused is None or focused.type is hikari.OptionType.STRING else 0
