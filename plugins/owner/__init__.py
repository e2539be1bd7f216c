"""``/owner``: for the owners of the application. There is no shell and no SQL here, and never will be."""

import lightbulb

from plugins.owner import plugins, process
from plugins.owner.group import group

loader = lightbulb.Loader()
loader.command(group)

__all__ = ["loader", "plugins", "process"]
