"""Links."""

from __future__ import annotations

from app.container.foundation import Foundation
from app.features.links.service import LinkService
from app.injection import Injectable


class Links(Foundation):
    links = Injectable(
        LinkService,
        sessions=Foundation.sessions,
        cache=Foundation.cache,
        audit=Foundation.audit_log,
        clock=Foundation.clock,
    )
