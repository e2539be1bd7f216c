"""What has changed for one page that is open, until it is told."""

from __future__ import annotations

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.entries import Call, Entry
from discord_sandbox.model.event import Event
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.page import messages
from discord_sandbox.page.context import PageContext
from discord_sandbox.page.inspector import Lines
from discord_sandbox.page.templating import render_macro
from discord_sandbox.page.view import View
from discord_sandbox.page.viewer import Viewer

ENTRIES_AT_ONCE = 300
REGIONS = ("rail", "places", "personas", "header", "members", "status", "composer")
_STRUCTURE = ("GUILD_", "CHANNEL_", "THREAD_", "USER_")


class Patches:
    """Collects what happens, and says what that changes on the page."""

    def __init__(self, viewer: Viewer, context: PageContext, *, inspecting: bool) -> None:
        self.viewer = viewer
        self.inspecting = inspecting
        self._context = context
        self._touched: dict[int, Message] = {}
        self._new: set[int] = set()
        self._gone: set[int] = set()
        self._unread: set[int] = set()
        self._typing: set[int] = set()
        self._restructured = False
        self._sent: dict[str, str] = {}
        self._lines = Lines(context.world)
        self._entries: dict[int, Entry] = {}
        if inspecting:
            for entry in list(context.journal.entries)[-ENTRIES_AT_ONCE:]:
                self.note(entry)

    def note(self, entry: Entry) -> None:
        """Something for the inspector."""
        self._entries[entry.number] = entry
        if isinstance(entry, Call) and entry.violation:
            self._restructured = True

    def catch_up(self, after: str) -> None:
        """Tell everything around the messages, and the messages that came after the last that is shown."""
        self._restructured = True
        last = int(after) if after.isdecimal() else 0
        everything = messages.visible(self.viewer, self._context.client_state)
        missed = {each.id: each for each in everything if each.id > last}
        self._touched |= missed
        self._new |= missed.keys()

    def restructured(self) -> None:
        """The bot connected, or commands were registered."""
        self._restructured = True

    def on_event(self, event: Event) -> bool:
        """Whether the event changes anything here."""
        if event.name.startswith(_STRUCTURE):
            self._restructured = True
        elif event.name.startswith("MESSAGE_"):
            return self._hear_of_message(event)
        elif event.name == "TYPING_START" and event.channel is self.viewer.channel:
            self._typing.add(int(event.data["user_id"]))
        else:
            return False
        return True

    def _hear_of_message(self, event: Event) -> bool:
        # An ephemeral message is told without its channel.
        channel_id = event.message.channel_id if event.message else int(event.data["channel_id"])
        channel = event.channel or self._context.world.channels.get(channel_id)
        if channel is not self.viewer.channel or channel is None:
            return self._hear_elsewhere(event, channel)
        if event.name in {"MESSAGE_DELETE", "MESSAGE_DELETE_BULK"}:
            self._gone.update(map(int, event.data.get("ids") or [event.data["id"]]))
            return True
        message = event.message or channel.messages.get(int(event.data["message_id"]))
        if message is None or not message.visible_to(self.viewer.user.id):
            return False
        self._touched[message.id] = message
        if event.name == "MESSAGE_CREATE":
            self._new.add(message.id)
        return True

    def _hear_elsewhere(self, event: Event, channel: Channel | None) -> bool:
        """A new message in a channel that is not looked at; in a forum's post, it shows in the list of posts."""
        private = event.message is not None and event.message.ephemeral
        if event.name != "MESSAGE_CREATE" or private or channel is None or not self.viewer.sees(channel):
            return False
        # What one wrote oneself, such as the beginning of a post, is known already.
        if event.message is None or event.message.author is not self.viewer.user:
            self._unread.add(channel.id)
        if self.viewer.channel and channel.parent_id == self.viewer.channel.id:
            self._restructured = True
        return True

    def take(self) -> list[JsonObject]:
        """Everything to tell the page now."""
        told: list[Payload] = []
        channel = self.viewer.channel
        if self._restructured and channel is not None and not self._still_there(channel):
            return [{"kind": "moved", "href": self.viewer.at(None).address()}]
        told += self._messages()
        if self._restructured:
            told += self._regions()
        told += [{"kind": "unread", "channel": str(channel_id)} for channel_id in self._unread]
        told += [{"kind": "typing", "name": self._name(user_id)} for user_id in self._typing]
        told += self._inspected()
        self._restructured = False
        for collected in (self._touched, self._new, self._gone, self._unread, self._typing, self._entries):
            collected.clear()
        return told

    def _name(self, user_id: int) -> str:
        user = self._context.world.users.get(user_id)
        return self.viewer.name_of(user) if user else "somebody"

    def _still_there(self, channel: Channel) -> bool:
        known = self._context.world.channels.get(channel.id) is channel
        return known and self.viewer.sees(channel)

    def _messages(self) -> list[Payload]:
        told: list[Payload] = []
        for message_id in sorted(self._gone):
            told.append({"kind": "gone", "id": str(message_id)})
            below = messages.after(self.viewer, self._context.client_state, message_id)
            if below:
                self._touched.setdefault(below.id, below)
        told += [
            self._message(message) for _, message in sorted(self._touched.items()) if not message.deleted
        ]
        return told

    def _message(self, message: Message) -> Payload:
        client_state = self._context.client_state
        above = messages.before(self.viewer, client_state, message)
        shown = messages.show(self.viewer, client_state, message, above)
        return {
            "kind": "message",
            "id": str(message.id),
            "html": render_macro("message.html", "message", self.viewer, shown),
            "spoken": shown.spoken if message.id in self._new or message.type in {20, 23} else "",
        }

    def _regions(self) -> list[JsonObject]:
        """The parts around the messages that look different now."""
        view = View(self.viewer, self._context)
        names = [*REGIONS, "log"] if view.forum else list(REGIONS)
        told: list[Payload] = []
        for name in names:
            html = render_macro("regions.html", name, self.viewer, view)
            if self._sent.get(name) != html:
                self._sent[name] = html
                told.append({"kind": "region", "name": name, "html": html})
        html = render_macro("inspector.html", "connection", self.viewer, view) if self.inspecting else ""
        if html and self._sent.get("connection") != html:
            self._sent["connection"] = html
            told.append({"kind": "region", "name": "connection", "html": html})
        return told

    def _inspected(self) -> list[JsonObject]:
        if not self.inspecting or not self._entries:
            return []
        latest = sorted(self._entries.values(), key=lambda entry: entry.number)
        lines = [self._lines.line(entry) for entry in latest[-ENTRIES_AT_ONCE:]]
        return [{"kind": "entries", "html": render_macro("inspector.html", "entries", self.viewer, lines)}]
