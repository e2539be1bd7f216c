"""How cards become Discord's components, with their custom ids signed.

The renderer knows every limit. What does not fit into one message continues in the next; nothing is
cut in silence and nothing is sent that Discord would refuse.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import hikari
from hikari.api import ComponentBuilder, MessageActionRowBuilder
from hikari.impl import (
    ContainerComponentBuilder,
    MediaGalleryItemBuilder,
    SectionComponentBuilder,
    SelectMenuBuilder,
    TextDisplayComponentBuilder,
    ThumbnailComponentBuilder,
)
from hikari.impl import MessageActionRowBuilder as RowBuilder

from app.core.cards import (
    MOST_OPTIONS,
    Button,
    Card,
    Control,
    File,
    Link,
    Menu,
    Picture,
    Select,
    Style,
)
from app.core.excerpts import caption, pack
from app.core.localized import Words, translated
from app.discord.components import CustomIds

MESSAGE_TEXT = 4000
"""Characters that all texts of one message may have together."""
BUTTONS_PER_ROW = 5
LABEL, PLACEHOLDER, OPTION = 80, 150, 100
ALT_TEXT = 1024
STYLES: dict[Style, Any] = {
    Style.PRIMARY: hikari.ButtonStyle.PRIMARY,
    Style.SECONDARY: hikari.ButtonStyle.SECONDARY,
    Style.SUCCESS: hikari.ButtonStyle.SUCCESS,
    Style.DANGER: hikari.ButtonStyle.DANGER,
}
GUILD_MENUS = {
    Select.ROLES: hikari.ComponentType.ROLE_SELECT_MENU,
    Select.CHANNELS: hikari.ComponentType.CHANNEL_SELECT_MENU,
}


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs what comes back from the controls of a card: for one guild, and for the person who is told."""

    custom_ids: CustomIds
    guild_id: int | None
    reader_id: int | None = None
    """Nobody in particular where a card is shown to all."""

    def sign(self, card: Card, control: Button | Menu) -> str:
        """The custom id of a control of ``card``."""
        owner_id = None if control.shared else card.owner_id or self.reader_id
        if owner_id is None and not control.shared:
            raise ValueError(f"{control.action}: shown to all, so it is shared or its card has an owner")
        return self._signed(control.action, control.argument, owner_id)

    def form(self, action: str, argument: object) -> str:
        """The custom id of a form, which is the reader's."""
        return self._signed(action, argument, self.reader_id)

    def _signed(self, action: str, argument: object, owner_id: int | None) -> str:
        return self.custom_ids.make(action, argument, guild_id=self.guild_id, owner_id=owner_id)


def render(card: Card, locale: str, signer: Signer) -> list[list[ComponentBuilder]]:
    """The components of each message it takes to show ``card``; almost always one."""
    return _Rendering(card, locale, signer).messages()


