"""Foundation: guilds, members, settings, panels, the audit log, the tables of the job queue.

Revision ID: 0001
Revises: none
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.infra.jobs.queue import queries

revision = "0001"
down_revision = None

AUDIT_FUNCTIONS = (
    # A salted digest instead of the values: it still fits the chain when the values are erased.
    """
    CREATE FUNCTION audit_digest(salt bytea, actor_id bigint, target text, details jsonb) RETURNS bytea
    LANGUAGE sql IMMUTABLE AS $$
        SELECT sha256(salt || convert_to(jsonb_build_array(actor_id, target, details)::text, 'UTF8'))
    $$
    """,
    """
    CREATE FUNCTION audit_hash(previous bytea, chain bigint, number bigint, at timestamptz, action text, digest bytea)
    RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
        SELECT sha256(
            previous
            || convert_to(jsonb_build_array(chain, number, extract(epoch FROM at), action)::text, 'UTF8')
            || digest
        )
    $$
    """,
    """
    CREATE FUNCTION audit_append() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        head audit_heads%ROWTYPE;
    BEGIN
        INSERT INTO audit_heads (chain, entries, hash) VALUES (NEW.chain, 0, '') ON CONFLICT DO NOTHING;
        SELECT * INTO head FROM audit_heads WHERE chain = NEW.chain FOR UPDATE;
        NEW.number := head.entries + 1;
        NEW.at := clock_timestamp();
        NEW.salt := uuid_send(gen_random_uuid());
        NEW.digest := audit_digest(NEW.salt, NEW.actor_id, NEW.target, NEW.details);
        NEW.previous := head.hash;
        NEW.hash := audit_hash(NEW.previous, NEW.chain, NEW.number, NEW.at, NEW.action, NEW.digest);
        UPDATE audit_heads SET entries = NEW.number, hash = NEW.hash WHERE chain = NEW.chain;
        RETURN NEW;
    END
    $$
    """,
    # The one change that is allowed: to empty the personal part, all of it at once.
    """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        erased audit_log%ROWTYPE;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            erased := OLD;
            erased.actor_id := NULL;
            erased.target := NULL;
            erased.details := NULL;
            erased.salt := NULL;
            IF NEW IS NOT DISTINCT FROM erased THEN
                RETURN NEW;
            END IF;
        END IF;
        RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
    END
    $$
    """,
    """
    CREATE FUNCTION audit_first_broken(wanted bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
        WITH links AS (
            SELECT *, row_number() OVER newest_last AS position, lag(hash, 1, ''::bytea) OVER newest_last AS expected
            FROM audit_log WHERE chain = wanted WINDOW newest_last AS (ORDER BY number)
        ), broken AS (
            SELECT position AS number FROM links
            WHERE number <> position
               OR previous <> expected
               OR hash <> audit_hash(previous, chain, number, at, action, digest)
               OR salt IS NOT NULL AND digest <> audit_digest(salt, actor_id, target, details)
            UNION ALL
            SELECT count(*) + 1 FROM links
            HAVING (count(*), coalesce((array_agg(hash ORDER BY number DESC))[1], ''))
                   <> (SELECT entries, hash FROM audit_heads WHERE chain = wanted)
        )
        SELECT min(number) FROM broken
    $$
    """,
)

AUDIT_TRIGGERS = (
    "CREATE TRIGGER audit_append BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_append()",
    "CREATE TRIGGER audit_refuse BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_keep BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
)


def upgrade() -> None:
    _create_guilds()
    _create_guild_settings()
    _create_panels()
    _create_audit()
    # PgQueuer owns these tables and brings their definition with it; they live in a schema of their own.
    script = queries(None).qbe.build_install_query()
    driver: Any = op.get_bind().connection.dbapi_connection
    driver.run_async(lambda connection: connection.execute(script))


def downgrade() -> None:
    op.execute("DROP SCHEMA jobs CASCADE")
    op.drop_table("audit_log")
    op.drop_table("audit_heads")
    for function in ("append", "refuse", "first_broken", "hash", "digest"):
        op.execute(f"DROP FUNCTION audit_{function}")
    for table in ("panels", "guild_command_rules", "guild_settings", "members", "guilds"):
        op.drop_table(table)


def _guild_id() -> sa.Column[int]:
    return sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False)


def _owned_by_guild(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["guild_id"], ["guilds.id"], name=op.f(f"fk_{table}_guild_id"), ondelete="CASCADE"
    )


def _moment(name: str, *, now: bool = True) -> sa.Column[object]:
    default = sa.text("now()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=False)


def _create_guilds() -> None:
    op.create_table(
        "guilds",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _moment("first_seen_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guilds")),
    )
    op.create_table(
        "members",
        _guild_id(),
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        _moment("seen_at"),
        _owned_by_guild("members"),
        sa.PrimaryKeyConstraint("guild_id", "user_id", name=op.f("pk_members")),
    )


def _create_guild_settings() -> None:
    op.create_table(
        "guild_settings",
        _guild_id(),
        sa.Column("admin_role_id", sa.BigInteger(), nullable=True),
        sa.Column("log_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("disabled_plugins", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        _moment("updated_at"),
        _owned_by_guild("guild_settings"),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_guild_settings")),
    )
    op.create_table(
        "guild_command_rules",
        _guild_id(),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("channel_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("role_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.CheckConstraint(
            "char_length(command) BETWEEN 1 AND 100", name=op.f("ck_guild_command_rules_command_length")
        ),
        _owned_by_guild("guild_command_rules"),
        sa.PrimaryKeyConstraint("guild_id", "command", name=op.f("pk_guild_command_rules")),
    )


def _create_panels() -> None:
    op.create_table(
        "panels",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("state", postgresql.JSONB(), nullable=False),
        _moment("created_at"),
        _moment("expires_at", now=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels")),
    )
    op.create_index(op.f("ix_panels_expires_at"), "panels", ["expires_at"])
    op.create_index(op.f("ix_panels_user_id"), "panels", ["user_id"])


def _create_audit() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("chain", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        _moment("at", now=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_chain_number", "audit_log", ["chain", "number"], unique=True)
    op.create_index("ix_audit_log_chain_action", "audit_log", ["chain", "action"])
    op.create_index("ix_audit_log_actor_id", "audit_log", ["actor_id"])
    for statement in (*AUDIT_FUNCTIONS, *AUDIT_TRIGGERS):
        op.execute(statement)
