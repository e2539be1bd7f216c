"""Things members said that are worth keeping: ``/quote`` and the message menu "Quote this"."""

import lightbulb

from plugins.quotes.add import loader as add
from plugins.quotes.change import loader as change
from plugins.quotes.find import loader as find
from plugins.quotes.group import group

commands = lightbulb.Loader()
commands.command(group)

__all__ = ["add", "change", "commands", "find"]
