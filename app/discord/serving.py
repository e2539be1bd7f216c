"""The interaction that the running task serves: who asked, since when, and what became of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, TypeAlias

import hikari

from app.core.actor import Actor, Permission
from app.core.errors import UserError
from app.core.guild import GuildRules
from app.core.guild_options import ADMIN_ROLE
from app.core.invocation import Claim, Invocation
from app.core.text import spoken, t

Interaction: TypeAlias = (
    hikari.CommandInteraction
    | hikari.ComponentInteraction
    | hikari.ModalInteraction
    | hikari.AutocompleteInteraction
)
Answerable: TypeAlias = hikari.CommandInteraction | hikari.ComponentInteraction | hikari.ModalInteraction

RulesOf: TypeAlias = Callable[[int], Awaitable[GuildRules]]
PermissionsOf: TypeAlias = Callable[[hikari.InteractionMember], Awaitable[hikari.Permissions]]


class FirstAnswer(asyncio.Event):
    """Set with the first answer, by lightbulb or by ``Reply``; tells when that was."""

    def __init__(self, on_set: Callable[[], None]) -> None:
        super().__init__()
        self._on_set = on_set

    def set(self) -> None:
        if not self.is_set():
            super().set()
            self._on_set()


class Serving:
    """One interaction from its receipt to its end."""

    def __init__(self, interaction: Interaction, rules_of: RulesOf, permissions_of: PermissionsOf) -> None:
        self.interaction = interaction
        self.kind, self.name = describe(interaction)
        self.received = time.perf_counter()
        self.answered_after: float | None = None
        """Seconds until the first answer."""
        self.outcome = "ok"
        self.claim = Claim(int(interaction.id))
        self.answered = FirstAnswer(self._note_answer)
        self.reply: Any = None
        """The ``Reply``, once somebody asked for it."""
        self._rules_of = rules_of
        self._rules: GuildRules | None = None
        self._permissions_of = permissions_of
        self._actor: Actor | None = None

    @property
    def seconds(self) -> float:
        """Time since the receipt."""
        return time.perf_counter() - self.received

    @property
    def invocation(self) -> Invocation:
        guild_id = self.interaction.guild_id
        return Invocation(
            # Short enough to read out to staff, and unique for longer than anybody remembers it.
            id=f"{int(self.interaction.id):x}"[-10:],
            name=self.name,
            user_id=int(self.interaction.user.id),
            guild_id=None if guild_id is None else int(guild_id),
            claim=self.claim,
        )

    def locale(self, *, private: bool) -> str:
        """In which locale an answer is written: that of the guild where everybody sees it, of the person where they alone do.

        The one place that knows; everything else asks.
        """
        own = self.interaction.locale
        return spoken(str(own if private else self.interaction.guild_locale or own))

    async def rules(self) -> GuildRules:
        """What the guild has decided, read once; nothing outside a guild."""
        if self._rules is None:
            guild_id = self.interaction.guild_id
            self._rules = GuildRules() if guild_id is None else await self._rules_of(int(guild_id))
        return self._rules

    async def actor(self) -> Actor:
        """The member who asks; refuses outside a guild."""
        if self._actor is None:
            self._actor = await self._find_actor()
        return self._actor

    async def _find_actor(self) -> Actor:
        interaction = self.interaction
        member, guild_id = interaction.member, interaction.guild_id
        if member is None or guild_id is None:
            raise UserError(t("That only works in a server."))
        rules = await self.rules()
        role_ids = frozenset(int(role) for role in member.role_ids)
        guild = interaction.get_guild()
        return Actor(
            user_id=int(member.id),
            guild_id=int(guild_id),
            channel_id=int(interaction.channel_id),
            parent_channel_id=_parent_of(interaction.channel),
            permissions=Permission(int(await self._permissions_of(member))),
            role_ids=role_ids,
            # Everyone's role has the guild's id: were it stored as the admin role, it would count for nothing.
            bot_admin=rules.of(ADMIN_ROLE) in role_ids - {int(guild_id)},
            locale=self.locale(private=True),
            name=member.display_name,
            guild_name=guild.name if guild else "",
        )

    def _note_answer(self) -> None:
        self.answered_after = time.perf_counter() - self.received


def _parent_of(channel: hikari.InteractionChannel) -> int | None:
    # What is no thread has a category for a parent.
    if channel.thread_metadata is None or channel.parent_id is None:
        return None
    return int(channel.parent_id)


current_serving: ContextVar[Serving] = ContextVar("serving")


def describe(interaction: Interaction) -> tuple[str, str]:
    """The kind and the name of an interaction, for logs and metrics, as Discord tells it."""
    if isinstance(interaction, hikari.ComponentInteraction | hikari.ModalInteraction):
        kind = "modal" if isinstance(interaction, hikari.ModalInteraction) else "component"
        return kind, kind
    kind = "autocomplete" if isinstance(interaction, hikari.AutocompleteInteraction) else "command"
    names = [interaction.command_name]
    options = interaction.options or ()
    while options and options[0].type in (hikari.OptionType.SUB_COMMAND, hikari.OptionType.SUB_COMMAND_GROUP):
        names.append(options[0].name)
        options = options[0].options or ()
    return kind, " ".join(map(str, names))
