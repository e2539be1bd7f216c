"""Rules of the cooldowns feature."""

from __future__ import annotations

from app.core.actor import Actor, Permission
from app.infra.audit import AuditLog
from app.infra.db.directory import remember
from app.infra.db.engine import Sessions
from app.infra.limits import Cooldowns


class CooldownService:
    """Ends cooldowns in the actor's guild; needs Time out members."""

    def __init__(self, sessions: Sessions, cooldowns: Cooldowns, audit: AuditLog) -> None:
        self._sessions = sessions
        self._cooldowns = cooldowns
        self._audit = audit

    async def reset(self, actor: Actor, command: str, bucket: str, target: str) -> bool:
        """End the cooldown of ``command`` for ``bucket``; tells whether one was running.

        ``target`` says in the audit log whose it was.
        """
        actor.require(Permission.MODERATE_MEMBERS)
        async with self._sessions.begin() as session:
            # The database goes first: what cannot be recorded is not to be done.
            await remember(session, actor)
            running = await self._cooldowns.reset(command, bucket)
            if running:
                await self._audit.record(session, actor, "cooldown.reset", target, {"command": command})
        return running