@dataclass(frozen=True, slots=True)
class _Rendering:
    card: Card
    locale: str
    signer: Signer

    def messages(self) -> list[list[ComponentBuilder]]:
        card = self.card
        head = f"### {self.say(card.title)}" if card.title else ""
        foot = f"-# {self.say(card.footer)}" if card.footer else ""
        # The thumbnail and the buttons are the same however long the text is; only text has to be dealt out.
        parts = pack(self._blocks(), MESSAGE_TEXT - len(head) - len(foot) - 2) or [""]
        last = len(parts) - 1
        return [
            [
                self._container(
                    text="\n".join(filter(None, (head if index == 0 else "", part))),
                    thumbnail=card.thumbnail if index == 0 else None,
                    foot=foot if index == last else "",
                    closing=index == last,
                )
            ]
            for index, part in enumerate(parts)
        ]

    def say(self, words: Words, limit: int | None = None) -> str:
        text = translated(words, self.locale)
        return text if limit is None else caption(text, limit)

    def _blocks(self) -> list[str]:
        texts = [self.say(words) for words in self.card.body]
        fields = ((self.say(name), self.say(value)) for name, value in self.card.fields)
        return [text for text in texts if text] + [f"**{name}**\n{value}" for name, value in fields if value]

    def _container(
        self, *, text: str, thumbnail: Picture | None, foot: str, closing: bool
    ) -> ContainerComponentBuilder:
        card = self.card
        container = ContainerComponentBuilder(accent_color=hikari.Color(card.accent))
        if text and thumbnail is not None:
            picture = ThumbnailComponentBuilder(**self._pictured(thumbnail))
            container.add_component(
                SectionComponentBuilder(
                    accessory=picture, components=[TextDisplayComponentBuilder(content=text)]
                )
            )
        elif text:
            container.add_text_display(text)
        if closing and card.gallery:
            container.add_media_gallery(
                [MediaGalleryItemBuilder(**self._pictured(picture)) for picture in card.gallery]
            )
        for file in card.files if closing else ():
            container.add_file(_resource(file), spoiler=file.spoiler)
        if foot:
            container.add_text_display(foot)
        for row in self._rows() if closing else ():
            container.add_component(row)
        return container

    def _pictured(self, picture: Picture) -> _Pictured:
        source = picture.source
        return {
            "media": _resource(source) if isinstance(source, File) else source,
            "description": self.say(picture.alt, ALT_TEXT),
            "spoiler": isinstance(source, File) and source.spoiler,
        }

    def _rows(self) -> Iterator[MessageActionRowBuilder]:
        for controls in self.card.controls:
            for start in range(0, len(controls), BUTTONS_PER_ROW):
                row = RowBuilder()
                for control in controls[start : start + BUTTONS_PER_ROW]:
                    self._add(row, control)
                yield row

    def _add(self, row: MessageActionRowBuilder, control: Control) -> None:
        match control:
            case Button():
                row.add_interactive_button(
                    STYLES[control.style],
                    self.signer.sign(self.card, control),
                    label=self.say(control.label, LABEL),
                    is_disabled=control.disabled,
                )
            case Link():
                row.add_link_button(control.url, label=self.say(control.label, LABEL))
            case Menu(kind=Select.OPTIONS):
                self._add_options(row, control)
            case Menu():
                placeholder = self.say(control.placeholder, PLACEHOLDER)
                row.add_component(_GuildMenu(control, self.signer.sign(self.card, control), placeholder))

    def _add_options(self, row: MessageActionRowBuilder, menu: Menu) -> None:
        if len(menu.options) > MOST_OPTIONS:
            raise ValueError(
                f"a menu of {len(menu.options)} options; Discord shows {MOST_OPTIONS}, so page through them"
            )
        builder = row.add_text_menu(
            self.signer.sign(self.card, menu),
            placeholder=self.say(menu.placeholder, PLACEHOLDER),
            min_values=menu.least,
            max_values=min(menu.most, len(menu.options)),
        )
        for option in menu.options:
            builder.add_option(
                self.say(option.label, OPTION),
                option.value,
                description=self.say(option.description, OPTION) or hikari.UNDEFINED,
                is_default=option.selected,
            )


class _Pictured(TypedDict):
    media: hikari.Resourceish
    description: str
    spoiler: bool


def _resource(file: File) -> hikari.Bytes:
    return hikari.Bytes(file.content, file.name)


class _GuildMenu(SelectMenuBuilder):
    """A menu of roles or channels that shows the present choice, which hikari's own cannot send."""

    def __init__(self, menu: Menu, custom_id: str, placeholder: str) -> None:
        super().__init__(
            type=GUILD_MENUS[menu.kind],
            custom_id=custom_id,
            placeholder=placeholder,
            min_values=menu.least,
            max_values=menu.most,
        )
        self._menu = menu

    def build(
        self,
    ) -> tuple[MutableMapping[str, object], Sequence[hikari.files.Resource[hikari.files.AsyncReader]]]:
        payload, attachments = super().build()
        if self._menu.kind is Select.CHANNELS:
            payload["channel_types"] = [hikari.ChannelType.GUILD_TEXT, hikari.ChannelType.GUILD_NEWS]
        kind = "role" if self._menu.kind is Select.ROLES else "channel"
        chosen = self._menu.chosen[: self._menu.most]
        if chosen:
            payload["default_values"] = [{"id": str(each), "type": kind} for each in chosen]
        return payload, attachments
