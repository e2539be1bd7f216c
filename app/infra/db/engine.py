"""Connections to PostgreSQL: how they are opened, pooled, timed and counted."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import asyncpg
from loguru import logger
from sqlalchemy import event, func, text
from sqlalchemy.engine import AdaptedConnection, Connection, ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import QueuePool

from app.core.invocation import current_claim
from app.infra.db.claims import hold
from app.infra.metrics import Metrics
from app.settings.sections.database import DatabaseSettings

STARTED = "twi_started"

REFUSALS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""What a connection raises when a server, or the way to it, refuses."""

POISONOUS = ("22", "23")
"""The classes of SQLSTATE that are about values: data that is no such thing, and constraints."""

ARGUMENT = re.compile(r"invalid input for query argument \$\d+")
"""How asyncpg begins before it quotes a value."""

UNWAITED = func.set_config("synchronous_commit", "off", True)
"""For what a statement returns, if its loss in a crash harms nobody: its commit does not wait for the disk."""


class Sessions:
    """Call it to read, or for a single statement; ``begin`` it for a transaction that commits on exit.

    Without ``begin`` every statement stands for itself. At READ COMMITTED each sees a snapshot of its own
    in a transaction too, and to begin and to end one are two more ways to the database and back.

    A transaction in the course of an interaction claims it first, and ends with ``ServedElsewhere`` where
    another has had the effect. A single statement does not: what it leaves must be harmless twice.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        single = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._single = async_sessionmaker(single, expire_on_commit=False)
        self._transaction = async_sessionmaker(engine, expire_on_commit=False)

    def __call__(self) -> AsyncSession:
        return self._single()

    @asynccontextmanager
    async def begin(self, *, read_only: bool = False) -> AsyncIterator[AsyncSession]:
        """``read_only``: PostgreSQL itself refuses to write."""
        claim = current_claim()
        async with self._transaction.begin() as session:
            if claim is not None and not claim.kept:
                await hold(session, claim)
            if read_only:
                await session.execute(text("SET TRANSACTION READ ONLY"))
            yield session
        if claim is not None:
            claim.kept = True


def open_engine(
    settings: DatabaseSettings, metrics: Metrics, lifespan: AsyncExitStack[bool | None]
) -> AsyncEngine:
    """Create the engine and have ``lifespan`` dispose of it. Connects on first use."""

    async def connect() -> asyncpg.Connection:
        return await open_connection(settings, address(settings))

    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={"async_creator_fn": connect, "prepared_statement_cache_size": settings.statement_cache},
        pool_size=settings.pool_size,
        max_overflow=settings.pool_overflow,
        pool_timeout=settings.pool_timeout,
        pool_recycle=1800,
        # The texts of errors end in logs, and parameters are members' words.
        hide_parameters=True,
    )
    _replace_closed(engine)
    _observe(engine, settings.slow_query, metrics)
    _count_connections(engine, metrics)
    lifespan.push_async_callback(engine.dispose)
    return engine


async def open_connection(settings: DatabaseSettings, dsn: str) -> asyncpg.Connection:
    """One asyncpg connection. Goes through libpq's address syntax, so that sockets and TLS options work.

    Time-outs are kept on this side: PgBouncer refuses most start-up parameters.
    """
    return await asyncpg.connect(
        dsn,
        timeout=settings.connect_timeout,
        command_timeout=settings.statement_timeout or None,
        statement_cache_size=settings.statement_cache,
        server_settings={"application_name": "twi"},
    )


def address(settings: DatabaseSettings, *, direct: bool = False) -> str:
    """The database's address as asyncpg reads it; ``direct`` avoids a pooler in between."""
    secret = (direct and settings.direct_url) or settings.url
    if secret is None:
        raise ValueError("database.url is not set")
    scheme, _, rest = secret.get_secret_value().partition("://")
    end = min((at for at in map(rest.find, "/?#") if at >= 0), default=len(rest))
    credentials, at, hosts = rest[:end].rpartition("@")
    # To asyncpg the first one would end a password, and begin a host.
    return f"{scheme.removesuffix('+asyncpg')}://{credentials.replace('@', '%40')}{at}{hosts}{rest[end:]}"


