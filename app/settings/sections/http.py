"""Health checks and metrics."""

from __future__ import annotations

from pydantic import (
    Field,
)

from app.settings.types import (
    HostName,
    Section,
)


class HttpSettings(Section):
    """The small HTTP server for health checks and metrics."""

    enabled: bool = Field(True, description="Serve `/livez`, `/readyz` and `/metrics`.")
    host: HostName = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8121, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")
