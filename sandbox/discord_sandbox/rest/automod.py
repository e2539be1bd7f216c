"""Rules of the automatic moderation."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.automod import ActionType, Rule, TriggerType
from discord_sandbox.model.checks import at, problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import automod
from discord_sandbox.rest import access
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.automod import CREATE_RULE, EDIT_RULE, RULES_PER_GUILD, attributes

routes = Routes()

_PATH = "/guilds/{guild_id}/auto-moderation/rules"


@routes.get(_PATH)
def list_rules(world: World, request: Request) -> Response:
    return answer([rule.payload() for rule in _guild(world, request).automod_rules.values()])


def _guild(world: World, request: Request) -> Guild:
    return access.guild(world, request, Permission.MANAGE_GUILD)


@routes.get(_PATH + "/{rule_id}")
def get_rule(world: World, request: Request) -> Response:
    return answer(_rule(_guild(world, request), request).payload())


def _rule(guild: Guild, request: Request) -> Rule:
    found = guild.automod_rules.get(request.id("rule_id"))
    if found is None:
        raise ApiError(ErrorCode.NOT_FOUND)
    return found


@routes.post(_PATH)
def create_rule(world: World, request: Request) -> Response:
    guild = _guild(world, request)
    wanted = attributes(request.checked(CREATE_RULE))
    _check(world, guild, wanted)
    _check_count(guild, wanted["trigger"])
    return answer(automod.create(world, guild, access.cause(world, request), **wanted).payload())


def _check_count(guild: Guild, trigger: TriggerType) -> None:
    present = sum(rule.trigger is trigger for rule in guild.automod_rules.values())
    most = RULES_PER_GUILD[trigger]
    if present >= most:
        message = f"Maximum number of rules of this type reached ({most})"
        code = "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED"
        raise invalid_form({"trigger_type": problem(code, message)})


def _check(world: World, guild: Guild, wanted: dict[str, Any]) -> None:
    """What a rule refers to must exist, and silencing members needs the permission for it."""
    for index, action in enumerate(wanted["actions"]):
        if action["type"] == ActionType.TIMEOUT:
            access.require_in_guild(world, guild, Permission.MODERATE_MEMBERS)
        channel_id = action["metadata"].get("channel_id")
        if channel_id and guild.channel(int(channel_id)) is None:
            wrong = problem("CHANNEL_INVALID", "There is no such channel in this guild")
            raise invalid_form(at(("actions", index, "metadata", "channel_id"), wrong))


@routes.patch(_PATH + "/{rule_id}")
def edit_rule(world: World, request: Request) -> Response:
    guild = _guild(world, request)
    rule = _rule(guild, request)
    body = _merged(rule, request.checked(EDIT_RULE))
    wrong = CREATE_RULE(body)
    if wrong:
        raise invalid_form(wrong)
    wanted = attributes(body)
    _check(world, guild, wanted)
    automod.update(world, rule, access.cause(world, request), **wanted)
    return answer(rule.payload())


def _merged(rule: Rule, changes: JsonObject) -> JsonObject:
    """The rule as the body would have to be to make it; what it looks for stays."""
    names = (
        *("name", "event_type", "trigger_type", "trigger_metadata", "actions", "enabled"),
        *("exempt_roles", "exempt_channels"),
    )
    present = rule.payload()
    return {name: present[name] for name in names} | changes | {"trigger_type": int(rule.trigger)}


@routes.delete(_PATH + "/{rule_id}")
def delete_rule(world: World, request: Request) -> Response:
    automod.delete(world, _rule(_guild(world, request), request), access.cause(world, request))
    return no_content()
