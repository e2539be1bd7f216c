"""What all tables share: the declarative base, the names of constraints, the kinds of columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, DateTime, MetaData, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass

from app.core.snowflake import EPOCH, SHIFT


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Refuses one without a time zone, and always gives back UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)


class Snowflake(BigInteger):
    """An id that Discord gave. The kinds below let tests find whose id a column holds."""


class UserId(Snowflake):
    """A person's id. A table with such a column belongs in a ``DATA_MAP``."""


class GuildId(Snowflake):
    """A guild's id."""


class ChannelId(Snowflake):
    """A channel's or thread's id."""


class MessageId(Snowflake):
    """A message's id."""


class RoleId(Snowflake):
    """A role's id."""


class Model(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """Base of all tables. Constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[Any] = {datetime: UtcDateTime, str: Text}


def made_at(column: str) -> str:
    """An SQL expression for the moment inside the ids of a column."""
    return f"to_timestamp((({column} >> {SHIFT}) + {EPOCH}) / 1000.0)"


def length_between(column: str, shortest: int, longest: int) -> CheckConstraint:
    """A constraint ``ck_<table>_<column>_length`` on the number of characters."""
    return CheckConstraint(f"char_length({column}) BETWEEN {shortest} AND {longest}", name=f"{column}_length")
