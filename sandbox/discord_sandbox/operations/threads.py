"""Threads are started, change, and are archived."""

from __future__ import annotations

from functools import partial
from typing import Any

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.event import Event
from discord_sandbox.model.message import Message, MessageFlag, MessageType
from discord_sandbox.model.payload import Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.thread import Thread
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit, thread_members
from discord_sandbox.operations.draft import Draft
from discord_sandbox.operations.writing import message_event, write

DAY_IN_MINUTES = 1440
_MANAGE_THREADS = int(Permission.MANAGE_THREADS)
_ACTIVITY = {"archived", "auto_archive_duration"}
_OF_THE_STATE = {*_ACTIVITY, "locked", "invitable", "applied_tags"}


def start(
    world: World,
    parent: Channel,
    name: str,
    owner: User,
    kind: ChannelType = ChannelType.PUBLIC_THREAD,
    *,
    source: Message | None = None,
    cause: Attribution | None = None,
    **settings: object,
) -> Channel:
    """Open a thread in ``parent``, from a message there or by itself; its only member is its owner.

    A message and the thread that is started from it have the same id.
    """
    thread = _made(world, parent, name, owner, kind, source.id if source else None, settings)
    _emit_created(world, thread, cause)
    if source:
        _from_message(world, parent, thread, source, owner)
    elif kind is not ChannelType.PRIVATE_THREAD:
        reference = {"type": 0, "channel_id": str(thread.id), "guild_id": str(thread.guild_id)}
        note = Draft(content=name)
        write(world, parent, owner, note, type=MessageType.THREAD_CREATED, reference=reference)
    return thread


def post(
    world: World,
    forum: Channel,
    name: str,
    owner: User,
    draft: Draft,
    *,
    cause: Attribution | None = None,
    author: dict[str, Any] | None = None,
    **settings: Any,
) -> tuple[Channel, Message]:
    """Open a thread in a forum with its first message, which has the same id.

    ``author`` are the fields of the message that say who wrote it, where a webhook did.
    """
    thread = _made(world, forum, name, owner, ChannelType.PUBLIC_THREAD, None, settings)
    forum.last_message_id = thread.id
    _emit_created(world, thread, cause)
    return thread, write(world, thread, owner, draft, snowflake=thread.id, **(author or {}))


def _made(
    world: World,
    parent: Channel,
    name: str,
    owner: User,
    kind: ChannelType,
    thread_id: int | None,
    settings: dict[str, object],
) -> Channel:
    guild, now = world.guilds[parent.guild_id or 0], world.clock.time()
    state = Thread(owner.id, now, archive_changed_at=now, active_at=now)
    state.auto_archive_duration = parent.default_auto_archive_duration or DAY_IN_MINUTES
    if owner.id in guild.members:
        state.members[owner.id] = now
    if kind is ChannelType.PRIVATE_THREAD:
        state.invitable = True
    thread = Channel(
        thread_id or world.snowflakes.next(), kind, guild.id, name, parent_id=parent.id, thread=state
    )
    thread.rate_limit_per_user = parent.default_thread_rate_limit_per_user or 0
    _set(thread, state, {key: value for key, value in settings.items() if value is not None})
    guild.threads[thread.id] = world.channels[thread.id] = thread
    watch(world, thread)
    return thread


def _emit_created(world: World, thread: Channel, cause: Attribution | None) -> None:
    guild = world.guilds[thread.guild_id or 0]
    data = thread.payload(world.bot.id) | {"newly_created": True}
    world.emit(Event("THREAD_CREATE", data, guild.id, thread))
    audit.record(world, guild, cause, AuditAction.THREAD_CREATE, thread.id, audit.made(_logged(thread)))


def _from_message(world: World, parent: Channel, thread: Channel, source: Message, owner: User) -> None:
    source.flags |= int(MessageFlag.HAS_THREAD)
    world.emit(message_event("MESSAGE_UPDATE", world, parent, source))
    write(
        world,
        thread,
        owner,
        Draft(),
        type=MessageType.THREAD_STARTER_MESSAGE,
        referenced=source,
        reference={
            "type": 0,
            "message_id": str(source.id),
            "channel_id": str(parent.id),
            "guild_id": str(thread.guild_id),
        },
    )


def update(world: World, thread: Channel, cause: Attribution | None = None, **changes: object) -> None:
    """Change the thread's name, slow mode, flags or state."""
    state = thread.thread
    if state is None:
        return
    before, name = _logged(thread), thread.name
    _set(thread, state, changes)
    now = world.clock.time()
    if _ACTIVITY & changes.keys():
        state.archive_changed_at = state.active_at = now
        watch(world, thread)
    _emit(world, thread)
    guild = world.guilds[thread.guild_id or 0]
    different = audit.differences(before, _logged(thread))
    if different:
        audit.record(world, guild, cause, AuditAction.THREAD_UPDATE, thread.id, different)
    if thread.name != name and cause:
        note = Draft(content=thread.name or "")
        write(world, thread, cause.user, note, type=MessageType.CHANNEL_NAME_CHANGE)


def _set(thread: Channel, state: Thread, changes: dict[str, object]) -> None:
    for name, value in changes.items():
        setattr(state if name in _OF_THE_STATE else thread, name, value)


def _logged(thread: Channel) -> Payload:
    """What the audit log knows of a thread."""
    state = thread.thread
    return {
        "name": thread.name,
        "type": int(thread.type),
        "rate_limit_per_user": thread.rate_limit_per_user,
        "flags": thread.flags,
        **(
            {key: getattr(state, key) for key in ("archived", "locked", "auto_archive_duration", "invitable")}
        ),
        "applied_tags": [str(tag) for tag in state.applied_tags] if state else [],
    }


def _emit(world: World, thread: Channel) -> None:
    world.emit(Event("THREAD_UPDATE", thread.payload(world.bot.id), thread.guild_id, thread))


def wrote(world: World, thread: Channel, message: Message) -> None:
    """A message in the thread counts as activity, takes it out of the archive, and brings its author in."""
    state = thread.thread
    if state is None:
        return
    state.sent += 1
    state.active_at = world.clock.time()
    if state.archived:
        update(world, thread, archived=False)
    guild = world.guilds[thread.guild_id or 0]
    coming = [message.author, *message.mentions] if message.webhook_id is None else message.mentions
    new = [user for user in coming if user.id not in state.members and user.id in guild.members]
    if new and _may_bring(world, thread, state, message.author):
        thread_members.join(world, thread, new)


def _may_bring(world: World, thread: Channel, state: Thread, author: User) -> bool:
    """Whether a mention brings others in, which in private threads can be kept to moderators."""
    return state.invitable is not False or bool(world.permissions(author.id, thread) & _MANAGE_THREADS)


def watch(world: World, thread: Channel) -> None:
    """Archive the thread once nothing has happened in it for as long as it says."""
    state = thread.thread
    if state and not state.archived:
        due = state.active_at + state.auto_archive_duration * 60
        world.clock.alarm(due, partial(_due, world, thread, state))


def _due(world: World, thread: Channel, state: Thread) -> None:
    if state.archived or thread.id not in world.channels:
        return
    if state.active_at + state.auto_archive_duration * 60 <= world.clock.time():
        state.archived = True
        state.archive_changed_at = world.clock.time()
        _emit(world, thread)
    else:
        watch(world, thread)
