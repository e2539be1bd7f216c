"""Messages as somebody sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from discord_sandbox.model.attachment import Attachment
from discord_sandbox.model.component import SELECTS, ComponentType, walk
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User


class SeenMessage:
    """A message, always in its present state: an edit shows here at once."""

    def __init__(self, message: Message) -> None:
        self._message = message

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.text!r}>"

    @property
    def message(self) -> Message | None:
        """The message itself; None when there is none, or none any more."""
        return None if self._message.deleted else self._message

    @property
    def id(self) -> int:
        return self._present.id

    @property
    def author(self) -> User:
        return self._present.author

    @property
    def deleted(self) -> bool:
        return self.message is None

    @property
    def content(self) -> str:
        return self.message.content if self.message else ""

    @property
    def embeds(self) -> list[Payload]:
        return self.message.embeds if self.message else []

    @property
    def components(self) -> list[Payload]:
        """The components as a tree; see also :attr:`buttons` and :attr:`selects`."""
        return self.message.components if self.message else []

    @property
    def attachments(self) -> list[Attachment]:
        return self.message.attachments if self.message else []

    @property
    def flags(self) -> int:
        return self.message.flags if self.message else 0

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.message.ephemeral if self.message else False

    @property
    def mentions(self) -> list[str]:
        """Whom it notifies: names of users, and "@everyone" or roles' ids."""
        if self.message is None:
            return []
        told = [user.username for user in self.message.mentions]
        told += [f"<@&{role_id}>" for role_id in self.message.mention_roles]
        return told + (["@everyone"] if self.message.mention_everyone else [])

    @property
    def reactions(self) -> dict[str, int]:
        """How many reacted with each emoji."""
        found = self.message.reactions if self.message else {}
        return {emoji: len(reaction.users) for emoji, reaction in found.items()}

    @property
    def text(self) -> str:
        """All that can be read: content, embeds and text displays, a line each."""
        texts = [self.content, *self._embedded(), *self._displayed()]
        return "\n".join(text for text in texts if text)

    @property
    def buttons(self) -> list[Payload]:
        return self._parts({ComponentType.BUTTON})

    @property
    def selects(self) -> list[Payload]:
        return self._parts(SELECTS)

    def payload(self) -> JsonObject:
        """The whole as JSON, for those who look at it from outside."""
        return {
            "id": str(self.id) if self.message else None,
            "content": self.content,
            "text": self.text,
            "embeds": self.embeds,
            "components": self.components,
            "buttons": [button.get("label") or button.get("custom_id") for button in self.buttons],
            "attachments": [attachment.payload() for attachment in self.attachments],
            "flags": self.flags,
            "ephemeral": self.ephemeral,
            "mentions": self.mentions,
            "reactions": self.reactions,
        }

    @property
    def _present(self) -> Message:
        if self.message is None:
            raise LookupError("there is no message here")
        return self.message

    def _parts(self, kinds: Collection[int]) -> list[Payload]:
        return [component for _, component in walk(self.components) if component["type"] in kinds]

    def _embedded(self) -> Iterator[str]:
        for embed in self.embeds:
            yield embed.get("author", {}).get("name", "")
            yield embed.get("title", "")
            yield embed.get("description", "")
            for field in embed.get("fields", ()):
                yield field["name"]
                yield field["value"]
            yield embed.get("footer", {}).get("text", "")

    def _displayed(self) -> Iterator[str]:
        for display in self._parts({ComponentType.TEXT_DISPLAY}):
            yield display["content"]
