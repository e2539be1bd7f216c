"""Quotes."""

from __future__ import annotations

from app.container.discord import Discord
from app.features.quotes.actions import ACTIONS
from app.features.quotes.service import QuoteService
from app.injection import ActionList, Injectable


class Quotes(Discord):
    quotes = Injectable(
        QuoteService,
        sessions=Discord.sessions,
        cache=Discord.cache,
        audit=Discord.audit_log,
        clock=Discord.clock,
        guilds=Discord.guilds,
        visibility=Discord.visibility,
    )
    quotes_actions = ActionList(ACTIONS)
