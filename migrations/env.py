"""Alembic's entry point: runs revisions over asyncpg, one process at a time."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from app.data_map import model_modules
from app.infra.db.base import Model, Snowflake, UtcDateTime
from app.infra.db.locks import Lock

for module in model_modules():
    import_module(module)


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our column types as what they are in PostgreSQL: a revision must not depend on today's code."""
    if kind == "type" and isinstance(item, Snowflake):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        compare_type=True,
        compare_server_default=True,
        render_item=render_item,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": int(Lock.MIGRATION)})
        context.run_migrations()


async def connect_and_run() -> None:
    engine: AsyncEngine = context.config.attributes["open_engine"]()
    try:
        async with engine.connect() as connection:
            await connection.run_sync(run)
            await connection.commit()
    finally:
        await engine.dispose()


asyncio.run(connect_and_run())
