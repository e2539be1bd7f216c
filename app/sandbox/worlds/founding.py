"""Founding the guilds of a world file: their roles, members and channels."""

from __future__ import annotations

from app.sandbox.changes import channels, emojis, guilds, members, roles, users, voice
from app.sandbox.payload import Payload
from app.sandbox.permissions import Permission
from app.sandbox.world.channel import Channel, Overwrite
from app.sandbox.world.guild import Guild
from app.sandbox.world.world import World
from app.sandbox.worlds.references import EVERYONE
from app.sandbox.worlds.sets import permissions
from app.sandbox.worlds.shape import POSTING, TYPES
from app.sandbox.worlds.spans import seconds_in

_ROLE_ATTRIBUTES = ("hoist", "mentionable")
_CHANNEL_ATTRIBUTES = {
    "topic": "topic",
    "nsfw": "nsfw",
    "slow_mode": "rate_limit_per_user",
    "archive_after": "default_auto_archive_duration",
}


def create_users(world: World, described: list[Payload]) -> None:
    for each in described:
        name = each["username"]
        with world.snowflakes.named(f"user {name}"):
            users.create(
                world,
                name,
                each.get("name"),
                bot=each.get("bot", False),
                locale=each.get("locale", "en-US"),
                accepts_messages=not each.get("closed", False),
                status=each.get("status", "offline"),
            )


def found(world: World, described: Payload, key: str) -> Guild:
    """Found a guild under this key. Its ids only depend on the names of things."""
    owner = world.user_named(described["owner"])
    if owner is None:
        raise LookupError(f"there is no user {described['owner']!r}")
    with world.snowflakes.named(f"guild {key}"):
        everyone = permissions(described.get("everyone", ["member"]))
        guild = guilds.create(world, key, described["name"], owner, everyone)
    guild.description = described.get("description")
    for each in described.get("role", ()):
        _role(world, guild, each)
    for each in described.get("member", ()):
        _member(world, guild, each)
    if described.get("has_bot", True):
        with world.snowflakes.named(f"{key}, the bot's role"):
            guilds.invite_bot(world, guild, permissions(described.get("bot", ["bot"])))
    for each in described.get("emoji", ()):
        with world.snowflakes.named(f"{key}, emoji {each['name']}"):
            emojis.create(world, guild, each["name"], owner, animated=each.get("animated", False))
    for each in described["channel"]:
        _channel(world, guild, each)
    return guild


def _role(world: World, guild: Guild, described: Payload) -> None:
    more = {name: described[name] for name in _ROLE_ATTRIBUTES if name in described}
    if "color" in described:
        more["color"] = int(described["color"].removeprefix("#"), 16)
    with world.snowflakes.named(f"{guild.key}, role {described['name']}"):
        roles.create(world, guild, described["name"], permissions(described.get("permissions", [])), **more)


def _member(world: World, guild: Guild, described: Payload) -> None:
    user = world.user_named(described["user"])
    held = [guild.role_named(name) for name in described.get("roles", ())]
    if user:
        member = members.join(
            world, guild, user, [role.id for role in held if role], nick=described.get("nick")
        )
        if "joined" in described:
            member.joined_at = world.clock.time() - seconds_in(described["joined"])


def _channel(world: World, guild: Guild, described: Payload) -> None:
    name, kind = described["name"], described.get("type", "text")
    more = {to: described[of] for of, to in _CHANNEL_ATTRIBUTES.items() if of in described}
    category = guild.channel_named(described["category"]) if "category" in described else None
    with world.snowflakes.named(f"{guild.key}, channel {name}"):
        if kind in POSTING:
            more["tags"] = [_tag(world, tag) for tag in described.get("tags", ())]
        channel = channels.create(
            world, guild, name, TYPES[kind], parent_id=category.id if category else None, **more
        )
    for overwrite in _overwrites(guild, described):
        channels.overwrite(world, channel, overwrite)
    for username in described.get("talking", ()):
        member = guild.member_named(username)
        if member:
            voice.join(world, guild, member, channel)


def _tag(world: World, name: str) -> Payload:
    return {
        "id": str(world.snowflakes.next()),
        "name": name,
        "moderated": False,
        "emoji_id": None,
        "emoji_name": None,
    }


def _overwrites(guild: Guild, described: Payload) -> list[Overwrite]:
    """What a channel changes for roles; ``only`` hides it from all others, but not from the bot."""
    found = []
    only = described.get("only", ())
    if only:
        view = int(Permission.VIEW_CHANNEL)
        bots = [role for role in guild.roles.values() if role.bot_id]
        welcome = [role for name in only if (role := guild.role_named(name))]
        found.append(Overwrite(guild.id, 0, deny=view))
        found += [Overwrite(role.id, 0, allow=view) for role in (*welcome, *bots)]
    for each in described.get("overwrite", ()):
        role = guild.everyone if each["role"] == EVERYONE else guild.role_named(each["role"])
        if role:
            allow, deny = permissions(each.get("allow", [])), permissions(each.get("deny", []))
            found.append(Overwrite(role.id, 0, allow, deny))
    return found


def place(guild: Guild, name: str) -> Channel:
    """A channel that is known to be there."""
    channel = guild.channel_named(name)
    if channel is None:
        raise LookupError(f"{guild.key} has no channel {name!r}")
    return channel
