"""What a client offers to somebody: which commands, and which values for their options."""

from __future__ import annotations

from dataclasses import dataclass

from discord_sandbox.clients.errors import ActionUnavailable
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.command import BOT_DM, GUILD, Command, CommandType, OptionType
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.permissions import Permission, names
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World


@dataclass(frozen=True, slots=True)
class Offer:
    """A command, down to the subcommand that is meant."""

    command: Command
    path: tuple[str, ...]
    options: list[Payload]


def find(world: World, channel: Channel, path: str, kind: CommandType = CommandType.CHAT_INPUT) -> Offer:
    """The command of this name that is registered for the channel's guild, or everywhere."""
    commands = [command for command in world.commands.offered_in(channel.guild_id) if command.type is kind]
    for command in commands:
        if kind is not CommandType.CHAT_INPUT:
            if command.name == path:
                return Offer(command, (path,), [])
            continue
        paths = command.paths()
        if path in paths:
            return Offer(command, tuple(path.split()), paths[path])
    known = sorted(name for command in commands for name in command.paths())
    raise ActionUnavailable(f"there is no command {path!r}; there are {', '.join(known) or 'none'}")


def why_not(world: World, user: User, channel: Channel, command: Command) -> str | None:
    """Why a client would not show the command to this person here; None if it would."""
    if not command.usable_in(BOT_DM if channel.guild_id is None else GUILD):
        return "it cannot be used in this kind of place"
    guild = world.guild_of(channel)
    if guild is None:
        return None
    permissions = world.permissions(user.id, channel)
    if not permissions & Permission.VIEW_CHANNEL:
        return "the channel cannot be seen"
    if not permissions & Permission.USE_APPLICATION_COMMANDS:
        return f"it needs {names(Permission.USE_APPLICATION_COMMANDS)}"
    if channel.thread and channel.thread.archived:
        return "the thread is archived"
    place = guild.channels.get(channel.parent_id or 0, channel) if channel.thread else channel
    if command.nsfw and not place.nsfw:
        return "it can only be used in age-restricted channels"
    if permissions & Permission.ADMINISTRATOR:
        return None
    return _forbidden(world, guild, place, user, command) or _missing(
        world, guild, user, command, permissions
    )


def _forbidden(world: World, guild: Guild, place: Channel, user: User, command: Command) -> str | None:
    """What the guild itself has set for the command."""
    rules, scope = world.commands.permissions, (guild.id, world.application.id, command.id)
    if not rules.allowed_in(*scope, place.id):
        return f"it is switched off in #{place.name}"
    if _allowed(world, guild, user, command) is False:
        return "it is switched off for this person"
    return None


def _allowed(world: World, guild: Guild, user: User, command: Command) -> bool | None:
    member = guild.members.get(user.id)
    roles = member.roles if member else ()
    scope = (guild.id, world.application.id, command.id)
    return world.commands.permissions.allowed_for(*scope, user.id, roles)


def _missing(world: World, guild: Guild, user: User, command: Command, permissions: int) -> str | None:
    """What the application wants members to have, unless the guild lets this one in."""
    missing = command.default_member_permissions & ~permissions
    if missing and not _allowed(world, guild, user, command):
        return f"it needs {names(missing)}"
    return None


def check_command(world: World, user: User, channel: Channel, command: Command) -> None:
    reason = why_not(world, user, channel, command)
    if reason:
        raise ActionUnavailable(f"{command.name} is not offered to {user.username} here: {reason}")


def check_value(option: Payload, value: object) -> None:
    """Whether a client would let this value through for the option."""
    name, choices = option["name"], option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        offered = ", ".join(choice["name"] for choice in choices)
        raise ActionUnavailable(f"{name}: {value!r} is not among the choices {offered}")
    if isinstance(value, str) and option["type"] == OptionType.STRING:
        _check_range(
            f"{name}: the length", len(value), option.get("min_length"), option.get("max_length", 6000)
        )
    elif isinstance(value, int | float) and not isinstance(value, bool):
        _check_range(name, value, option.get("min_value"), option.get("max_value"))


def _check_range(what: str, value: float, least: float | None, most: float | None) -> None:
    if least is not None and value < least:
        raise ActionUnavailable(f"{what} must be at least {least}, not {value}")
    if most is not None and value > most:
        raise ActionUnavailable(f"{what} must be at most {most}, not {value}")
