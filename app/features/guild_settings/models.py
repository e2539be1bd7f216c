"""Tables of the guild_settings feature. They hold no personal data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.infra.db.base import ChannelId, GuildId, Model, RoleId, length_between
from app.infra.db.guilds_and_members import Guild

LONGEST_COMMAND = 100


class GuildSettings(Model):
    """The decisions of one guild."""

    __tablename__ = "guild_settings"
    guild_id: Mapped[int] = mapped_column(
        GuildId, ForeignKey(Guild.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}", default_factory=dict)
    """What was decided, by the key of the option; what was not is left out."""
    disabled_plugins: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{}", default_factory=list
    )
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now(), init=False)


class GuildCommandRule(Model):
    """Where and by whom a command may be used in one guild."""

    __tablename__ = "guild_command_rules"
    __table_args__ = (length_between("command", 1, LONGEST_COMMAND),)

    guild_id: Mapped[int] = mapped_column(
        GuildId, ForeignKey(Guild.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    command: Mapped[str] = mapped_column(primary_key=True)
    """The qualified name, such as ``quote add``; a group's name covers all of it."""
    channel_ids: Mapped[list[int]] = mapped_column(
        ARRAY(ChannelId), server_default="{}", default_factory=list
    )
    role_ids: Mapped[list[int]] = mapped_column(ARRAY(RoleId), server_default="{}", default_factory=list)
