"""What a guild decides about the bot: ``/settings``, ``/set_admin_role``, ``/get_admin_role``."""

from plugins.settings.admin_role import loader as admin_role
from plugins.settings.choices import loader as choices
from plugins.settings.commands import loader as commands
from plugins.settings.panel import loader as panel

__all__ = ["admin_role", "choices", "commands", "panel"]
