"""Discord's gateway events -> notes in a batch.

Works on the payloads themselves: to make objects of them takes longer than to store them. One function for each
family of events; a field that is missing or of the wrong kind raises, and the event is counted as malformed. A field
that is null where something must be is not told: what is stored stays.
Shapes: https://discord.com/developers/docs/events/gateway-events
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from app.recording.batch import Batch, ReactionNote, ReactionsCleared
from app.recording.changes import (
    ChannelDeleted,
    EmojisListed,
    GuildLeft,
    GuildListed,
    GuildSeen,
    MemberJoined,
    MemberLeft,
    MemberNamed,
    MemberSeen,
    MembersListed,
    NewestListed,
    RoleDeleted,
    Seconds,
    ThreadFollowed,
    ThreadUnfollowed,
    VoiceMoved,
    VoicesListed,
)
from app.recording.display_names import called
from app.recording.fields import number, text
from app.recording.guild_payloads import Payload, channel_in, emojis_in, role_in
from app.recording.ports import MessageObserver
from app.recording.sightings import MessageNote

HasOptedOut: TypeAlias = Callable[[int, int], bool]
"""Whether nothing may be recorded of this user in this guild."""

EVERYBODY = "everybody"
"""The nonce of a request for all members of a guild."""
REPLY = 19
NOBODY = 0
MOST_COUNTED = 32_767
"""What a small column holds; Discord's own limits are far below."""

SAID: Final = frozenset({0, 19, 20, 23})
"""Discord's numbers for messages that somebody wrote: plain ones, replies, answers to commands. Others tell what
happened, such as a pin, in the name of who did it, or show again how a thread began."""


class Listing(NamedTuple):
    """The pieces of a list of members that have come so far."""

    began: Seconds
    ids: set[int]


