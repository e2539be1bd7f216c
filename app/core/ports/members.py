"""Members: who they are, how high they stand, and what is done to them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from app.core.actor import Actor, Permission
from app.core.rank import RoleTarget, Standing, Target

LONGEST_TIME_OUT = timedelta(days=28)
LONGEST_DELETION = timedelta(days=7)
LONGEST_NICKNAME = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who is in a guild now."""

    id: int
    name: str
    """As the guild sees it."""
    is_bot: bool
    role_ids: frozenset[int]
    """Without everyone's."""
    joined_at: datetime | None
    """None for guests, who never really joined."""
    timed_out_until: datetime | None
    """None also when it is over."""
    standing: Standing

    @property
    def permissions(self) -> Permission:
        """Those in the whole guild; all of them for owners and administrators."""
        return self.standing.permissions


class Members(Protocol):
    """The members of guilds.

    What changes something is done in the actor's guild, and Discord's audit log names the actor beside ``reason``.
    Whether the actor may is the service's to ask first, by ``target`` and ``role_target``. What Discord refuses is a
    ``UserError``: ``NotFound`` for somebody who is not there, or not on Discord, ``Forbidden`` with the permission or
    the rank that the bot lacks, ``InvalidInput`` for what exceeds a limit.
    """

    async def member(self, guild_id: int, user_id: int) -> Member: ...

    async def target(self, actor: Actor, user_id: int) -> Target:
        """How somebody stands to the actor and to the bot; who is not in the guild stands lowest."""

    async def role_target(self, actor: Actor, role_id: int) -> RoleTarget:
        """How a role of the guild stands to the actor and to the bot."""

    async def ban(
        self, actor: Actor, user_id: int, *, reason: str = "", delete: timedelta = timedelta()
    ) -> None:
        """Keep somebody out, who need not be a member; ``delete`` is how far back their messages go, 7 days at most."""

    async def unban(self, actor: Actor, user_id: int, *, reason: str = "") -> None: ...

    async def kick(self, actor: Actor, user_id: int, *, reason: str = "") -> None: ...

    async def time_out(self, actor: Actor, user_id: int, until: datetime, *, reason: str = "") -> None:
        """Silence somebody, for 28 days at most; administrators cannot be."""

    async def end_time_out(self, actor: Actor, user_id: int, *, reason: str = "") -> None: ...

    async def give_role(self, actor: Actor, user_id: int, role_id: int, *, reason: str = "") -> None:
        """Nothing happens when they have it."""

    async def take_role(self, actor: Actor, user_id: int, role_id: int, *, reason: str = "") -> None:
        """Nothing happens when they do not have it."""

    async def set_roles(
        self, actor: Actor, user_id: int, role_ids: Collection[int], *, reason: str = ""
    ) -> None:
        """Leave somebody with these roles and those that Discord or an app gives."""

    async def rename(self, actor: Actor, user_id: int, nickname: str | None, *, reason: str = "") -> None:
        """Set a nickname of at most 32 characters, or take it away."""
