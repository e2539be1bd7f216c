"""Somebody in one channel, as far as other people are concerned: writing, reading, reacting, voting, talking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from discord_sandbox.clients.errors import ActionUnavailable, ResponseTimeout
from discord_sandbox.clients.files import File, stored
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.clients.sending import check_text, screened, settle
from discord_sandbox.model.channel import Channel, ChannelType
from discord_sandbox.model.emoji import Emoji
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.message import WRITTEN, Message
from discord_sandbox.model.permissions import Permission, names
from discord_sandbox.model.user import User
from discord_sandbox.model.world import World
from discord_sandbox.operations import (
    messages,
    polls,
    reactions,
    scheduled_events,
    thread_members,
    threads,
    voice,
)
from discord_sandbox.operations.draft import Draft
from discord_sandbox.operations.forum_tags import forum_tags
from discord_sandbox.operations.new_polls import new_poll
from discord_sandbox.validation.poll import POLL

REACTIONS_PER_MESSAGE = 20


class Participant:
    """A user at a client. What the client would not offer raises :class:`ActionUnavailable`."""

    def __init__(self, world: World, user: User, channel: Channel, *, checked: bool = True) -> None:
        self.user = user
        self.channel = channel
        self._world = world
        self._checked = checked

    def __repr__(self) -> str:
        place = self.channel.name or "a direct message"
        return f"<{type(self).__name__} {self.user.username} in {place}>"

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
    def unchecked(self) -> Self:
        """The same person with a client that lets everything through, as an attacker's does."""
        return type(self)(self._world, self.user, self.channel, checked=False)

    def at(self, channel: Channel) -> Self:
        """The same person in another channel or thread."""
        return type(self)(self._world, self.user, channel, checked=self._checked)

    def in_channel(self, name: str) -> Self:
        """The same person in another channel or thread of the guild."""
        channel = self._guild.channel_named(name)
        if channel is None:
            raise LookupError(f"there is no channel {name!r}")
        return self.at(channel)

    async def say(
        self,
        content: str,
        channel: str | None = None,
        *,
        files: Sequence[File | tuple[str, bytes]] = (),
        reply_to: SeenMessage | None = None,
    ) -> SeenMessage:
        """Write a message, here or in another channel."""
        if channel is not None:
            return await self.in_channel(channel).say(content, files=files, reply_to=reply_to)
        if self._checked:
            check_text(self._world, self.user, self.channel, content, files=bool(files))
        reference = self._present(reply_to) if reply_to else None
        attachments = [stored(self._world, self.channel, file) for file in files]
        return self._send(Draft(content=content, attachments=attachments, reference=reference))

    async def forward(self, message: SeenMessage) -> SeenMessage:
        """Pass a message on to here."""
        source = self._present(message)
        if self._checked:
            check_text(self._world, self.user, self.channel, "", files=False)
            if source.type not in WRITTEN or source.poll:
                raise ActionUnavailable("that message cannot be forwarded")
        return self._send(Draft(forwarded=source))

    async def ask(
        self, question: str, answers: Sequence[str], *, hours: int = 24, several: bool = False
    ) -> SeenMessage:
        """Start a poll."""
        body = {
            "question": {"text": question},
            "answers": [{"poll_media": {"text": answer}} for answer in answers],
            "duration": hours,
            "allow_multiselect": several,
        }
        if POLL(body):
            raise ActionUnavailable(
                "a poll has 1 to 10 answers of at most 55 characters, and takes 1 to 768 hours"
            )
        self._need(Permission.SEND_POLLS)
        return self._send(Draft(poll=new_poll(self._world, body)))

    def _send(self, draft: Draft) -> SeenMessage:
        """Write, unless the automatic moderation stops it."""
        findings = screened(self._world, self.user, self.channel, draft.content)
        message = messages.create(self._world, self.channel, self.user, draft)
        settle(self._world, self.user, self.channel, findings, message)
        return SeenMessage(message)

    async def vote(self, message: SeenMessage, *answers: str) -> None:
        """Choose answers of a poll by their text, instead of those chosen before; none takes the vote back."""
        found = self._present(message)
        poll = found.poll
        if poll is None:
            raise ActionUnavailable("there is no poll in that message")
        if poll.finalized:
            raise ActionUnavailable("the poll is over")
        if len(answers) > 1 and not poll.allow_multiselect:
            raise ActionUnavailable("only one answer can be chosen")
        numbers = {shown.get("text"): number for number, shown in poll.answers.items()}
        unknown = [answer for answer in answers if answer not in numbers]
        if unknown:
            raise ActionUnavailable(
                f"there is no answer {unknown[0]!r}, only: {', '.join(map(str, numbers))}"
            )
        polls.vote(self._world, found, self.user, [numbers[answer] for answer in answers])

    async def edit(self, message: SeenMessage, content: str) -> None:
        """Change the text of one's own message."""
        found = self._own(message)
        if self._checked and self._place(found).thread:
            self._need_active(self._place(found))
        findings = screened(self._world, self.user, self._place(found), content)
        messages.edit(self._world, found, {"content": content})
        settle(self._world, self.user, self._place(found), findings, found)

    async def delete(self, message: SeenMessage) -> None:
        """Delete one's own message, or as a moderator somebody else's."""
        allowed = self._may(Permission.MANAGE_MESSAGES)
        found = self._present(message) if allowed else self._own(message)
        messages.delete(self._world, found, self.user)

    async def react(self, message: SeenMessage, emoji: str | Emoji) -> None:
        """React with a character, or with an emoji of the guild, also by its name."""
        found, key = self._present(message), self._key(emoji)
        if found.ephemeral:
            raise ActionUnavailable("nobody can react to a message that only one person sees")
        if self._checked and key not in found.reactions:
            self._need(Permission.ADD_REACTIONS)
            self._need_active(self._place(found))
            if len(found.reactions) >= REACTIONS_PER_MESSAGE:
                raise ActionUnavailable("there are already 20 different reactions")
        reactions.add(self._world, found, key, self.user)

    async def take_back(self, message: SeenMessage, emoji: str | Emoji) -> None:
        """Remove one's own reaction."""
        reactions.remove(self._world, self._present(message), self._key(emoji), self.user.id)

    async def start_thread(
        self, name: str, source: SeenMessage | None = None, *, private: bool = False
    ) -> Self:
        """Open a thread here, from a message or by itself; what is returned is the person in it."""
        self._need(Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
        kind = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
        if self.channel.type is ChannelType.GUILD_ANNOUNCEMENT:
            kind = ChannelType.ANNOUNCEMENT_THREAD
        message = self._present(source) if source else None
        if message and message.thread_id:
            raise ActionUnavailable("there is already a thread of that message")
        return self.at(threads.start(self._world, self.channel, name, self.user, kind, source=message))

    async def post(
        self,
        title: str,
        content: str,
        *,
        tags: Sequence[str] = (),
        files: Sequence[File | tuple[str, bytes]] = (),
    ) -> Self:
        """Open a post in this forum; what is returned is the person in it."""
        if not self.channel.is_forum:
            raise ActionUnavailable(f"#{self.channel.name} is no forum")
        if self._checked:
            check_text(self._world, self.user, self.channel, content, files=bool(files))
        known = {tag["name"]: tag["id"] for tag in self.channel.tags}
        unknown = [tag for tag in tags if tag not in known]
        if unknown:
            raise ActionUnavailable(f"there is no tag {unknown[0]!r}, only: {', '.join(known) or 'none'}")
        draft = Draft(
            content=content, attachments=[stored(self._world, self.channel, file) for file in files]
        )
        applied = forum_tags(self.channel, [known[tag] for tag in tags])
        thread, _ = threads.post(self._world, self.channel, title, self.user, draft, applied_tags=applied)
        return self.at(thread)

    async def join_thread(self) -> None:
        thread_members.join(self._world, self.channel, [self.user])

    async def leave_thread(self) -> None:
        thread_members.leave(self._world, self.channel, self.user.id)

    async def join_voice(self, channel: str, **more: Any) -> None:
        """Come into a voice channel, or move to another one."""
        place = self.in_channel(channel)
        if place.channel.type not in ChannelType.voice():
            raise ActionUnavailable(f"#{channel} is no voice channel")
        self._need(Permission.CONNECT, place.channel)
        member = self.member
        if member:
            voice.join(self._world, self._guild, member, place.channel, **more)

    async def leave_voice(self) -> None:
        voice.leave(self._world, self._guild, self.user.id)

    async def take_interest(self, event: str, *, interested: bool = True) -> None:
        """Say that one will come to an event of the guild, or will not."""
        found = next((each for each in self._guild.scheduled_events.values() if each.name == event), None)
        if found is None:
            raise LookupError(f"there is no event {event!r}")
        change = scheduled_events.take_interest if interested else scheduled_events.lose_interest
        change(self._world, found, self.user)

    def reads(self) -> list[SeenMessage]:
        """The messages of the channel that everybody there sees, oldest first."""
        if self._checked and not self._may(Permission.VIEW_CHANNEL):
            raise ActionUnavailable(f"{self.user.username} cannot see #{self.channel.name}")
        return [SeenMessage(message) for message in self.channel.messages.values()]

    async def sees(self, text: str, timeout: float = 5.0) -> SeenMessage:  # noqa: ASYNC109 - reads best where it is used
        """Wait until the channel has a message with this in it; the newest, if there are several."""

        def found() -> SeenMessage | None:
            return next((message for message in reversed(self.reads()) if text in message.text), None)

        await self._world.changed.until(lambda: found() is not None, timeout)
        message = found()
        if message is None:
            raise ResponseTimeout(f"nobody wrote {text!r} within {timeout:g} seconds")
        return message

    @property
    def _guild(self) -> Guild:
        guild = self._world.guild_of(self.channel)
        if guild is None:
            raise ActionUnavailable("that is not possible in direct messages")
        return guild

    def _key(self, emoji: str | Emoji) -> str:
        if isinstance(emoji, Emoji):
            return emoji.key
        guild = self._world.guild_of(self.channel)
        known = guild.emojis.values() if guild else ()
        return next((each.key for each in known if each.name == emoji.strip(":")), emoji)

    def _may(self, permission: Permission) -> bool:
        return bool(self._world.permissions(self.user.id, self.channel) & permission)

    def _need(self, permission: Permission, channel: Channel | None = None) -> None:
        place = channel or self.channel
        if self._checked and not self._world.permissions(self.user.id, place) & permission:
            raise ActionUnavailable(f"{self.user.username} lacks {names(permission)} in #{place.name}")

    def _need_active(self, place: Channel) -> None:
        if place.thread and place.thread.archived:
            raise ActionUnavailable("the thread is archived")

    def _place(self, message: Message) -> Channel:
        return self._world.channels[message.channel_id]

    def _present(self, message: SeenMessage) -> Message:
        found = message.message
        if found is None:
            raise ActionUnavailable("the message is not there")
        seen = found.visible_to(self.user.id) and (
            self._world.permissions(self.user.id, self._place(found)) & Permission.VIEW_CHANNEL
        )
        if self._checked and not seen:
            raise ActionUnavailable(f"{self.user.username} does not see that message")
        return found

    def _own(self, message: SeenMessage) -> Message:
        found = self._present(message)
        if found.author is not self.user:
            raise ActionUnavailable("only its author can do that with a message")
        return found
