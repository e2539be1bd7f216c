"""What one person sees of one place: all that the templates of the page ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from discord_sandbox.model.channel import Channel
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.page import members, navigation
from discord_sandbox.page.context import PageContext
from discord_sandbox.page.messages import Shown, excerpt, history
from discord_sandbox.page.status import status
from discord_sandbox.page.viewer import PRIVATE, Viewer, address

VIOLATIONS_SHOWN = 50
POSTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Post:
    """A thread in a forum."""

    thread: Channel
    author: str
    excerpt: str
    tags: list[str]
    count: int
    closed: str | None


class View:
    """One page."""

    def __init__(self, viewer: Viewer, context: PageContext) -> None:
        self.viewer = viewer
        self._context = context

    @property
    def key(self) -> str:
        """The channel, as it stands in an address."""
        channel = self.viewer.channel
        if channel is None:
            return ""
        return PRIVATE if channel.guild_id is None else str(channel.id)

    @property
    def private(self) -> bool:
        return self.viewer.channel is not None and self.viewer.guild is None

    @property
    def private_href(self) -> str:
        return f"{address(self.viewer.user, None)}&channel={PRIVATE}"

    @property
    def name(self) -> str:
        channel = self.viewer.channel
        if channel is None:
            return "Nowhere"
        return self.viewer.world.bot.display_name if self.private else channel.name or ""

    @property
    def spoken_name(self) -> str:
        return f"@{self.name}" if self.private else f"#{self.name}"

    @property
    def title(self) -> str:
        return self.viewer.guild.name if self.viewer.guild else "Direct messages"

    @property
    def icon(self) -> str:
        return navigation.icon_of(self.viewer.channel) if self.viewer.channel else "text"

    @property
    def topic(self) -> str | None:
        return self.viewer.channel.topic if self.viewer.channel else None

    @property
    def guild_icons(self) -> list[navigation.GuildIcon]:
        return navigation.guild_icons(self.viewer)

    @property
    def sections(self) -> list[navigation.Section]:
        return navigation.sections(self.viewer)

    @property
    def persona(self) -> navigation.Persona:
        return navigation.persona(self.viewer)

    @property
    def personas(self) -> list[tuple[str, list[navigation.Persona]]]:
        return navigation.personas(self.viewer)

    @property
    def members(self) -> list[tuple[str, list[members.Listed]]]:
        return members.groups(self.viewer)

    @cached_property
    def _history(self) -> tuple[list[Shown], bool]:
        return history(self.viewer, self._context.client_state)

    @property
    def messages(self) -> list[Shown]:
        return self._history[0]

    @property
    def older(self) -> bool:
        return self._history[1]

    @property
    def beginning(self) -> str | None:
        """The words at the top of a place of which everything is shown."""
        channel = self.viewer.channel
        if channel is None:
            return "There is nothing that you can see"
        return f"Direct messages with {self.name}" if self.private else f"Welcome to {self.spoken_name}"

    @property
    def forum(self) -> bool:
        return self.icon == "forum"

    @property
    def posts(self) -> list[Post]:
        """The latest first."""
        channel, guild = self.viewer.channel, self.viewer.guild
        if channel is None or guild is None:
            return []
        threads = [
            each for each in guild.threads.values() if each.parent_id == channel.id and self.viewer.sees(each)
        ]
        return [
            self._post(channel, each) for each in sorted(threads, key=lambda each: -each.id)[:POSTS_SHOWN]
        ]

    def _post(self, forum: Channel, thread: Channel) -> Post:
        first = next(iter(thread.messages.values()), None)
        about = thread.thread
        names = {str(tag.get("id")): str(tag["name"]) for tag in forum.tags}
        applied = [names.get(str(tag), "") for tag in about.applied_tags] if about else []
        closed = "locked" if about and about.locked else "archived" if about and about.archived else None
        author = self.viewer.name_of(first.author) if first else "nobody"
        text = excerpt(self.viewer, first.content, 160) if first else ""
        return Post(thread, author, text, [name for name in applied if name], len(thread.messages), closed)

    @property
    def silence(self) -> str | None:
        """Why the person cannot write here, if so."""
        channel = self.viewer.channel
        if channel is None:
            return "There is no channel here to write in."
        if self.forum:
            return "Messages are written in the posts of a forum."
        needed = Permission.SEND_MESSAGES_IN_THREADS if channel.thread else Permission.SEND_MESSAGES
        if self.viewer.may(needed):
            return None
        return f"{self.viewer.user.display_name} may not send messages here."

    @cached_property
    def _status(self) -> Payload:
        return status(self._context.world, self._context.gateway, self._context.journal)

    @property
    def connected(self) -> bool:
        return bool(self._context.gateway.connected)

    @property
    def rest_url(self) -> str:
        return self._context.world.rest_url

    @property
    def token(self) -> str:
        return self._context.world.application.token

    @property
    def sessions(self) -> Sequence[JsonObject]:
        sessions: list[Payload] = self._status["sessions"]
        return sessions

    @property
    def command_count(self) -> str:
        kinds = Counter(command["type"].replace("_", " ") for command in self._status["commands"])
        return ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "none"

    @property
    def violations(self) -> list[str]:
        """The latest first."""
        violations: list[str] = self._status["violations"]
        return violations[: -VIOLATIONS_SHOWN - 1 : -1]

    @property
    def recording(self) -> bool:
        return self._context.recorder.recording
