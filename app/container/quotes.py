"""Quotes."""

from __future__ import annotations

from app.container.foundation import Foundation
from app.features.quotes.service import QuoteService
from app.injection import Injectable


class Quotes(Foundation):
    quotes = Injectable(
        QuoteService,
        sessions=Foundation.sessions,
        cache=Foundation.cache,
        audit=Foundation.audit_log,
        clock=Foundation.clock,
    )