def is_outage(error: BaseException) -> bool:
    """Whether ``error`` says that the database is away or overloaded, rather than that a query is wrong."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (
            error.orig is not None and is_outage(error.orig.__cause__ or error.orig)
        )
    return isinstance(
        error,
        (
            PoolTimeoutError,
            OSError,
            TimeoutError,
            asyncpg.PostgresConnectionError,
            asyncpg.CannotConnectNowError,
            asyncpg.AdminShutdownError,
            asyncpg.CrashShutdownError,
            asyncpg.TooManyConnectionsError,
            asyncpg.InterfaceError,
            # The server has said goodbye, and the connection has not been closed yet.
            asyncpg.InternalClientError,
            asyncpg.QueryCanceledError,
        ),
    )


def is_poison(error: BaseException) -> bool:
    """Whether ``error`` says that these values can never be stored, so that to try again is no use.

    Everything else passes: deadlocks, a full disk, a server that is read-only for a while.
    """
    if isinstance(error, StatementError):
        return error.orig is not None and is_poison(error.orig.__cause__ or error.orig)
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return str(state).startswith(POISONOUS)
    of_python = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
    return isinstance(error, of_python) and not is_outage(error)


def _replace_closed(engine: AsyncEngine) -> None:
    """Hand out no connection that the server has closed.

    It knows that it is closed; to ask the server, as ``pool_pre_ping`` does, would cost every transaction
    a way there and back.
    """

    @event.listens_for(engine.sync_engine, "checkout")
    def refuse_closed(connection: AdaptedConnection, *_: object) -> None:
        if connection.driver_connection.is_closed():
            raise DisconnectionError


def _observe(engine: AsyncEngine, slow_query: float, metrics: Metrics) -> None:
    """Count and time every statement. Parameters are never logged: they are members' words."""
    sync_engine = engine.sync_engine
    succeeded = metrics.database.queries.labels("ok")
    failed = metrics.database.queries.labels("error")

    @event.listens_for(sync_engine, "before_cursor_execute")
    def started(connection: Connection, *_: object) -> None:
        connection.info[STARTED] = time.perf_counter()

    @event.listens_for(sync_engine, "after_cursor_execute")
    def finished(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        took = time.perf_counter() - connection.info[STARTED]
        succeeded.inc()
        metrics.database.query_seconds.observe(took)
        if took >= slow_query:
            metrics.database.slow_queries.inc()
            logger.bind(seconds=round(took, 3)).warning("slow query: {}", " ".join(statement.split()))

    @event.listens_for(sync_engine, "handle_error")
    def broken(context: ExceptionContext) -> None:
        failed.inc()
        _hide_values(context)


def _count_connections(engine: AsyncEngine, metrics: Metrics) -> None:
    """Look at the pool when somebody asks; an engine that was disposed of has another one."""

    def of_pool(count: Callable[[QueuePool], int]) -> float:
        pool = engine.sync_engine.pool
        return count(pool) if isinstance(pool, QueuePool) else 0

    metrics.database.pool_in_use.set_function(lambda: of_pool(lambda pool: pool.checkedout()))
    metrics.database.pool_open.set_function(
        lambda: of_pool(lambda pool: pool.checkedout() + pool.checkedin())
    )


def _hide_values(context: ExceptionContext) -> None:
    """Take values out of an error about them, all the way down to its cause: the texts of errors end in logs."""
    shown, adapted = context.sqlalchemy_exception, context.original_exception
    if not isinstance(shown, DBAPIError) or not is_poison(shown):
        return
    cause = adapted.__cause__ or adapted
    told = f"{type(cause).__name__}: {_without_values(cause)}"
    for error in (shown, adapted, cause):
        error.args = (told,)
    if isinstance(cause, asyncpg.PostgresError):
        # Of a row that breaks a constraint it is the whole row.
        cause.detail = None
    # What Python said of a value, asyncpg has quoted.
    cause.__cause__ = cause.__context__ = None


def _without_values(error: BaseException) -> str:
    text = str(error.args[0]) if error.args else ""
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return text
    argument = ARGUMENT.match(text)
    return argument[0] if argument else "the value is not shown"
