"""Which commands are registered, globally and in each guild."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable

from discord_sandbox.model.clock import Clock
from discord_sandbox.model.command import Command, CommandType, completed
from discord_sandbox.model.command_permissions import CommandPermissions
from discord_sandbox.model.condition import Condition
from discord_sandbox.model.errors import ApiError, ErrorCode
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.snowflakes import Snowflakes

LIMITS = {CommandType.CHAT_INPUT: 100, CommandType.USER: 15, CommandType.MESSAGE: 15}
CREATIONS_PER_DAY = 200
DAY = 86_400.0


class Commands:
    """The commands of one application. A scope is a guild's id, or None for everywhere."""

    def __init__(self, clock: Clock, snowflakes: Snowflakes, changed: Condition) -> None:
        self.permissions = CommandPermissions()
        self._changed = changed
        self._clock = clock
        self._snowflakes = snowflakes
        self._scopes: dict[int | None, dict[int, Command]] = defaultdict(dict)
        self._created: dict[int | None, deque[float]] = defaultdict(deque)

    def __len__(self) -> int:
        return sum(len(scope) for scope in self._scopes.values())

    def of(self, scope: int | None) -> list[Command]:
        return list(self._scopes[scope].values())

    def everything(self) -> list[Command]:
        """The commands of all scopes."""
        return [command for scope in self._scopes.values() for command in scope.values()]

    def restore(self, commands: Iterable[Command]) -> None:
        """Take these for registered, as they were before."""
        for command in commands:
            self._scopes[command.guild_id][command.id] = command

    def offered_in(self, guild_id: int | None) -> list[Command]:
        """The commands of a guild and the global ones; a guild's own hide global ones of the same name."""
        found = {(command.type, command.name): command for command in self.of(None)}
        if guild_id is not None:
            found |= {(command.type, command.name): command for command in self.of(guild_id)}
        return list(found.values())

    def get(self, scope: int | None, command_id: int) -> Command:
        command = self._scopes[scope].get(command_id)
        if command is None:
            raise ApiError(ErrorCode.UNKNOWN_COMMAND)
        return command

    def create(self, scope: int | None, body: Payload) -> tuple[Command, bool]:
        """Register a command, in place of one of the same name; tells whether it is a new one."""
        completed_body = completed(body, scope)
        old = self._named(scope, completed_body)
        if old is None:
            self._check_limits(scope, [*self.of(scope), Command(0, 0, scope, completed_body)])
            self._count_creation(scope)
        command = self._store(scope, completed_body, old)
        self._changed.announce()
        return command, old is None

    def edit(self, command: Command, body: Payload) -> Command:
        """Give a command, which keeps its id, another body."""
        edited = self._store(command.guild_id, completed(body, command.guild_id), command)
        self._changed.announce()
        return edited

    def delete(self, command: Command) -> None:
        del self._scopes[command.guild_id][command.id]
        self._changed.announce()

    def set(self, scope: int | None, bodies: list[Payload]) -> list[Command]:
        """Make these the only commands of the scope; those whose name stays keep their id."""
        wanted = [completed(body, scope) for body in bodies]
        self._check_limits(scope, [Command(0, 0, scope, body) for body in wanted])
        old = self._scopes[scope]
        kept = [
            old.get(int(body.get("id") or 0)) or self._named(scope, new)
            for body, new in zip(bodies, wanted, strict=True)
        ]
        for command in kept:
            if command is None:
                self._count_creation(scope)
        self._scopes[scope] = {}
        commands = [self._store(scope, new, before) for new, before in zip(wanted, kept, strict=True)]
        self._changed.announce()
        return commands

    def _named(self, scope: int | None, body: Payload) -> Command | None:
        return next(
            (
                command
                for command in self._scopes[scope].values()
                if command.name == body["name"] and command.type == body["type"]
            ),
            None,
        )

    def _store(self, scope: int | None, body: Payload, old: Command | None) -> Command:
        if old and old.body == body:
            command = old
        else:
            version = self._snowflakes.next()
            command = Command(old.id if old else version, version, scope, body)
        self._scopes[scope][command.id] = command
        return command

    def _check_limits(self, scope: int | None, commands: Iterable[Command]) -> None:
        for kind, count in Counter(command.type for command in commands).items():
            if count > LIMITS[kind]:
                raise ApiError(ErrorCode.TOO_MANY_COMMANDS)

    def _count_creation(self, scope: int | None) -> None:
        now = self._clock.time()
        created = self._created[scope]
        while created and created[0] <= now - DAY:
            created.popleft()
        if len(created) >= CREATIONS_PER_DAY:
            raise ApiError(ErrorCode.TOO_MANY_COMMANDS_TODAY, retry_after=created[0] + DAY - now)
        created.append(now)
