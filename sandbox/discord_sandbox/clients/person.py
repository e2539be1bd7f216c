"""Somebody who acts in one channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from discord_sandbox.clients import offers, parts
from discord_sandbox.clients.errors import ActionUnavailable
from discord_sandbox.clients.filling import Filling
from discord_sandbox.clients.invoking import ask, command_data, component_data, if_any
from discord_sandbox.clients.moderator import Moderator
from discord_sandbox.clients.options import Options
from discord_sandbox.clients.participant import Participant
from discord_sandbox.clients.reply import Choice, Reply
from discord_sandbox.clients.resolved import Resolved
from discord_sandbox.clients.seen import SeenMessage
from discord_sandbox.model.audit import Attribution
from discord_sandbox.model.command import CommandType
from discord_sandbox.model.interaction import Interaction, InteractionType
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import JsonObject
from discord_sandbox.model.permissions import Permission
from discord_sandbox.operations import channels, members, users
from discord_sandbox.validation.member import NICK


class Person(Participant):
    """A user at a client, who also uses the application's commands, buttons and forms."""

    @property
    def moderator(self) -> Moderator:
        """The same person, acting on others."""
        return Moderator(self._world, self._guild, self.user, checked=self._checked)

    def dm(self) -> Person:
        """The same person in direct messages with the bot."""
        return self.at(channels.open_private(self._world, self.user))

    async def rename(self, nick: str | None) -> None:
        """Change one's own nickname."""
        if self._checked and not self._world.guild_permissions(self.user.id, self._guild) & (
            Permission.CHANGE_NICKNAME
        ):
            raise ActionUnavailable(f"{self.user.username} cannot change the nickname")
        if nick and len(nick) > NICK:
            raise ActionUnavailable(f"a nickname has at most {NICK} characters")
        member = self.member
        if member:
            members.rename(self._world, member, nick, Attribution(self.user))

    async def appear(self, status: str, activities: list[JsonObject] | None = None) -> None:
        """Come "online", be "idle" or "dnd", or go "offline"."""
        users.appear(self._world, self.user, status, activities)

    async def slash(self, command: str, /, **options: object) -> Reply:
        """Invoke ``/command``, which may be "group subcommand", and wait for the first answer."""
        offer, resolved = self._offer(command), self._resolved()
        given = Options(resolved, checked=self._checked).for_command(offer, options)
        return await self._ask(InteractionType.APPLICATION_COMMAND, command_data(offer, given, resolved))

    async def autocomplete(self, command: str, /, **options: object) -> list[Choice]:
        """What is suggested while typing the last of ``options``."""
        return (await self.complete(command, **options)).choices

    async def complete(self, command: str, /, **options: object) -> Reply:
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

    async def select(self, message: SeenMessage, select: str, chosen: Iterable[object]) -> Reply:
        """Choose values, by label or as what they are, in the select with this placeholder or custom id."""
        source, resolved = self._present(message), self._resolved()
        part = parts.select(message, select, checked=self._checked)
        values = parts.values(part, chosen, resolved, checked=self._checked)
        data = component_data(part) | {"values": values} | if_any(resolved)
        return await self._ask(InteractionType.MESSAGE_COMPONENT, data, source)

    async def submit(
        self, form: Reply, /, given: Mapping[str, object] | None = None, **fields: object
    ) -> Reply:
        """Fill in the form that ``form`` opened and send it; fields are named by custom id or label."""
        modal, resolved = form.modal, self._resolved()
        if modal is None:
            raise ActionUnavailable("no form was opened")
        filling = Filling(modal, {**(given or {}), **fields}, resolved, checked=self._checked)
        data = {"custom_id": modal.custom_id, "components": filling.components()} | if_any(resolved)
        trigger = form.interaction
        return await self._ask(InteractionType.MODAL_SUBMIT, data, trigger.message, trigger)

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
        return Resolved(self._world, self.user, self.channel, checked=self._checked)

    async def _ask(
        self,
        kind: InteractionType,
        data: JsonObject,
        message: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Reply:
        channel = self._world.channels[message.channel_id] if message else self.channel
        return await ask(self._world, self.user, channel, kind, data, message=message, trigger=trigger)
