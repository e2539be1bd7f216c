"""A small community that reads a web serial together, and a neighbour of it."""

from __future__ import annotations

from app.sandbox.changes import channels, guilds, members, messages, roles, users
from app.sandbox.changes.draft import Draft
from app.sandbox.permissions import Permission
from app.sandbox.world.channel import ChannelType, Overwrite
from app.sandbox.world.guild import Guild
from app.sandbox.world.world import World

EVERYONE = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.ADD_REACTIONS
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CHANGE_NICKNAME
    | Permission.CREATE_INSTANT_INVITE
    | Permission.SEND_POLLS
    | Permission.CONNECT
    | Permission.SPEAK
)
MODERATORS = int(
    Permission.MANAGE_MESSAGES
    | Permission.MODERATE_MEMBERS
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MANAGE_THREADS
    | Permission.MANAGE_NICKNAMES
    | Permission.VIEW_AUDIT_LOG
)
BOT = (
    EVERYONE
    | MODERATORS
    | int(
        Permission.MANAGE_ROLES
        | Permission.MANAGE_CHANNELS
        | Permission.MANAGE_WEBHOOKS
        | Permission.MANAGE_GUILD
        | Permission.PIN_MESSAGES
        | Permission.CREATE_PRIVATE_THREADS
    )
)
"""What the invitation asks for."""


def populate(world: World) -> None:
    """Fill an empty world. The owner of the application also owns the first guild."""
    _inn(world)
    _other(world)


def _inn(world: World) -> None:
    inn = guilds.create(world, "inn", "Readers of The Wandering Inn", world.application.owner, EVERYONE)
    readers = roles.create(world, inn, "Readers", color=0x3498DB, mentionable=True)
    moderators = roles.create(world, inn, "Moderators", MODERATORS, color=0x2ECC71, hoist=True)
    admins = roles.create(world, inn, "Admins", int(Permission.ADMINISTRATOR), color=0xE74C3C, hoist=True)
    for username, name, held in (
        ("rowan", "Rowan", [admins]),
        ("sage", "Sage", [moderators, readers]),
        ("erin", "Erin", [readers]),
        ("juniper", "Juniper", [readers]),
        ("linden", "Linden", []),
    ):
        members.join(world, inn, users.create(world, username, name), [role.id for role in held])
    guilds.invite_bot(world, inn, BOT)
    _inn_channels(world, inn)
    _first_words(world, inn)


def _inn_channels(world: World, inn: Guild) -> None:
    community = channels.create(world, inn, "Community", ChannelType.GUILD_CATEGORY)
    for name, topic in (
        ("general", "Everything that has no channel of its own"),
        ("spoilers", "The newest chapters"),
        ("art", "Made by readers"),
        ("bot-commands", None),
    ):
        channels.create(world, inn, name, topic=topic, parent_id=community.id)
    channels.create(world, inn, "theories", ChannelType.GUILD_FORUM, parent_id=community.id)
    channels.create(world, inn, "reading-aloud", ChannelType.GUILD_VOICE, parent_id=community.id)
    staff = channels.create(world, inn, "staff", topic="For those who keep the place in order")
    view = int(Permission.VIEW_CHANNEL)
    moderators, everyone = inn.role_named("Moderators"), inn.everyone
    channels.overwrite(world, staff, Overwrite(everyone.id, 0, deny=view))
    for role in (moderators, inn.role_named("shard")):
        if role:
            channels.overwrite(world, staff, Overwrite(role.id, 0, allow=view))


def _first_words(world: World, inn: Guild) -> None:
    for name, place, words in (
        ("sage", "general", "Welcome! Tell us where you are in the story before you ask a question."),
        ("juniper", "general", "Volume four, and I have not slept."),
        ("erin", "art", "I drew the kitchen."),
    ):
        author, channel = inn.member_named(name), inn.channel_named(place)
        if author and channel:
            messages.create(world, channel, author.user, Draft(content=words))


def _other(world: World) -> None:
    basil = users.create(world, "basil", "Basil")
    other = guilds.create(world, "other", "Another Book Club", basil, EVERYONE)
    channels.create(world, other, "general")
    members.join(world, other, users.create(world, "clove", "Clove"))
    guilds.invite_bot(world, other, BOT)
