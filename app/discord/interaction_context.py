"""The interaction that the running task serves: who asked, since when, and what became of it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import hikari

from app.core.actor import Actor, Permission
from app.core.errors import UserError
from app.core.guild import GuildRules
from app.core.guild_options import ADMIN_ROLE
from app.core.i18n import t
from app.core.invocation import Claim, Invocation, current_invocation
from app.discord.interaction import FirstAnswer, Interaction, describe, locale_of
from app.discord.reply import Reply
from app.infra.limits import Turn

RulesOf: TypeAlias = Callable[[int], Awaitable[GuildRules]]
PermissionsOf: TypeAlias = Callable[[hikari.InteractionMember], Awaitable[hikari.Permissions]]


class InteractionContext(Invocation):
    """One interaction from its receipt to its end."""

    def __init__(self, interaction: Interaction, rules_of: RulesOf, permissions_of: PermissionsOf) -> None:
        self.kind, name = describe(interaction)
        guild_id = interaction.guild_id
        super().__init__(
            # Short enough to read out to staff, and unique for longer than anybody remembers it.
            id=f"{int(interaction.id):x}"[-10:],
            name=name,
            user_id=int(interaction.user.id),
            guild_id=None if guild_id is None else int(guild_id),
            claim=Claim(int(interaction.id)),
        )
        self.interaction = interaction
        self.received = time.perf_counter()
        self.answered_after: float | None = None
        """Seconds until the first answer."""
        self.outcome = "ok"
        self.answered = FirstAnswer(self._note_answer)
        self.reply: Reply | None = None
        """Made when somebody asks for it."""
        self.turn: Turn | None = None
        """What was taken of a cooldown."""
        self._rules_of = rules_of
        self._rules: GuildRules | None = None
        self._permissions_of = permissions_of
        self._actor: Actor | None = None

    @property
    def kept(self) -> bool:
        """Whether something was committed."""
        return self.claim is not None and self.claim.kept

    @property
    def seconds(self) -> float:
        """Time since the receipt."""
        return time.perf_counter() - self.received

    async def rules(self) -> GuildRules:
        """What the guild has decided, read once; nothing outside a guild."""
        if self._rules is None:
            self._rules = GuildRules() if self.guild_id is None else await self._rules_of(self.guild_id)
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
            locale=locale_of(interaction, private=True),
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


def current_interaction() -> InteractionContext:
    """The interaction that the running task serves; raises ``LookupError`` where it serves none."""
    context = current_invocation.get()
    if not isinstance(context, InteractionContext):
        raise LookupError("no interaction is served here")  # noqa: TRY004 - as a variable without value does
    return context
