"""Application commands, global ones and those of one guild."""

from __future__ import annotations

from discord_sandbox.model.command import Command
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.world import World
from discord_sandbox.rest import access
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.command import CREATE_COMMAND, EDIT_COMMAND, SET_COMMANDS

routes = Routes()

_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
CREATED = 201


def check_application(world: World, request: Request) -> None:
    """There is only the one that asks."""
    if request.id("application_id") != world.application.id:
        raise ApiError(ErrorCode.UNKNOWN_APPLICATION)


def _scope(world: World, request: Request) -> int | None:
    """The guild of the path, or None for everywhere; the application must be the one that asks."""
    check_application(world, request)
    if "guild_id" not in request.values:
        return None
    try:
        return access.guild(world, request).id
    except ApiError as error:
        raise ApiError(ErrorCode.MISSING_ACCESS) from error


def _command(world: World, request: Request) -> Command:
    return world.commands.get(_scope(world, request), request.id("command_id"))


def _answer(world: World, command: Command, status: int = 200) -> Response:
    return answer(command.payload(world.application.id, localized=True), status)


@routes.get(_GLOBAL)
@routes.get(_GUILD)
def list_commands(world: World, request: Request) -> Response:
    localized = request.flag("with_localizations")
    commands = world.commands.of(_scope(world, request))
    return answer([command.payload(world.application.id, localized=localized) for command in commands])


@routes.post(_GLOBAL)
@routes.post(_GUILD)
def create_command(world: World, request: Request) -> Response:
    scope = _scope(world, request)
    command, is_new = world.commands.create(scope, request.checked(CREATE_COMMAND))
    return _answer(world, command, CREATED if is_new else 200)


@routes.put(_GLOBAL)
@routes.put(_GUILD)
def set_commands(world: World, request: Request) -> Response:
    scope = _scope(world, request)
    commands = world.commands.set(scope, request.checked(SET_COMMANDS))
    return answer([command.payload(world.application.id, localized=True) for command in commands])


@routes.get(_GLOBAL + "/{command_id}")
@routes.get(_GUILD + "/{command_id}")
def get_command(world: World, request: Request) -> Response:
    return _answer(world, _command(world, request))


@routes.patch(_GLOBAL + "/{command_id}")
@routes.patch(_GUILD + "/{command_id}")
def edit_command(world: World, request: Request) -> Response:
    command = _command(world, request)
    # What is not mentioned stays, so the result has to be checked, not only the change.
    body = command.body | request.checked(EDIT_COMMAND)
    wrong = CREATE_COMMAND(body)
    if wrong:
        raise invalid_form(wrong)
    return _answer(world, world.commands.edit(command, body))


@routes.delete(_GLOBAL + "/{command_id}")
@routes.delete(_GUILD + "/{command_id}")
def delete_command(world: World, request: Request) -> Response:
    world.commands.delete(_command(world, request))
    return no_content()


@routes.get(_GUILD + "/permissions")
def list_command_permissions(world: World, request: Request) -> Response:
    guild_id = _scope(world, request) or 0
    targets = world.commands.permissions.of_guild(guild_id)
    return answer([_permissions(world, guild_id, target) for target in targets])


@routes.get(_GUILD + "/{command_id}/permissions")
def get_command_permissions(world: World, request: Request) -> Response:
    """Of a command, or by its own id of the application; where nobody has set any there are none."""
    guild_id, target = _scope(world, request) or 0, request.id("command_id")
    if not world.commands.permissions.of(guild_id, target):
        raise ApiError(ErrorCode.UNKNOWN_COMMAND_PERMISSIONS)
    return answer(_permissions(world, guild_id, target))


@routes.put(_GUILD + "/{command_id}/permissions")
def set_command_permissions(world: World, request: Request) -> Response:
    """People set them in their clients; with a bot's token that is refused."""
    _scope(world, request)
    raise ApiError(ErrorCode.NOT_FOR_BOTS)


def _permissions(world: World, guild_id: int, target: int) -> JsonObject:
    return world.commands.permissions.payload(world.application.id, guild_id, target)
