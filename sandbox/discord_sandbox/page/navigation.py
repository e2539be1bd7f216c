"""The left side: guilds, channels and threads that somebody sees, and whom one can be."""

from __future__ import annotations

from dataclasses import dataclass, field

from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.page.avatars import Face, face
from discord_sandbox.page.viewer import Viewer, address, first_channel, roles_of

_ICONS = {
    ChannelType.GUILD_VOICE: "voice",
    ChannelType.GUILD_STAGE_VOICE: "voice",
    ChannelType.GUILD_ANNOUNCEMENT: "announcement",
    ChannelType.GUILD_FORUM: "forum",
    ChannelType.GUILD_MEDIA: "forum",
    ChannelType.DM: "person",
    **dict.fromkeys(ChannelType.threads(), "thread"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A channel in the list."""

    id: int
    name: str
    icon: str
    href: str
    current: bool
    threads: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """The channels of a category, or those of none."""

    name: str | None
    places: list[Place]


@dataclass(frozen=True, slots=True)
class GuildIcon:
    name: str
    initials: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody one can be."""

    face: Face
    name: str
    username: str
    standing: str
    """What sets the person apart: "Owner", a role, "Member"."""
    href: str
    current: bool


def icon_of(channel: Channel) -> str:
    return _ICONS.get(channel.type, "text")


def guild_icons(viewer: Viewer) -> list[GuildIcon]:
    icons = []
    for guild in viewer.guilds:
        current = guild is viewer.guild
        target = viewer.channel if current else first_channel(viewer, [guild])
        initials = "".join(word[0] for word in guild.name.split())[:3]
        icons.append(GuildIcon(guild.name, initials, address(viewer.user, target), current))
    return icons


def sections(viewer: Viewer) -> list[Section]:
    """The channels of the guild in front; categories in which nothing can be seen are left out."""
    guild = viewer.guild
    if guild is None:
        return []
    found = [_section(viewer, guild, None)]
    categories = [each for each in guild.channels.values() if each.type is ChannelType.GUILD_CATEGORY]
    found += [
        _section(viewer, guild, category) for category in sorted(categories, key=lambda each: each.position)
    ]
    return [section for section in found if section.places]


def _section(viewer: Viewer, guild: Guild, category: Channel | None) -> Section:
    parent_id = category.id if category else None
    below = [
        channel
        for channel in guild.channels.values()
        if channel.type is not ChannelType.GUILD_CATEGORY
        and channel.parent_id == parent_id
        and viewer.sees(channel)
    ]
    below.sort(key=lambda channel: (icon_of(channel) == "voice", channel.position))
    return Section(category.name if category else None, [_place(viewer, guild, channel) for channel in below])


def _place(viewer: Viewer, guild: Guild, channel: Channel) -> Place:
    threads = [
        _place(viewer, guild, thread)
        for thread in guild.threads.values()
        if thread.parent_id == channel.id and _listed(viewer, channel, thread)
    ]
    href, current = viewer.address(channel), channel is viewer.channel
    return Place(channel.id, channel.name or "", icon_of(channel), href, current, threads)


def _listed(viewer: Viewer, parent: Channel, thread: Channel) -> bool:
    """Whether a thread stands below its channel: not when it is archived, nor every post of a forum."""
    if thread is viewer.channel:
        return True
    archived = thread.thread is not None and thread.thread.archived
    return not archived and viewer.sees(thread) and (icon_of(parent) != "forum" or viewer.joined(thread))


def personas(viewer: Viewer) -> list[tuple[str, list[Persona]]]:
    """Everybody that one can be, by guild; who is in several stands in the first."""
    known: set[int] = set()
    groups = []
    for guild in viewer.world.guilds.values():
        users = [member.user for member in guild.members.values() if not member.user.bot]
        fresh = [user for user in users if user.id not in known]
        known |= {user.id for user in fresh}
        if fresh:
            groups.append((guild.name, [_persona(viewer, guild, user) for user in fresh]))
    alone = [user for user in viewer.world.users.values() if user.id not in known and not user.bot]
    if alone:
        groups.append(("In no server", [_persona(viewer, None, user) for user in alone]))
    return groups


def persona(viewer: Viewer) -> Persona:
    """Who one is."""
    own = viewer.guild or next(iter(viewer.guilds), None)
    return _persona(viewer, own, viewer.user)


def _persona(viewer: Viewer, guild: Guild | None, user: User) -> Persona:
    return Persona(
        face=face(user),
        name=user.display_name,
        username=user.username,
        standing=standing(viewer.world, guild, user),
        href=address(user, viewer.channel),
        current=user is viewer.user,
    )


def standing(world: World, guild: Guild | None, user: User) -> str:
    """What sets somebody apart in a guild."""
    member = guild.members.get(user.id) if guild else None
    if guild is None or member is None:
        return "Not a member"
    if member.timed_out(world.clock.time()):
        return "Timed out"
    if guild.owner_id == user.id:
        return "Owner"
    held = roles_of(guild, member)
    return held[0].name if held else "Member"
