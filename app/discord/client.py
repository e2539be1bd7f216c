"""lightbulb's client, taught what it leaves out: one way in and one way out for every interaction.

Each is named in the logs, timed, answered in time, passed through the gate, and has its failures told;
components and forms are routed by what their custom id says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import hikari
import lightbulb
from hikari.impl import AutocompleteChoiceBuilder
from lightbulb.client import DEFAULT_EXECUTION_STEP_ORDER
from lightbulb.di import Contexts
from lightbulb.exceptions import ExecutionPipelineFailedException
from loguru import logger

from app.core.actor import Actor
from app.core.invocation import current_invocation
from app.core.markup import MENTION
from app.core.text import t
from app.core.wordless import summary
from app.discord import ui
from app.discord.cards import OPTION
from app.discord.components import COMPONENT, Click, CustomIds, Router, click_of
from app.discord.cooldowns import cooldown_hook
from app.discord.errors import Failures
from app.discord.gate import Gate, check, pass_gate
from app.discord.guide import commands_below, data_of, guide_of, plugin_of
from app.discord.hierarchy import GuildPermissions
from app.discord.referring import require_found
from app.discord.reply import Reply
from app.discord.serving import Serving, current_serving
from app.discord.wording import shortened
from app.infra.limits import Cooldowns
from app.infra.metrics import Metrics

UNKNOWN = "unknown"
"""Stands in logs and metrics for every command that is not there: what Discord calls it can be anything."""
PATIENCE = 2.0
"""Seconds after which an answer is promised for a handler that has not answered; Discord waits 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What the client needs to serve an interaction."""

    gate: Gate
    cooldowns: Cooldowns
    failures: Failures
    custom_ids: CustomIds
    metrics: Metrics


class Client(lightbulb.GatewayEnabledClient):
    """Serves interactions."""

    __slots__ = (
        "_command_guilds",
        "_doors",
        "_idle",
        "_owner_guilds",
        "_permissions",
        "_under_way",
        "router",
        "stopping",
    )

    def __init__(
        self,
        app: hikari.GatewayBot,
        doors: Doors,
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
            hooks=[pass_gate, cooldown_hook(doors.cooldowns)],
            # Commands are synced by app.discord.sync: lightbulb overlooks changed default permissions.
            sync_commands=False,
            features=(),
        )
        self._doors = doors
        self._permissions = GuildPermissions(app)
        self._owner_guilds = owner_guilds
        self._command_guilds = command_guilds
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.stopping = asyncio.Event()
        """Set to make the process stop."""
        self.router = Router()
        ui.install(self.router)
        self.error_handler(self._report_failure)
        for context in (Contexts.COMMAND, Contexts.AUTOCOMPLETE, COMPONENT):
            self.di.registry_for(context).register_factory(Actor, _actor)
        self.di.registry_for(Contexts.COMMAND).register_factory(Reply, self._present_reply)
        self.di.registry_for(Contexts.DEFAULT).register_value(Client, self)

    def scope_of(self, command: Any) -> tuple[tuple[int, ...], bool]:
        """The guilds in which a command is registered, and whether it is registered everywhere."""
        operators = all(guide_of(leaf).operators for leaf in commands_below(command))
        guilds = self._owner_guilds if operators else self._command_guilds
        return guilds, not guilds

    def register(self, command: Any = None, **_: Any) -> Any:
        """Register a command where ``scope_of`` says."""
        return super().register(command, defer_guilds=True)

    async def handle_interaction_create(
        self, interaction: hikari.PartialInteraction, _: asyncio.Event | None = None
    ) -> None:
        """Serve one interaction from beginning to end; never raises."""
        if not isinstance(
            interaction,
            hikari.CommandInteraction
            | hikari.ComponentInteraction
            | hikari.ModalInteraction
            | hikari.AutocompleteInteraction,
        ):
            return
        serving = Serving(interaction, self._doors.gate.rules_of, self._permissions.of)
        if not self._offers(serving):
            serving.name = UNKNOWN
        current_serving.set(serving)
        current_invocation.set(serving.invocation)
        self._under_way += 1
        self._idle.clear()
        promise = asyncio.get_running_loop().call_later(PATIENCE, self._promise_answer, serving)
        try:
            if isinstance(interaction, hikari.CommandInteraction):
                require_found(interaction)
            await super().handle_interaction_create(interaction, serving.answered)
            if serving.outcome == "ok" and not serving.answered.is_set():
                await self._answer_unserved(serving)
        except Exception as error:  # noqa: BLE001 - the last resort; hikari would only log it
            await self._fail(serving, error)
        finally:
            promise.cancel()
            self._measure(serving)
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
        serving = current_serving.get()
        guild_id = interaction.guild_id
        action, argument = self._doors.custom_ids.read(
            custom_id, guild_id=None if guild_id is None else int(guild_id), user_id=int(interaction.user.id)
        )
        serving.name = action
        current_invocation.set(serving.invocation)
        handler = self.router.handler_of(action)
        if guild_id is not None:
            check(await serving.rules(), await serving.actor(), action.partition(".")[0], "")
        async with self.di.enter_context(Contexts.DEFAULT), self.di.enter_context(COMPONENT) as container:
            container.add_value(Click, click_of(interaction, action, argument))
            container.add_value(Reply, self._reply_of(serving))
            await handler()

    async def _execute_autocomplete_context(
        self,
        context: lightbulb.AutocompleteContext[Any],
        autocomplete_provider: Callable[..., Awaitable[Any]],
    ) -> None:
        # lightbulb's own swallows what a provider raises and leaves the person waiting.
        serving = current_serving.get()
        async with (
            self.di.enter_context(Contexts.DEFAULT),
            self.di.enter_context(Contexts.AUTOCOMPLETE) as container,
        ):
            container.add_value(lightbulb.AutocompleteContext, context)
            if context.interaction.guild_id is not None:
                plugin = plugin_of(context.command)
                check(await serving.rules(), await serving.actor(), plugin, serving.name)
            await autocomplete_provider(context)

    async def _report_failure(self, failure: ExecutionPipelineFailedException) -> bool:
        await self._fail(current_serving.get(), failure)
        return True

    async def _fail(self, serving: Serving, error: BaseException) -> None:
        if isinstance(serving.interaction, hikari.AutocompleteInteraction):
            await self._fail_autocomplete(serving, serving.interaction, error)
        else:
            await self._doors.failures.report(error, serving, self._reply_of(serving))

    async def _fail_autocomplete(
        self, serving: Serving, interaction: hikari.AutocompleteInteraction, error: BaseException
    ) -> None:
        """A list of suggestions can say only one thing: a suggestion that is the sentence itself."""
        failure = self._doors.failures.assess(error, serving)
        if failure.text is None or serving.answered.is_set():
            return
        locale = serving.locale(private=True)
        text = failure.text.to(locale)
        if MENTION.search(text):
            # Suggestions are plain: a mention would be shown as a number.
            text = t("You cannot use this command here.").to(locale)
        try:
            await interaction.create_response(
                [AutocompleteChoiceBuilder(name=shortened(text, OPTION), value=_empty_value(interaction))]
            )
        except hikari.HikariError as undelivered:
            logger.debug("a refused autocompletion could not be told: {}", summary(undelivered))

    async def _answer_unserved(self, serving: Serving) -> None:
        """Nobody felt responsible: the command is new, gone, or of a plugin that is not loaded."""
        serving.outcome = "unserved"
        logger.warning("{} {} was served by nobody", serving.kind, serving.name)
        if isinstance(serving.interaction, hikari.AutocompleteInteraction):
            await serving.interaction.create_response([])
        else:
            text = t("That command has just changed. Please try again in a minute.")
            await self._reply_of(serving).say(text, private=True)

    def _offers(self, serving: Serving) -> bool:
        """Whether what is asked for is routed by its custom id, or is a command of a plugin that is loaded."""
        if isinstance(serving.interaction, hikari.ComponentInteraction | hikari.ModalInteraction):
            return True
        commands = (each for root in self.registered_commands for each in commands_below(root))
        return any(data_of(each).qualified_name == serving.name for each in commands)

    def _reply_of(self, serving: Serving) -> Reply:
        """The one reply of an invocation."""
        if serving.reply is None:
            if isinstance(serving.interaction, hikari.AutocompleteInteraction):
                raise TypeError("an autocompletion is not replied to")
            serving.reply = Reply(serving, serving.interaction, self._doors.custom_ids)
        reply: Reply = serving.reply
        return reply

    def _present_reply(self) -> Reply:
        return self._reply_of(current_serving.get())

    def _promise_answer(self, serving: Serving) -> None:
        if not serving.answered.is_set() and not isinstance(
            serving.interaction, hikari.AutocompleteInteraction
        ):
            self.safe_create_task(self._defer(serving))

    async def _defer(self, serving: Serving) -> None:
        try:
            await self._reply_of(serving).defer()
        except hikari.HikariError as error:
            logger.warning("{} {} could not be deferred: {}", serving.kind, serving.name, summary(error))

    def _measure(self, serving: Serving) -> None:
        self._doors.metrics.observe_invocation(
            serving.kind, serving.name, serving.outcome, serving.seconds, serving.answered_after
        )


async def _actor() -> Actor:
    return await current_serving.get().actor()


def _empty_value(interaction: hikari.AutocompleteInteraction) -> str | int | float:
    """A value of the type the focused option has."""
    options = list(interaction.options)
    while options and options[0].options:
        options = list(options[0].options)
    focused = next((option for option in options if option.is_focused), None)
    return "" if focused is None or focused.type is hikari.OptionType.STRING else 0
