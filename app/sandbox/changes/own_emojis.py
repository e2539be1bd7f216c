"""The application's emojis are made, changed and deleted, of which no guild is told."""

from __future__ import annotations

from app.sandbox.world.emoji import Emoji
from app.sandbox.world.world import World


def create(world: World, name: str, *, animated: bool = False) -> Emoji:
    emoji = Emoji(world.snowflakes.next(), name, animated, world.bot)
    world.application.emojis[emoji.id] = emoji
    return emoji


def rename(emoji: Emoji, name: str) -> None:
    emoji.name = name


def delete(world: World, emoji: Emoji) -> None:
    del world.application.emojis[emoji.id]
