"""Links and short texts that members keep coming back to: ``/link`` and ``/tag``."""

import lightbulb

from plugins.links.change import loader as change
from plugins.links.find import loader as find
from plugins.links.group import group

commands = lightbulb.Loader()
commands.command(group)

__all__ = ["change", "commands", "find"]
