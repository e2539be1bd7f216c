"""The right side: who is in the place, by role."""

from __future__ import annotations

from dataclasses import dataclass

from discord_sandbox.model.member import Member
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.user import User
from discord_sandbox.page.avatars import Face, face
from discord_sandbox.page.viewer import Viewer, roles_of

SHOWN = 300
"""Members in the list; a world for load tests has more than anybody reads."""


@dataclass(frozen=True, slots=True)
class Listed:
    id: int
    name: str
    face: Face
    colour: str | None
    bot: bool
    owner: bool
    timed_out: bool


def groups(viewer: Viewer) -> list[tuple[str, list[Listed]]]:
    """Those who see the channel in front, below the highest of their roles that stands apart."""
    guild, channel = viewer.guild, viewer.channel
    if guild is None or channel is None:
        users = [viewer.user, viewer.world.bot] if channel else []
        return [("Here", [_listed(viewer, user, None) for user in users])] if users else []
    apart = sorted((role for role in guild.roles.values() if role.hoist), key=lambda role: -role.position)
    found: dict[str, list[Listed]] = {name: [] for name in (*(role.name for role in apart), "Members")}
    present = [each for each in guild.members.values() if _sees(viewer, each)]
    for member in sorted(present, key=lambda each: each.display_name.casefold())[:SHOWN]:
        held = next((role.name for role in roles_of(guild, member) if role.hoist), "Members")
        found[held].append(_listed(viewer, member.user, member))
    return [(name, listed) for name, listed in found.items() if listed]


def _sees(viewer: Viewer, member: Member) -> bool:
    channel = viewer.channel
    return bool(channel and viewer.world.permissions(member.user.id, channel) & Permission.VIEW_CHANNEL)


def _listed(viewer: Viewer, user: User, member: Member | None) -> Listed:
    return Listed(
        id=user.id,
        name=viewer.name_of(user),
        face=face(user),
        colour=viewer.colour_of(user),
        bot=user.bot,
        owner=bool(viewer.guild and viewer.guild.owner_id == user.id),
        timed_out=bool(member and member.timed_out(viewer.world.clock.time())),
    )
