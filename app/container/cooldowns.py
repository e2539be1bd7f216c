"""Ending a member's cooldowns by hand."""

from __future__ import annotations

from app.container.discord import Discord
from app.features.cooldowns.actions import ACTIONS
from app.features.cooldowns.service import CooldownService
from app.injection import ActionList, Injectable


class CooldownResets(Discord):
    cooldown = Injectable(
        CooldownService,
        sessions=Discord.sessions,
        cooldowns=Discord.cooldowns,
        audit=Discord.audit_log,
        guilds=Discord.guilds,
    )
    cooldowns_actions = ActionList(ACTIONS)
