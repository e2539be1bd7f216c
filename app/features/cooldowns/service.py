"""Rules of the cooldowns feature."""

from __future__ import annotations

from app.core.actor import Actor, Permission
from app.core.cooldown import Bucket, bucket_name
from app.core.ports.guilds import Guilds
from app.features.cooldowns.actions import (
    CHANNELS_COOLDOWN_RESET,
    MEMBERS_COOLDOWN_RESET,
    SERVERS_COOLDOWN_RESET,
)
from app.infra.audit import AuditAction, AuditLog
from app.infra.db.engine import Sessions
from app.infra.db.guilds_and_members import remember
from app.infra.limits import Cooldowns


class CooldownService:
    """Ends cooldowns in the actor's guild; needs Time out members."""

    def __init__(self, sessions: Sessions, cooldowns: Cooldowns, audit: AuditLog, guilds: Guilds) -> None:
        self._sessions = sessions
        self._cooldowns = cooldowns
        self._audit = audit
        self._guilds = guilds

    async def reset(self, actor: Actor, command: str, per: Bucket, user_id: int) -> bool:
        """End the cooldown of ``command`` that a member shares, here or alone; tells whether one was running."""
        actor.require(Permission.MODERATE_MEMBERS)
        if user_id != actor.user_id:
            await self._guilds.member(actor.guild_id, user_id)
        bucket = bucket_name(per, guild_id=actor.guild_id, channel_id=actor.channel_id or 0, user_id=user_id)
        action, target = _told(actor, per, user_id)
        async with self._sessions.begin() as session:
            # The database goes first: what cannot be recorded is not to be done.
            await remember(session, actor)
            running = await self._cooldowns.reset(command, bucket)
            if running:
                await self._audit.record(session, actor, action, target, after={"command": command})
        return running


def _told(actor: Actor, per: Bucket, user_id: int) -> tuple[AuditAction, str | None]:
    """What is written down, and of whom."""
    match per:
        case Bucket.USER:
            return MEMBERS_COOLDOWN_RESET, str(user_id)
        case Bucket.CHANNEL:
            return CHANNELS_COOLDOWN_RESET, str(actor.channel_id)
        case Bucket.GUILD:
            return SERVERS_COOLDOWN_RESET, None
