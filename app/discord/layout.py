"""Cards: what a reply shows, as values, and how they become Discord's components.

The renderer knows every limit. What does not fit into one message continues in the next; nothing is
cut in silence and nothing is sent that Discord would refuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import hikari
from hikari.api import ComponentBuilder, MessageActionRowBuilder
from hikari.impl import (
    ContainerComponentBuilder,
    MediaGalleryItemBuilder,
    SectionComponentBuilder,
    TextDisplayComponentBuilder,
    ThumbnailComponentBuilder,
)
from hikari.impl import MessageActionRowBuilder as RowBuilder

from app.core.ports.messages import File
from app.core.text import Text, translated
from app.discord.wording import pack, shortened

Words: TypeAlias = Text | str
"""A sentence of ours, or text that is nobody's to translate."""

MESSAGE_TEXT = 4000
"""Characters that all texts of one message may have together."""
BUTTONS_PER_ROW = 5
LABEL, PLACEHOLDER, OPTION, OPTIONS = 80, 150, 100, 25
ALT_TEXT = 1024
PICTURE_FILE = "picture.png"
ACCENT = 0x3CD63D


class Style(Enum):
    """How much a button draws the eye, and what it warns of."""

    PRIMARY = hikari.ButtonStyle.PRIMARY
    SECONDARY = hikari.ButtonStyle.SECONDARY
    SUCCESS = hikari.ButtonStyle.SUCCESS
    DANGER = hikari.ButtonStyle.DANGER


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button that comes back to ``custom_id``, a signed one from ``components``."""

    label: Words
    custom_id: str
    style: Style = Style.SECONDARY
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A button that opens an address."""

    label: Words
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A line of a menu."""

    value: str
    label: Words
    description: Words = ""
    selected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A select menu: of ``options``, or of the guild's roles or text channels where ``kind`` says so."""

    custom_id: str
    placeholder: Words
    kind: hikari.ComponentType = hikari.ComponentType.TEXT_SELECT_MENU
    options: Sequence[Option] = ()
    least: int = 1
    most: int = 1


Control: TypeAlias = Button | Link | Menu


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image, by its address or as the content of a PNG file, with words for those who do not see it."""

    url: str = ""
    alt: Words
    content: bytes | None = None

    @property
    def media(self) -> hikari.Resourceish:
        """What Discord is told to show; a content is uploaded beside the message."""
        return self.url if self.content is None else hikari.Bytes(self.content, PICTURE_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One reply. Texts are Markdown: escape what members wrote."""

    title: Words = ""
    body: Sequence[Words] = ()
    fields: Sequence[tuple[Words, Words]] = ()
    """Names and values; a pair without a value is left out."""
    footer: Words = ""
    thumbnail: Picture | None = None
    gallery: Sequence[Picture] = ()
    files: Sequence[File] = ()
    controls: Sequence[Sequence[Control]] = ()
    accent: int = ACCENT


def render(card: Card, locale: str) -> list[list[ComponentBuilder]]:
    """The components of each message it takes to show ``card``; almost always one."""
    head = f"### {say(card.title, locale)}" if card.title else ""
    foot = f"-# {say(card.footer, locale)}" if card.footer else ""
    # The thumbnail and the buttons are the same however long the text is; only text has to be dealt out.
    parts = pack(_blocks(card, locale), MESSAGE_TEXT - len(head) - len(foot) - 2) or [""]
    last = len(parts) - 1
    return [
        [
            _container(
                card,
                locale,
                text="\n".join(filter(None, (head if index == 0 else "", part))),
                thumbnail=card.thumbnail if index == 0 else None,
                foot=foot if index == last else "",
                closing=index == last,
            )
        ]
        for index, part in enumerate(parts)
    ]


def say(words: Words, locale: str) -> str:
    """``words`` in the reader's language."""
    return str(translated(words, locale))


def _blocks(card: Card, locale: str) -> list[str]:
    texts = [say(words, locale) for words in card.body]
    fields = ((say(name, locale), say(value, locale)) for name, value in card.fields)
    return [text for text in texts if text] + [f"**{name}**\n{value}" for name, value in fields if value]


def _container(
    card: Card, locale: str, *, text: str, thumbnail: Picture | None, foot: str, closing: bool
) -> ContainerComponentBuilder:
    container = ContainerComponentBuilder(accent_color=hikari.Color(card.accent))
    if text and thumbnail is not None:
        picture = ThumbnailComponentBuilder(
            media=thumbnail.media, description=shortened(say(thumbnail.alt, locale), ALT_TEXT)
        )
        container.add_component(
            SectionComponentBuilder(accessory=picture, components=[TextDisplayComponentBuilder(content=text)])
        )
    elif text:
        container.add_text_display(text)
    if closing and card.gallery:
        container.add_media_gallery([_gallery_item(picture, locale) for picture in card.gallery])
    for file in card.files if closing else ():
        container.add_file(hikari.Bytes(file.content, file.name), spoiler=file.spoiler)
    if foot:
        container.add_text_display(foot)
    for row in _rows(card, locale) if closing else ():
        container.add_component(row)
    return container


def _gallery_item(picture: Picture, locale: str) -> MediaGalleryItemBuilder:
    return MediaGalleryItemBuilder(
        media=picture.media, description=shortened(say(picture.alt, locale), ALT_TEXT)
    )


def _rows(card: Card, locale: str) -> Iterator[MessageActionRowBuilder]:
    for controls in card.controls:
        for start in range(0, len(controls), BUTTONS_PER_ROW):
            row = RowBuilder()
            for control in controls[start : start + BUTTONS_PER_ROW]:
                _add(row, control, locale)
            yield row


def _add(row: MessageActionRowBuilder, control: Control, locale: str) -> None:
    match control:
        case Button():
            row.add_interactive_button(
                control.style.value,
                control.custom_id,
                label=shortened(say(control.label, locale), LABEL),
                is_disabled=control.disabled,
            )
        case Link():
            row.add_link_button(control.url, label=shortened(say(control.label, locale), LABEL))
        case Menu():
            _add_menu(row, control, locale)


def _add_menu(row: MessageActionRowBuilder, menu: Menu, locale: str) -> None:
    placeholder = shortened(say(menu.placeholder, locale), PLACEHOLDER)
    if menu.kind is hikari.ComponentType.CHANNEL_SELECT_MENU:
        row.add_channel_menu(
            menu.custom_id,
            channel_types=[hikari.ChannelType.GUILD_TEXT, hikari.ChannelType.GUILD_NEWS],
            placeholder=placeholder,
            min_values=menu.least,
            max_values=menu.most,
        )
        return
    if menu.kind is not hikari.ComponentType.TEXT_SELECT_MENU:
        row.add_select_menu(
            menu.kind, menu.custom_id, placeholder=placeholder, min_values=menu.least, max_values=menu.most
        )
        return
    if len(menu.options) > OPTIONS:
        raise ValueError(
            f"a menu of {len(menu.options)} options; Discord shows {OPTIONS}, so page through them"
        )
    builder = row.add_text_menu(
        menu.custom_id,
        placeholder=placeholder,
        min_values=menu.least,
        max_values=min(menu.most, len(menu.options)),
    )
    for option in menu.options:
        builder.add_option(
            shortened(say(option.label, locale), OPTION),
            option.value,
            description=shortened(say(option.description, locale), OPTION) or hikari.UNDEFINED,
            is_default=option.selected,
        )