class EventDecoder:
    """Takes events into batches."""

    def __init__(self, has_opted_out: HasOptedOut, observers: Sequence[MessageObserver] = ()) -> None:
        self._has_opted_out = has_opted_out
        self._observers = observers
        self._listed: dict[int, Listing] = {}
        self._families: dict[str, Callable[[Batch, Payload, Seconds], None]] = {
            "MESSAGE_CREATE": self._message_written,
            "MESSAGE_UPDATE": self._message_written,
            "MESSAGE_DELETE": self._message_deleted,
            "MESSAGE_DELETE_BULK": self._messages_deleted,
            "MESSAGE_REACTION_ADD": self._reaction_added,
            "MESSAGE_REACTION_REMOVE": self._reaction_removed,
            "MESSAGE_REACTION_REMOVE_ALL": self._reactions_cleared,
            "MESSAGE_REACTION_REMOVE_EMOJI": self._reactions_cleared,
            "GUILD_MEMBER_ADD": self._member_joined,
            "GUILD_MEMBER_REMOVE": self._member_left,
            "GUILD_MEMBER_UPDATE": self._member_changed,
            "GUILD_MEMBERS_CHUNK": self._members_listed,
            "GUILD_ROLE_CREATE": self._role_changed,
            "GUILD_ROLE_UPDATE": self._role_changed,
            "GUILD_ROLE_DELETE": self._role_deleted,
            "CHANNEL_CREATE": self._channel_changed,
            "CHANNEL_UPDATE": self._channel_changed,
            "CHANNEL_DELETE": self._channel_deleted,
            "THREAD_CREATE": self._channel_changed,
            "THREAD_UPDATE": self._channel_changed,
            "THREAD_DELETE": self._channel_deleted,
            "THREAD_LIST_SYNC": self._threads_listed,
            "THREAD_MEMBERS_UPDATE": self._thread_members_changed,
            "VOICE_STATE_UPDATE": self._voice_changed,
            "GUILD_EMOJIS_UPDATE": self._emojis_listed,
            "GUILD_CREATE": self._guild_seen,
            "GUILD_UPDATE": self._guild_renamed,
            "GUILD_DELETE": self._guild_left,
        }

    @property
    def families(self) -> frozenset[str]:
        """The events that are recorded."""
        return frozenset(self._families)

    def take(self, batch: Batch, name: str, payload: Mapping[str, object], now: Seconds) -> None:
        """Note an event that came in at ``now``; raises when it is malformed."""
        self._families[name](batch, payload, now)

    def _message_written(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if "guild_id" in payload and "author" in payload and payload.get("type", 0) in SAID:
            note = message_note(payload)
            if note.author_id is None or not self._has_opted_out(note.guild_id, note.author_id):
                for observer in self._observers:
                    if note.guild_id in observer.guilds and not note.is_bot:
                        observer.written(batch, note, payload, now)
                batch.message(note)

    def _message_deleted(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if "guild_id" in payload:
            guild_id, message_id = number(payload["guild_id"]), number(payload["id"])
            channel_id = number(payload["channel_id"])
            batch.message(MessageNote(guild_id, message_id, channel_id, deleted_at=now))
            for observer in self._observers_of(guild_id):
                observer.deleted(batch, guild_id, channel_id, message_id, now)

    def _messages_deleted(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if "guild_id" in payload and payload["ids"]:
            guild_id, channel_id = number(payload["guild_id"]), number(payload["channel_id"])
            ids = [number(message_id) for message_id in payload["ids"]]
            for message_id in ids:
                batch.message(MessageNote(guild_id, message_id, channel_id, deleted_at=now))
            for observer in self._observers_of(guild_id):
                observer.purged(batch, guild_id, channel_id, ids, now)

    def _observers_of(self, guild_id: int, user_id: int = NOBODY) -> Iterator[MessageObserver]:
        """Those who are told of a member of a guild."""
        for observer in self._observers:
            if guild_id in observer.guilds and not self._has_opted_out(guild_id, user_id):
                yield observer

    def _reaction_added(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        self._reaction(batch, payload, now, present=True)

    def _reaction_removed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        self._reaction(batch, payload, now, present=False)

    def _reaction(self, batch: Batch, payload: Payload, now: Seconds, *, present: bool) -> None:
        if "guild_id" not in payload:
            return
        guild_id, user_id = number(payload["guild_id"]), number(payload["user_id"])
        if not self._has_opted_out(guild_id, user_id):
            key = guild_id, number(payload["message_id"]), user_id, emoji_key(payload["emoji"])
            batch.reaction(key, ReactionNote(number(payload["channel_id"]), now, present))

    def _reactions_cleared(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if "guild_id" in payload:
            emoji = emoji_key(payload["emoji"]) if "emoji" in payload else None
            batch.clear(
                ReactionsCleared(number(payload["guild_id"]), number(payload["message_id"]), emoji, now)
            )

    def _member_joined(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        guild_id, user = number(payload["guild_id"]), payload["user"]
        member = self._member(guild_id, payload)
        if member is not None:
            batch.change(member)
        if payload.get("joined_at"):
            for observer in self._observers_of(guild_id, number(user["id"])):
                observer.joined(batch, guild_id, user, _seconds(payload["joined_at"]), now)

    def _member_changed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        self._member_seen(batch, number(payload["guild_id"]), payload, now)

    def _members_listed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        guild_id = number(payload["guild_id"])
        for member in payload["members"]:
            self._member_seen(batch, guild_id, member, now)
        if payload.get("nonce") == EVERYBODY:
            self._count_listed(batch, guild_id, payload, now)

    def _count_listed(self, batch: Batch, guild_id: int, payload: Payload, now: Seconds) -> None:
        """Once all pieces of a list are there, whoever is not in it has left meanwhile."""
        if payload["chunk_index"] == 0:
            self._listed[guild_id] = Listing(now, set())
        listing = self._listed.get(guild_id)
        if listing is None:
            return
        listing.ids.update(number(member["user"]["id"]) for member in payload["members"])
        if payload["chunk_index"] == payload["chunk_count"] - 1:
            del self._listed[guild_id]
            batch.change(MembersListed(guild_id, sorted(listing.ids), listing.began))

    def _member_seen(self, batch: Batch, guild_id: int, payload: Payload, now: Seconds) -> None:
        member = self._member(guild_id, payload)
        if member is not None:
            batch.change(MemberSeen(*member, now))
            name = called(payload["user"], payload.get("nick"))
            batch.change(MemberNamed(guild_id, member.user_id, name))

    def _member(self, guild_id: int, payload: Payload) -> MemberJoined | None:
        """Who somebody is; None for guests, and for those of whom nothing may be recorded."""
        user = payload["user"]
        user_id = number(user["id"])
        if not payload.get("joined_at") or self._has_opted_out(guild_id, user_id):
            return None
        roles = payload["roles"]
        return MemberJoined(
            guild_id,
            user_id,
            bool(user.get("bot")),
            _seconds(payload["joined_at"]),
            None if roles is None else [number(role) for role in roles],
        )

    def _member_left(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        guild_id, user_id = number(payload["guild_id"]), number(payload["user"]["id"])
        if self._has_opted_out(guild_id, user_id):
            return
        for observer in self._observers_of(guild_id, user_id):
            observer.left(batch, guild_id, payload["user"], now)
        batch.change(MemberLeft(guild_id, user_id, now))

    def _role_changed(self, batch: Batch, payload: Payload, _: Seconds) -> None:
        batch.change(role_in(number(payload["guild_id"]), payload["role"]))

    def _role_deleted(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        batch.change(RoleDeleted(number(payload["role_id"]), now))

    def _channel_changed(self, batch: Batch, payload: Payload, _: Seconds) -> None:
        if "guild_id" in payload:
            batch.change(channel_in(number(payload["guild_id"]), payload))

    def _channel_deleted(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if "guild_id" in payload:
            batch.change(ChannelDeleted(number(payload["id"]), number(payload["guild_id"]), now))

    def _threads_listed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        guild_id = number(payload["guild_id"])
        threads = [channel_in(guild_id, thread) for thread in payload["threads"]]
        for thread in threads:
            batch.change(thread)
        # They come when the bot can see their channel again, too: something may have been written meanwhile.
        batch.change(NewestListed(guild_id, [(thread.id, thread.last_id) for thread in threads]))

    def _thread_members_changed(self, batch: Batch, payload: Payload, _: Seconds) -> None:
        guild_id, thread_id = number(payload["guild_id"]), number(payload["id"])
        for member in payload.get("added_members") or ():
            user_id = number(member["user_id"])
            if not self._has_opted_out(guild_id, user_id):
                batch.change(ThreadFollowed(guild_id, thread_id, user_id))
        for removed in payload.get("removed_member_ids") or ():
            batch.change(ThreadUnfollowed(guild_id, thread_id, number(removed)))

    def _voice_changed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if not payload.get("guild_id"):
            return
        guild_id, user_id = number(payload["guild_id"]), number(payload["user_id"])
        if not self._has_opted_out(guild_id, user_id):
            channel_id = None if payload["channel_id"] is None else number(payload["channel_id"])
            batch.change(VoiceMoved(guild_id, user_id, channel_id, now))

    def _emojis_listed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        guild_id = number(payload["guild_id"])
        if payload["emojis"] is not None:
            batch.change(EmojisListed(guild_id, list(emojis_in(payload["emojis"])), now))

    def _guild_seen(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if payload.get("unavailable"):
            return
        guild_id = number(payload["id"])
        self._guild_renamed(batch, payload, now)
        places = (*(payload["channels"] or ()), *(payload["threads"] or ()))
        channels = [channel_in(guild_id, place) for place in places]
        newest = [(channel.id, channel.last_id) for channel in channels]
        roles = [role_in(guild_id, role) for role in payload["roles"] or ()]
        # What is missing from a list is gone, but only when all of it was told.
        complete = None not in (payload["channels"], payload["threads"]), payload["roles"] is not None
        batch.change(GuildListed(guild_id, channels, roles, newest, now, *complete))
        self._emojis_listed(batch, {"guild_id": guild_id, "emojis": payload["emojis"]}, now)
        if payload["voice_states"] is not None:
            self._voices_listed(batch, guild_id, payload["voice_states"], now)

    def _voices_listed(self, batch: Batch, guild_id: int, states: list[Payload], now: Seconds) -> None:
        in_voice = {
            number(state["user_id"]): number(state["channel_id"])
            for state in states
            if state.get("channel_id") and not self._has_opted_out(guild_id, number(state["user_id"]))
        }
        batch.change(VoicesListed(guild_id, list(in_voice.items()), now))

    def _guild_renamed(self, batch: Batch, payload: Payload, _: Seconds) -> None:
        batch.change(GuildSeen(number(payload["id"]), text(payload["name"] or "")))

    def _guild_left(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        # An outage of Discord's sends this event too, and is no leaving.
        if not payload.get("unavailable"):
            batch.change(GuildLeft(number(payload["id"]), now))


def message_note(payload: Payload) -> MessageNote:
    """A message as figures: whole messages only, from an event or from the history."""
    author = payload["author"]
    edited_at = _seconds(payload["edited_timestamp"]) if payload.get("edited_timestamp") else None
    return MessageNote(
        guild_id=number(payload["guild_id"]),
        id=number(payload["id"]),
        channel_id=number(payload["channel_id"]),
        author_id=number(author["id"]),
        is_bot=bool(author.get("bot")) or "webhook_id" in payload,
        is_reply=payload.get("type") == REPLY,
        length=len(payload["content"]),
        attachments=_counted(payload["attachments"]),
        embeds=_counted(payload["embeds"]),
        mentions=_counted(payload["mentions"]),
        edits=1 if edited_at else 0,
        edited_at=edited_at,
    )


def emoji_key(emoji: Payload) -> str:
    """What tells emojis apart: names of custom ones change, and are gone when the emoji is."""
    return text(emoji["id"] or emoji["name"] or "")


def _counted(things: Sized) -> int:
    return min(len(things), MOST_COUNTED)


def _seconds(moment: str) -> Seconds:
    return datetime.fromisoformat(moment).timestamp()
