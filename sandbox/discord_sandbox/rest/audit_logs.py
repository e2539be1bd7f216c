"""The audit log."""

from __future__ import annotations

from collections.abc import Iterator

from discord_sandbox.model.audit import AuditEntry
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.rest import access
from discord_sandbox.rest.request import Request, Response, answer
from discord_sandbox.rest.router import Routes

routes = Routes()

_HIGHEST_ACTION = 1000


@routes.get("/guilds/{guild_id}/audit-logs")
def get_audit_log(world: World, request: Request) -> Response:
    """The newest first, or after an id the oldest first."""
    guild = access.guild(world, request, Permission.VIEW_AUDIT_LOG)
    limit, after = request.number("limit", 50, 1, 100), request.bound("after")
    found = list(_wanted(guild, request))
    page = found[:limit] if after is not None else found[::-1][:limit]
    return answer(_log(world, guild, page))


def _wanted(guild: Guild, request: Request) -> Iterator[AuditEntry]:
    """The entries that are asked for, oldest first."""
    user_id, target_id = request.bound("user_id"), request.bound("target_id")
    action = request.number("action_type", 0, 1, _HIGHEST_ACTION)
    before, after = request.bound("before"), request.bound("after")
    for entry in guild.audit_log:
        if (
            (user_id is None or entry.user_id == user_id)
            and (target_id is None or entry.target_id == target_id)
            and (not action or entry.action == action)
            and (before is None or entry.id < before)
            and (after is None or entry.id > after)
        ):
            yield entry


def _log(world: World, guild: Guild, entries: list[AuditEntry]) -> JsonObject:
    """The entries, with what they are about in full."""
    people = {user_id for entry in entries for user_id in (entry.user_id, entry.target_id or 0)}
    ids = list(dict.fromkeys(entry.target_id or 0 for entry in entries))
    commands = {command.id: command for scope in (None, guild.id) for command in world.commands.of(scope)}
    return {
        "audit_log_entries": [entry.payload() for entry in entries],
        "users": [world.users[user_id].payload() for user_id in sorted(people) if user_id in world.users],
        "integrations": [],
        "webhooks": [
            webhook.payload(world.rest_url, with_token=False)
            for webhook in map(world.webhooks.get, ids)
            if webhook
        ],
        "guild_scheduled_events": [
            event.payload() for event in map(guild.scheduled_events.get, ids) if event
        ],
        "threads": [thread.payload() for thread in map(guild.threads.get, ids) if thread],
        "application_commands": [
            commands[each].payload(world.application.id, localized=False) for each in ids if each in commands
        ],
        "auto_moderation_rules": [rule.payload() for rule in map(guild.automod_rules.get, ids) if rule],
    }
