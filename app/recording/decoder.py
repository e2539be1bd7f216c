"""Discord's gateway events -> notes in a batch.

Works on the payloads themselves: to make objects of them takes longer than to store them. One function for each
family of events; a field that is missing or of the wrong kind raises, and the event is counted as malformed.
Shapes: https://discord.com/developers/docs/events/gateway-events
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from app.features.message_log.observer import Keeper
from app.recording.batch import Batch, Clearing, MessageNote, ReactionNote, Seconds
from app.recording.display_names import called

Payload: TypeAlias = Mapping[str, Any]
IsPaused: TypeAlias = Callable[[int, int], bool]
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


class Intake:
    """Takes events into batches."""

    def __init__(self, is_paused: IsPaused, keeper: Keeper) -> None:
        self._is_paused = is_paused
        self._keeper = keeper
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

    def take(self, batch: Batch, name: str, payload: Payload, now: Seconds) -> None:
        """Note an event that came in at ``now``; raises KeyError, TypeError or ValueError when malformed."""
        self._families[name](batch, payload, now)

    def _message_written(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if "guild_id" in payload and "author" in payload and payload.get("type", 0) in SAID:
            note = message_note(payload)
            if note.author_id is None or not self._is_paused(note.guild_id, note.author_id):
                if note.guild_id in self._keeper.guilds and not note.is_bot:
                    self._keeper.written(batch, note, payload, now)
                batch.message(note)

    def _message_deleted(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if "guild_id" in payload:
            guild_id, message_id = int(payload["guild_id"]), int(payload["id"])
            channel_id = int(payload["channel_id"])
            batch.message(MessageNote(guild_id, message_id, channel_id, deleted_at=now))
            if self._is_logged(guild_id):
                self._keeper.deleted(batch, guild_id, channel_id, message_id, now)

    def _messages_deleted(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if "guild_id" in payload and payload["ids"]:
            guild_id, channel_id = int(payload["guild_id"]), int(payload["channel_id"])
            ids = [int(message_id) for message_id in payload["ids"]]
            for message_id in ids:
                batch.message(MessageNote(guild_id, message_id, channel_id, deleted_at=now))
            if self._is_logged(guild_id):
                self._keeper.purged(batch, guild_id, channel_id, ids, now)

    def _is_logged(self, guild_id: int, user_id: int = NOBODY) -> bool:
        return guild_id in self._keeper.guilds and not self._is_paused(guild_id, user_id)

    def _reaction_added(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        self._reaction(batch, payload, now, present=True)

    def _reaction_removed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        self._reaction(batch, payload, now, present=False)

    def _reaction(self, batch: Batch, payload: Payload, now: Seconds, *, present: bool) -> None:
        if "guild_id" not in payload:
            return
        guild_id, user_id = int(payload["guild_id"]), int(payload["user_id"])
        if not self._is_paused(guild_id, user_id):
            key = guild_id, int(payload["message_id"]), user_id, emoji_key(payload["emoji"])
            batch.reaction(key, ReactionNote(int(payload["channel_id"]), now, present))

    def _reactions_cleared(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if "guild_id" in payload:
            emoji = emoji_key(payload["emoji"]) if "emoji" in payload else None
            batch.clear(Clearing(int(payload["guild_id"]), int(payload["message_id"]), emoji, now))

    def _member_joined(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        guild_id, user = int(payload["guild_id"]), payload["user"]
        self._member(batch, "join", guild_id, payload)
        if payload.get("joined_at") and self._is_logged(guild_id, int(user["id"])):
            self._keeper.joined(batch, guild_id, user, _seconds(payload["joined_at"]), now)

    def _member_changed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        self._member(batch, "member", int(payload["guild_id"]), payload, now)

    def _members_listed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        guild_id = int(payload["guild_id"])
        for member in payload["members"]:
            self._member(batch, "member", guild_id, member, now)
        if payload.get("nonce") == EVERYBODY:
            self._count_listed(batch, guild_id, payload, now)

    def _count_listed(self, batch: Batch, guild_id: int, payload: Payload, now: Seconds) -> None:
        """Once all pieces of a list are there, whoever is not in it has left meanwhile."""
        if payload["chunk_index"] == 0:
            self._listed[guild_id] = Listing(now, set())
        listing = self._listed.get(guild_id)
        if listing is None:
            return
        listing.ids.update(int(member["user"]["id"]) for member in payload["members"])
        if payload["chunk_index"] == payload["chunk_count"] - 1:
            del self._listed[guild_id]
            batch.step("members", (guild_id, 6), guild_id, sorted(listing.ids), listing.began)

    def _member(self, batch: Batch, kind: str, guild_id: int, payload: Payload, *now: Seconds) -> None:
        user = payload["user"]
        user_id = int(user["id"])
        if not payload.get("joined_at") or self._is_paused(guild_id, user_id):
            return
        values = (
            bool(user.get("bot")),
            _seconds(payload["joined_at"]),
            [int(role) for role in payload["roles"]],
        )
        batch.step(kind, (guild_id, user_id), guild_id, user_id, *values, *now)
        if kind == "member":
            batch.step("name", (guild_id, user_id, 1), guild_id, user_id, called(user, payload.get("nick")))

    def _member_left(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        guild_id, user_id = int(payload["guild_id"]), int(payload["user"]["id"])
        if self._is_paused(guild_id, user_id):
            return
        if self._is_logged(guild_id, user_id):
            self._keeper.left(batch, guild_id, payload["user"], now)
        batch.step("leave", (guild_id, user_id), guild_id, user_id, now)

    def _role_changed(self, batch: Batch, payload: Payload, _: Seconds) -> None:
        row = role_row(int(payload["guild_id"]), payload["role"])
        batch.step("role", row[:1], *row)

    def _role_deleted(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        batch.step("role gone", (int(payload["role_id"]),), int(payload["role_id"]), now)

    def _channel_changed(self, batch: Batch, payload: Payload, _: Seconds) -> None:
        if "guild_id" in payload:
            row = channel_row(int(payload["guild_id"]), payload)
            batch.step("channel", row[:1], *row)

    def _channel_deleted(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if "guild_id" in payload:
            place = int(payload["id"]), int(payload["guild_id"])
            batch.step("channel gone", place[:1], *place, now)

    def _threads_listed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        for thread in payload["threads"]:
            self._channel_changed(batch, {**thread, "guild_id": payload["guild_id"]}, now)

    def _thread_members_changed(self, batch: Batch, payload: Payload, _: Seconds) -> None:
        guild_id, thread_id = int(payload["guild_id"]), int(payload["id"])
        for member in payload.get("added_members", ()):
            user_id = int(member["user_id"])
            if not self._is_paused(guild_id, user_id):
                batch.step("follow", (thread_id, user_id), guild_id, thread_id, user_id)
        for removed in payload.get("removed_member_ids", ()):
            batch.step("unfollow", (thread_id, int(removed)), guild_id, thread_id, int(removed))

    def _voice_changed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if not payload.get("guild_id"):
            return
        guild_id, user_id = int(payload["guild_id"]), int(payload["user_id"])
        if not self._is_paused(guild_id, user_id):
            channel_id = None if payload["channel_id"] is None else int(payload["channel_id"])
            batch.step("voice", (guild_id, user_id, 2), guild_id, user_id, channel_id, now)

    def _emojis_listed(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        guild_id = int(payload["guild_id"])
        batch.step("emojis", (guild_id, 3), guild_id, list(_emoji_rows(payload["emojis"])), now)

    def _guild_seen(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        if payload.get("unavailable"):
            return
        guild_id = int(payload["id"])
        batch.step("guild", (guild_id, 0), guild_id, payload["name"])
        places = (*payload["channels"], *payload["threads"])
        channels = [channel_row(guild_id, place) for place in places]
        newest = [(int(place["id"]), int(place.get("last_message_id") or 0)) for place in places]
        roles = [role_row(guild_id, role) for role in payload["roles"]]
        batch.step("snapshot", (guild_id, 4), guild_id, channels, roles, newest, now)
        self._emojis_listed(batch, {"guild_id": guild_id, "emojis": payload["emojis"]}, now)
        in_voice = {
            int(state["user_id"]): int(state["channel_id"])
            for state in payload["voice_states"]
            if state.get("channel_id") and not self._is_paused(guild_id, int(state["user_id"]))
        }
        batch.step("voices", (guild_id, 5), guild_id, list(in_voice.items()), now)

    def _guild_renamed(self, batch: Batch, payload: Payload, _: Seconds) -> None:
        batch.step("guild", (int(payload["id"]), 0), int(payload["id"]), payload["name"])

    def _guild_left(self, batch: Batch, payload: Payload, now: Seconds) -> None:
        # An outage of Discord's sends this event too, and is no leaving.
        if not payload.get("unavailable"):
            batch.step("guild left", (int(payload["id"]), 0), int(payload["id"]), now)


def message_note(payload: Payload) -> MessageNote:
    """A message as figures: whole messages only, from an event or from the history."""
    author = payload["author"]
    edited_at = _seconds(payload["edited_timestamp"]) if payload.get("edited_timestamp") else None
    return MessageNote(
        guild_id=int(payload["guild_id"]),
        id=int(payload["id"]),
        channel_id=int(payload["channel_id"]),
        author_id=int(author["id"]),
        is_bot=bool(author.get("bot")) or "webhook_id" in payload,
        is_reply=payload.get("type") == REPLY,
        length=len(payload["content"]),
        attachments=_counted(payload["attachments"]),
        embeds=_counted(payload["embeds"]),
        mentions=_counted(payload["mentions"]),
        edits=1 if edited_at else 0,
        edited_at=edited_at,
    )


def channel_row(guild_id: int, payload: Payload) -> tuple[Any, ...]:
    """Id, guild, parent, kind, name, position, archived."""
    parent = payload.get("parent_id")
    metadata = payload.get("thread_metadata") or {}
    return (
        int(payload["id"]),
        guild_id,
        None if parent is None else int(parent),
        int(payload["type"]),
        str(payload.get("name") or ""),
        int(payload.get("position") or 0),
        bool(metadata.get("archived")),
    )


def role_row(guild_id: int, payload: Payload) -> tuple[Any, ...]:
    """Id, guild, name, colour, position."""
    return (
        int(payload["id"]),
        guild_id,
        str(payload["name"]),
        int(payload.get("color") or 0),
        int(payload["position"]),
    )


def emoji_key(emoji: Payload) -> str:
    """What tells emojis apart: names of custom ones change, and are gone when the emoji is."""
    return str(emoji["id"] or emoji["name"] or "")


def _emoji_rows(emojis: Iterable[Payload]) -> Iterator[tuple[int, str, bool]]:
    for emoji in emojis:
        yield int(emoji["id"]), str(emoji["name"] or ""), bool(emoji.get("animated"))


def _counted(things: Any) -> int:
    return min(len(things), MOST_COUNTED)


def _seconds(moment: str) -> Seconds:
    return datetime.fromisoformat(moment).timestamp()
