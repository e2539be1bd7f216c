"""The one way in which anything is answered, for commands, components and modals alike.

It knows whether an answer was promised or given already, so the same call works in each case, and it
mentions nobody unless told whom.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from enum import Enum, auto
from typing import Any, TypedDict, Unpack

import hikari
from hikari.api import ComponentBuilder
from hikari.impl import ModalActionRowBuilder

from app.core.cards import Card
from app.core.errors import Conflict
from app.core.excerpts import pack
from app.core.i18n import t
from app.core.invocation import current_claim
from app.core.localized import Words, translated
from app.discord.cards import Signer, render
from app.discord.components import CustomIds
from app.discord.interaction import Answerable, FirstAnswer, locale_of

CONTENT = 2000
"""Characters of a message without components."""

ALREADY_ANSWERED = 40060
"""Discord's code for a second first answer."""

PRIVATE = hikari.MessageFlag.EPHEMERAL


class _State(Enum):
    OPEN = auto()
    PROMISED = auto()
    """Everybody sees "thinking…"."""
    PROMISED_PRIVATELY = auto()
    PROMISED_UPDATE = auto()
    """The message with the component waits unchanged."""
    GIVEN = auto()


class TextField:
    """A field of a form. ``longest`` is at most 4000, ``label`` at most 45 characters."""

    __slots__ = ("label", "longest", "name", "paragraph", "required", "shortest", "value")

    def __init__(
        self,
        name: str,
        label: Words,
        *,
        value: str = "",
        shortest: int = 0,
        longest: int = 4000,
        paragraph: bool = False,
        required: bool = True,
    ) -> None:
        self.name = name
        self.label = label
        self.value = value
        self.shortest = shortest
        self.longest = longest
        self.paragraph = paragraph
        self.required = required


