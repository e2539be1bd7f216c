"""People set who may use which command where."""

from __future__ import annotations

from collections.abc import Iterable

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.command_permissions import CommandPermission
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit


def set_all(
    world: World, guild: Guild, target: int, permissions: Iterable[CommandPermission], cause: Attribution
) -> None:
    """Make these the permissions of a command, or by its own id of the application."""
    store = world.commands.permissions
    before: JsonObject = {str(each.id): each.payload() for each in store.of(guild.id, target)}
    store.set(guild.id, target, permissions)
    after: JsonObject = {str(each.id): each.payload() for each in store.of(guild.id, target)}
    data = store.payload(world.application.id, guild.id, target)
    world.emit(Event("APPLICATION_COMMAND_PERMISSIONS_UPDATE", data, guild.id))
    audit.record(
        world,
        guild,
        cause,
        AuditAction.APPLICATION_COMMAND_PERMISSION_UPDATE,
        target,
        audit.differences(before, after),
        application_id=world.application.id,
    )
