"""The users, roles, channels and files that an interaction refers to, in full."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from discord_sandbox.clients.errors import ActionUnavailable
from discord_sandbox.clients.files import File, stored
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.message import Message
from discord_sandbox.model.message_payload import message_payload
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.role import Role
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations.interactions import channel_payload
from discord_sandbox.validation.file_types import takes


@dataclass(frozen=True, slots=True)
class Forged:
    """An id that a hostile client made up: it is sent as it is, and nothing is found for it."""

    value: str


class Resolved:
    """Collects what is referred to, and finds it by what somebody would type."""

    def __init__(self, world: World, asker: User, channel: Channel, *, checked: bool) -> None:
        self._world = world
        self._asker = asker
        self._channel = channel
        self._checked = checked
        self._guild = world.guild_of(channel)
        self._found: Payload = {}

    def payload(self) -> Payload:
        return self._found

    def user(self, wanted: object) -> str:
        """Refer to a user, given as such or by name; answers with the id."""
        if isinstance(wanted, Forged):
            return self._forged(wanted)
        found = self._user(wanted)
        if found is None:
            raise ActionUnavailable(f"there is no user {wanted!r} here")
        self._add("users", found.id, found.payload())
        member = self._guild.members.get(found.id) if self._guild else None
        if member and self._guild:
            permissions = {"permissions": str(self._world.permissions(found.id, self._channel))}
            partial = member.partial_payload() | permissions
            self._add("members", found.id, {k: v for k, v in partial.items() if k not in {"deaf", "mute"}})
        return str(found.id)

    def role(self, wanted: object) -> str:
        if isinstance(wanted, Forged):
            return self._forged(wanted)
        role = wanted if isinstance(wanted, Role) else self._role(str(wanted))
        if role is None:
            raise ActionUnavailable(f"there is no role {wanted!r} here")
        self._add("roles", role.id, role.payload())
        return str(role.id)

    def mentionable(self, wanted: object) -> str:
        """Refer to a role or a user."""
        by_role = isinstance(wanted, Role) or (isinstance(wanted, str) and self._role(wanted))
        return self.role(wanted) if by_role else self.user(wanted)

    def channel(self, wanted: object, types: Iterable[int] = ()) -> str:
        if isinstance(wanted, Forged):
            return self._forged(wanted)
        channel = wanted if isinstance(wanted, Channel) else self._named_channel(str(wanted))
        if channel is None:
            raise ActionUnavailable(f"there is no channel {wanted!r} here")
        allowed = list(types)
        if self._checked and allowed and channel.type not in allowed:
            raise ActionUnavailable(f"#{channel.name} is not of a type that can be chosen")
        payload = channel_payload(self._world, channel, self._asker)
        payload["app_permissions"] = str(self._world.permissions(self._world.bot.id, channel))
        self._add("channels", channel.id, payload)
        return str(channel.id)

    def attachment(self, wanted: object, file_types: Collection[str] = ()) -> str:
        """Upload a file, given as such or as its name and content."""
        given = File(*wanted) if isinstance(wanted, tuple) and len(wanted) == 2 else wanted
        if not isinstance(given, File):
            raise ActionUnavailable("a file is given as its name and content")
        if not takes(file_types, given.name):
            raise ActionUnavailable(
                f"{given.name} is not one of the files that are taken: {', '.join(file_types)}"
            )
        attachment = stored(self._world, self._channel, given, ephemeral=True)
        self._add("attachments", attachment.id, attachment.payload())
        return str(attachment.id)

    def message(self, message: Message) -> str:
        self._add("messages", message.id, message_payload(self._world, message))
        return str(message.id)

    def _forged(self, wanted: Forged) -> str:
        if self._checked:
            raise ActionUnavailable(f"{wanted.value} is nothing that can be chosen")
        return wanted.value

    def _add(self, kind: str, snowflake: int, payload: JsonObject) -> None:
        self._found.setdefault(kind, {})[str(snowflake)] = payload

    def _user(self, wanted: object) -> User | None:
        user = getattr(wanted, "user", wanted)
        if isinstance(user, User):
            return user
        name = str(wanted)
        if name.strip("<@!>").isdecimal():
            return self._world.users.get(int(name.strip("<@!>")))
        member = self._guild.member_named(name) if self._guild else None
        return member.user if member else self._world.user_named(name)

    def _role(self, name: str) -> Role | None:
        if self._guild is None:
            return None
        digits = name.strip("<@&>")
        return self._guild.roles.get(int(digits)) if digits.isdecimal() else self._guild.role_named(name)

    def _named_channel(self, name: str) -> Channel | None:
        digits = name.strip("<#>")
        if digits.isdecimal():
            return self._world.channels.get(int(digits))
        return self._guild.channel_named(name) if self._guild else None
