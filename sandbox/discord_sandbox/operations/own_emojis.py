"""The application's emojis are made, changed and deleted, of which no guild is told."""

from __future__ import annotations

from discord_sandbox.model.emoji import Emoji
from discord_sandbox.model.world import World


def create(world: World, name: str, *, animated: bool = False) -> Emoji:
    emoji = Emoji(world.snowflakes.next(), name, animated, world.bot)
    world.application.emojis[emoji.id] = emoji
    return emoji


def rename(emoji: Emoji, name: str) -> None:
    emoji.name = name


def delete(world: World, emoji: Emoji) -> None:
    del world.application.emojis[emoji.id]
