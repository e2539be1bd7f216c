"""People come into a thread and leave it."""

from __future__ import annotations

from collections.abc import Iterable

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.message import MessageType
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.thread import Thread
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations.draft import Draft
from discord_sandbox.operations.writing import write


def join(world: World, thread: Channel, users: Iterable[User], by: User | None = None) -> None:
    """Bring people into the thread; ``by`` is who added somebody else, which is noted there."""
    state = thread.thread
    if state is None:
        return
    guild = world.guilds[thread.guild_id or 0]
    new = [user for user in users if user.id not in state.members]
    for user in new:
        state.members[user.id] = world.clock.time()
    if not new:
        return
    bot_came = world.bot in new
    if bot_came:
        world.emit(Event("THREAD_CREATE", thread.payload(world.bot.id), guild.id, thread))
    added = [_member(guild, thread, state, user) for user in new]
    data = _members_data(thread, state) | {"added_members": added}
    world.emit(Event("THREAD_MEMBERS_UPDATE", data, guild.id, thread, personal=bot_came))
    if by:
        for user in new:
            write(world, thread, by, Draft(), type=MessageType.RECIPIENT_ADD, mentioned=[user])


def leave(world: World, thread: Channel, user_id: int) -> None:
    """Somebody left the thread, or was taken out of it."""
    state = thread.thread
    if state is None or user_id not in state.members:
        return
    del state.members[user_id]
    data = _members_data(thread, state) | {"removed_member_ids": [str(user_id)]}
    personal = user_id == world.bot.id
    where = None if personal else thread
    world.emit(Event("THREAD_MEMBERS_UPDATE", data, thread.guild_id, where, personal=personal))


def _member(guild: Guild, thread: Channel, state: Thread, user: User) -> JsonObject:
    return state.member_payload(thread.id, user.id) | {
        "member": guild.members[user.id].payload(),
        "presence": None if user.status == "offline" else user.presence(),
    }


def _members_data(thread: Channel, state: Thread) -> JsonObject:
    return {
        "id": str(thread.id),
        "guild_id": str(thread.guild_id),
        "member_count": state.counts()["member_count"],
    }
