"""PostgreSQL."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import (
    Field,
)

from app.settings.addresses import DatabaseAddress
from app.settings.types import (
    REQUIRED_IN_PRODUCTION,
    Section,
)


class EmbeddedDatabase(StrEnum):
    """Whether the process brings its own PostgreSQL."""

    OFF = "off"
    KEPT = "kept"
    TEMPORARY = "temporary"


class DatabaseSettings(Section):
    """PostgreSQL, version 15 to 18."""

    url: DatabaseAddress | None = Field(
        None,
        description="Any libpq address: `postgresql://user:password@host/name`, "
        "or `postgresql:///name?host=/run/postgresql` for a Unix socket. Special characters stand in it as codes: "
        "`%2F` for `/`, `%23` for `#`.",
        json_schema_extra=REQUIRED_IN_PRODUCTION,
    )
    direct_url: DatabaseAddress | None = Field(
        None,
        description="The same database without a pooler in between, for jobs and migrations; "
        "only needed when `url` points to PgBouncer.",
    )
    embedded: EmbeddedDatabase = Field(
        EmbeddedDatabase.OFF,
        description="Without a `url`, bring an own PostgreSQL: one that keeps its data in `directory`, "
        "or one that forgets everything at the end.",
    )
    directory: Path = Field(Path(".data/postgres"), description="Where a kept embedded PostgreSQL lives.")
    pool_size: int = Field(10, ge=1, le=200, description="Connections kept open by each process.")
    pool_overflow: int = Field(5, ge=0, le=200, description="Connections opened beyond that for a moment.")
    pool_timeout: float = Field(2.0, gt=0, le=60, description="Seconds to wait for a free connection.")
    connect_timeout: float = Field(5.0, gt=0, le=60, description="Seconds to wait for a new connection.")
    statement_timeout: float = Field(
        10.0, ge=0, le=600, description="Seconds until a statement is ended; 0: never."
    )
    statement_cache: int = Field(
        256, ge=0, le=10_000, description="Prepared statements kept per connection; 0 behind PgBouncer."
    )
    slow_query: float = Field(0.5, ge=0, description="Seconds from which a query is logged as slow.")
