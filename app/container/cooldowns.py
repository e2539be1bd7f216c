"""Ending a member's cooldowns by hand."""

from __future__ import annotations

from app.container.foundation import Foundation
from app.features.cooldowns.service import CooldownService
from app.injection import Injectable


class CooldownResets(Foundation):
    cooldown = Injectable(
        CooldownService,
        sessions=Foundation.sessions,
        cooldowns=Foundation.cooldowns,
        audit=Foundation.audit_log,
    )