class Reply:
    """The answer to one interaction."""

    def __init__(self, interaction: Answerable, answered: FirstAnswer, custom_ids: CustomIds) -> None:
        self._interaction = interaction
        guild_id = None if interaction.guild_id is None else int(interaction.guild_id)
        self._signer = Signer(custom_ids, guild_id, int(interaction.user.id))
        self._answered = answered
        self._state = _State.OPEN
        # Two may want to be first: the handler, and the promise made for a handler that takes long.
        self._first_lock = asyncio.Lock()

    @property
    def user_id(self) -> int:
        """Whom this answers."""
        return int(self._interaction.user.id)

    def locale(self, *, private: bool) -> str:
        """In which locale an answer is written that one person sees, or everybody."""
        return locale_of(self._interaction, private=private)

    @property
    def given(self) -> bool:
        """Whether the person has been told something; a promise alone does not count."""
        return self._state is _State.GIVEN or (self._state is _State.OPEN and self._answered.is_set())

    async def say(self, words: Words, *, private: bool = False, previews: bool = True) -> None:
        """Answer with a sentence, in as many messages as it takes.

        Without ``previews`` Discord shows no preview of the addresses in it.
        """
        flags = hikari.MessageFlag.NONE if previews else hikari.MessageFlag.SUPPRESS_EMBEDS
        for content in pack([translated(words, self.locale(private=private))], CONTENT):
            await self._send(private=private, flags=flags, content=content)

    async def show(self, card: Card, *, private: bool = False) -> None:
        """Answer with a card."""
        for components in render(card, self.locale(private=private), self._signer):
            await self._send(private=private, components=components)

    async def update(self, card: Card) -> None:
        """Change the message whose component was used, or the one that was deferred."""
        first, *more = render(card, self.locale(private=self._updates_privately()), self._signer)
        # Without a word about attachments, those of the former card would stay.
        if not await self._first(hikari.ResponseType.MESSAGE_UPDATE, components=first, attachments=None):
            await self._interaction.edit_initial_response(components=first, attachments=None)
            self._state = _State.GIVEN
        for components in more:
            await self._send(private=True, components=components)

    def _updates_privately(self) -> bool:
        """Whether only one person sees the message that ``update`` changes."""
        if isinstance(self._interaction, hikari.CommandInteraction):
            return self._state is _State.PROMISED_PRIVATELY
        message = self._interaction.message
        return message is None or PRIVATE in message.flags

    async def defer(self, *, private: bool = False) -> None:
        """Promise an answer, before work that may take longer than a second. Does nothing when promised."""
        if isinstance(self._interaction, hikari.ComponentInteraction) and not private:
            await self._first(hikari.ResponseType.DEFERRED_MESSAGE_UPDATE, then=_State.PROMISED_UPDATE)
            return
        await self._first(
            hikari.ResponseType.DEFERRED_MESSAGE_CREATE,
            then=_State.PROMISED_PRIVATELY if private else _State.PROMISED,
            flags=PRIVATE if private else hikari.UNDEFINED,
        )

    async def ask(
        self, action: str, title: Words, fields: Sequence[TextField], *, argument: object = ""
    ) -> None:
        """Open a form, which comes back to ``action`` as a button does. Only possible as the first answer."""
        if isinstance(self._interaction, hikari.ModalInteraction):
            raise TypeError("Discord opens no form in answer to a form")
        locale = self.locale(private=True)
        rows = [_form_row(field, locale) for field in fields]
        custom_id = self._signer.form(action, argument)
        async with self._first_lock:
            if self._answered.is_set():
                raise Conflict(t("That took a moment too long. Please try once more."))
            await self._interaction.create_modal_response(
                translated(title, locale), custom_id, components=rows
            )
            self._state = _State.GIVEN
            self._answered.set()

    async def _send(
        self,
        *,
        private: bool,
        flags: hikari.MessageFlag = hikari.MessageFlag.NONE,
        **message: Unpack[_Message],
    ) -> None:
        flags |= PRIVATE if private else hikari.MessageFlag.NONE
        if await self._first(hikari.ResponseType.MESSAGE_CREATE, flags=flags, **message):
            return
        if self._state is _State.PROMISED and private:
            # A follow-up would take the promise's place, and with it be seen by everybody.
            await self._interaction.delete_initial_response()
        self._state = _State.GIVEN
        await self._interaction.execute(flags=flags, **message)

    async def _first(
        self, kind: hikari.ResponseType, then: _State = _State.GIVEN, **message: Unpack[_FirstMessage]
    ) -> bool:
        """Send the first answer, unless there was one; tells whether this is it."""
        async with self._first_lock:
            if self._answered.is_set():
                return False
            respond: Any = self._interaction.create_initial_response
            first = True
            try:
                await respond(kind, **message)
            except hikari.ClientHTTPResponseError as error:
                if error.code != ALREADY_ANSWERED or not _has_effect():
                    raise
                first = False
            self._state = then if first else self._promised_elsewhere()
            self._answered.set()
            return first

    def _promised_elsewhere(self) -> _State:
        """Another process has promised the answer, before it learned that the effect is ours."""
        component = isinstance(self._interaction, hikari.ComponentInteraction)
        return _State.PROMISED_UPDATE if component else _State.PROMISED


class _Message(TypedDict, total=False):
    content: str
    components: Sequence[ComponentBuilder]


class _FirstMessage(_Message, total=False):
    flags: hikari.UndefinedOr[hikari.MessageFlag]
    attachments: None


def _has_effect() -> bool:
    claim = current_claim()
    return claim is not None and claim.kept


def _form_row(field: TextField, locale: str) -> ComponentBuilder:
    style = hikari.TextInputStyle.PARAGRAPH if field.paragraph else hikari.TextInputStyle.SHORT
    row = ModalActionRowBuilder()
    row.add_text_input(
        field.name,
        translated(field.label, locale),
        style=style,
        value=field.value or hikari.UNDEFINED,
        required=field.required,
        min_length=field.shortest,
        max_length=field.longest,
    )
    return row
