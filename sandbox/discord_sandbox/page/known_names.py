"""The names behind the ids in a text, as one person knows them."""

from __future__ import annotations

from discord_sandbox.page.markdown_names import Mention, Names
from discord_sandbox.page.viewer import Viewer, colour

UNKNOWN = "unknown"


class KnownNames(Names):
    """Users by what they are called in the guild, and only channels that can be seen."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    def user(self, user_id: int) -> Mention:
        user = self._viewer.world.users.get(user_id)
        if user is None:
            return Mention(f"<@{user_id}>")
        own = user is self._viewer.user
        return Mention("@" + self._viewer.name_of(user), user_id=user_id, own=own)

    def role(self, role_id: int) -> Mention:
        guild, member = self._viewer.guild, self._viewer.member
        role = guild.roles.get(role_id) if guild else None
        if role is None:
            return Mention(f"@{UNKNOWN}-role")
        own = bool(member and role_id in member.roles)
        return Mention(
            "@" + role.name.removeprefix("@"), colour=colour(role.color) if role.color else None, own=own
        )

    def channel(self, channel_id: int) -> Mention:
        channel = self._viewer.world.channels.get(channel_id)
        if channel is None:
            return Mention(f"#{UNKNOWN}")
        if not self._viewer.sees(channel):
            return Mention("#no-access")
        return Mention(f"#{channel.name}", href=self._viewer.address(channel))

    def everyone(self, name: str) -> Mention:
        return Mention("@" + name, own=True)
