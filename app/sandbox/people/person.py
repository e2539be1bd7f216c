"""Somebody who acts in one channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.sandbox.changes import messages, pins, reactions
from app.sandbox.changes.draft import Draft
from app.sandbox.interactions.interaction import Interaction, InteractionType
from app.sandbox.payload import Payload
from app.sandbox.people import offers, parts
from app.sandbox.people.asking import ask, command_data, component_data, if_any
from app.sandbox.people.errors import NoAnswer, NotOffered
from app.sandbox.people.filling import Filling
from app.sandbox.people.options import Options
from app.sandbox.people.reply import Choice, Reply
from app.sandbox.people.resolved import Resolved
from app.sandbox.people.seen import SeenMessage
from app.sandbox.permissions import Permission
from app.sandbox.rest.request import Upload
from app.sandbox.rest.uploads import store
from app.sandbox.rules.command import CommandType
from app.sandbox.world.audit import Cause
from app.sandbox.world.channel import Channel
from app.sandbox.world.member import Member
from app.sandbox.world.message import Message
from app.sandbox.world.user import User
from app.sandbox.world.world import World


class Person:
    """A user at a client. What the client would not offer raises :class:`NotOffered`."""

    def __init__(self, world: World, user: User, channel: Channel, *, checked: bool = True) -> None:
        self.user = user
        self.channel = channel
        self._world = world
        self._checked = checked

    def __repr__(self) -> str:
        return f"<Person {self.user.username} in {self.channel.name or 'a direct message'}>"

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def mention(self) -> str:
        return self.user.mention

    @property
    def member(self) -> Member | None:
        return self._world.member(self.user.id, self.channel.guild_id)

    @property
    def hostile(self) -> Person:
        """The same person with a client that lets everything through, as an attacker's does."""
        return Person(self._world, self.user, self.channel, checked=False)

    def in_channel(self, name: str) -> Person:
        """The same person in another channel of the guild."""
        guild = self._world.guild_of(self.channel)
        channel = guild.channel_named(name) if guild else None
        if channel is None:
            raise LookupError(f"there is no channel {name!r}")
        return Person(self._world, self.user, channel, checked=self._checked)

    async def slash(self, command: str, /, **options: Any) -> Reply:
        """Invoke ``/command``, which may be "group subcommand", and wait for the first answer."""
        offer, resolved = self._offer(command), self._resolved()
        given = Options(resolved, checked=self._checked).for_command(offer, options)
        return await self._ask(InteractionType.APPLICATION_COMMAND, command_data(offer, given, resolved))

    async def autocomplete(self, command: str, /, **options: Any) -> list[Choice]:
        """What is suggested while typing the last of ``options``."""
        return (await self.complete(command, **options)).choices

    async def complete(self, command: str, /, **options: Any) -> Reply:
        """Like :meth:`autocomplete`, for those who also want to know how long it took."""
        offer, resolved = self._offer(command), self._resolved()
        given = Options(resolved, checked=self._checked).for_autocomplete(offer, options)
        return await self._ask(InteractionType.AUTOCOMPLETE, command_data(offer, given, resolved))

    async def user_menu(self, command: str, target: object) -> Reply:
        """Choose ``command`` from the menu of a user."""
        offer, resolved = self._offer(command, CommandType.USER), self._resolved()
        target_id = resolved.user(target)
        data = command_data(offer, [], resolved) | {"target_id": target_id}
        return await self._ask(InteractionType.APPLICATION_COMMAND, data)

    async def message_menu(self, command: str, target: SeenMessage) -> Reply:
        """Choose ``command`` from the menu of a message."""
        offer, resolved = self._offer(command, CommandType.MESSAGE), self._resolved()
        target_id = resolved.message(self._present(target))
        data = command_data(offer, [], resolved) | {"target_id": target_id}
        return await self._ask(InteractionType.APPLICATION_COMMAND, data)

    async def click(self, message: SeenMessage, button: str) -> Reply:
        """Press the button with this label, emoji or custom id."""
        source = self._present(message)
        part = parts.button(message, button, checked=self._checked)
        return await self._ask(InteractionType.MESSAGE_COMPONENT, component_data(part), source)

    async def select(self, message: SeenMessage, select: str, chosen: Iterable[Any]) -> Reply:
        """Choose values, by label or as what they are, in the select with this placeholder or custom id."""
        source, resolved = self._present(message), self._resolved()
        part = parts.select(message, select, checked=self._checked)
        values = parts.values(part, chosen, resolved, checked=self._checked)
        data = component_data(part) | {"values": values} | if_any(resolved)
        return await self._ask(InteractionType.MESSAGE_COMPONENT, data, source)

    async def submit(self, form: Reply, /, given: Mapping[str, Any] | None = None, **fields: Any) -> Reply:
        """Fill in the form that ``form`` opened and send it; fields are named by custom id or label."""
        modal, resolved = form.modal, self._resolved()
        if modal is None:
            raise NotOffered("no form was opened")
        filling = Filling(modal, {**(given or {}), **fields}, resolved, checked=self._checked)
        data = {"custom_id": modal.custom_id, "components": filling.components()} | if_any(resolved)
        trigger = form.interaction
        return await self._ask(InteractionType.MODAL_SUBMIT, data, trigger.message, trigger)

    async def say(
        self,
        content: str,
        channel: str | None = None,
        *,
        files: Sequence[tuple[str, bytes]] = (),
        reply_to: SeenMessage | None = None,
    ) -> SeenMessage:
        """Write a message, here or in another channel."""
        if channel is not None:
            return await self.in_channel(channel).say(content, files=files, reply_to=reply_to)
        if self._checked and not self._may(Permission.SEND_MESSAGES):
            raise NotOffered(f"{self.user.username} cannot write in #{self.channel.name}")
        attachments = [store(self._world, self.channel, Upload(*file), {}) for file in files]
        reference = self._present(reply_to) if reply_to else None
        draft = Draft(content=content, attachments=attachments, reference=reference)
        return SeenMessage(messages.create(self._world, self.channel, self.user, draft))

    async def edit(self, message: SeenMessage, content: str) -> None:
        """Change the text of one's own message."""
        messages.edit(self._world, self._own(message), {"content": content})

    async def delete(self, message: SeenMessage) -> None:
        """Delete one's own message, or as a moderator somebody else's."""
        if self._may(Permission.MANAGE_MESSAGES):
            messages.delete(self._world, self._present(message))
        else:
            messages.delete(self._world, self._own(message))

    async def react(self, message: SeenMessage, emoji: str) -> None:
        reactions.add(self._world, self._present(message), emoji, self.user)

    async def take_back(self, message: SeenMessage, emoji: str) -> None:
        """Remove one's own reaction."""
        reactions.remove(self._world, self._present(message), emoji, self.user.id)

    async def pin(self, message: SeenMessage) -> None:
        pins.pin(self._world, self._pinnable(message), Cause(self.user))

    async def unpin(self, message: SeenMessage) -> None:
        pins.unpin(self._world, self._pinnable(message), Cause(self.user))

    def reads(self) -> list[SeenMessage]:
        """The messages of the channel that everybody there sees, oldest first."""
        if self._checked and not self._may(Permission.VIEW_CHANNEL):
            raise NotOffered(f"{self.user.username} cannot see #{self.channel.name}")
        return [SeenMessage(message) for message in self.channel.messages.values()]

    async def sees(self, text: str, timeout: float = 5.0) -> SeenMessage:  # noqa: ASYNC109 - reads best where it is used
        """Wait until the channel has a message with this in it; the newest, if there are several."""

        def found() -> SeenMessage | None:
            return next((message for message in reversed(self.reads()) if text in message.text), None)

        await self._world.changed.until(lambda: found() is not None, timeout)
        message = found()
        if message is None:
            raise NoAnswer(f"nobody wrote {text!r} within {timeout:g} seconds")
        return message

    def offered(self) -> dict[str, str | None]:
        """Every command that there is here, and why this person is not shown it, if so."""
        commands = self._world.commands.offered_in(self.channel.guild_id)
        return {
            command.name: offers.why_not(self._world, self.user, self.channel, command)
            for command in commands
        }

    def _offer(self, command: str, kind: CommandType = CommandType.CHAT_INPUT) -> offers.Offer:
        offer = offers.find(self._world, self.channel, command, kind)
        if self._checked:
            offers.check_command(self._world, self.user, self.channel, offer.command)
        return offer

    def _resolved(self) -> Resolved:
        return Resolved(self._world, self.user, self.channel)

    def _may(self, permission: Permission) -> bool:
        return bool(self._world.permissions(self.user.id, self.channel) & permission)

    def _present(self, message: SeenMessage) -> Message:
        found = message.message
        if found is None:
            raise NotOffered("the message is not there")
        channel = self._world.channels[found.channel_id]
        seen = found.visible_to(self.user.id) and (
            self._world.permissions(self.user.id, channel) & Permission.VIEW_CHANNEL
        )
        if self._checked and not seen:
            raise NotOffered(f"{self.user.username} does not see that message")
        return found

    def _pinnable(self, message: SeenMessage) -> Message:
        if self._checked and not self._may(Permission.PIN_MESSAGES | Permission.MANAGE_MESSAGES):
            raise NotOffered(f"{self.user.username} cannot pin messages here")
        return self._present(message)

    def _own(self, message: SeenMessage) -> Message:
        found = self._present(message)
        if found.author is not self.user:
            raise NotOffered("only its author can do that with a message")
        return found

    async def _ask(
        self,
        kind: InteractionType,
        data: Payload,
        message: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Reply:
        channel = self._world.channels[message.channel_id] if message else self.channel
        return await ask(self._world, self.user, channel, kind, data, message=message, trigger=trigger)
