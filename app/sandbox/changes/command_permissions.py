"""People set who may use which command where."""

from __future__ import annotations

from collections.abc import Iterable

from app.sandbox.changes import audit
from app.sandbox.commands.permissions import CommandPermission
from app.sandbox.payload import Payload
from app.sandbox.world.audit import AuditAction, Cause
from app.sandbox.world.event import Event
from app.sandbox.world.guild import Guild
from app.sandbox.world.world import World


def set_all(
    world: World, guild: Guild, target: int, permissions: Iterable[CommandPermission], cause: Cause
) -> None:
    """Make these the permissions of a command, or by its own id of the application."""
    store = world.commands.permissions
    before = {str(each.id): each.payload() for each in store.of(guild.id, target)}
    store.set(guild.id, target, permissions)
    after = {str(each.id): each.payload() for each in store.of(guild.id, target)}
    data: Payload = store.payload(world.application.id, guild.id, target)
    world.tell(Event("APPLICATION_COMMAND_PERMISSIONS_UPDATE", data, guild.id))
    audit.record(
        world,
        guild,
        cause,
        AuditAction.APPLICATION_COMMAND_PERMISSION_UPDATE,
        target,
        audit.differences(before, after),
        application_id=world.application.id,
    )
