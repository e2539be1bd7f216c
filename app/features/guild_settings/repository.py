"""Queries of the guild_settings feature."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.guild_settings.models import GuildCommandRule, GuildSettings

TIME_ZONE = text("SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = :name)")


class GuildSettingsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def settings_of(self, guild_id: int) -> GuildSettings | None:
        return await self._session.get(GuildSettings, guild_id)

    async def settings_for_update(self, guild_id: int) -> GuildSettings:
        """The guild's row, locked; made on the first decision."""
        settings = await self._session.get(GuildSettings, guild_id, with_for_update=True)
        if settings is None:
            settings = GuildSettings(guild_id=guild_id)
            self._session.add(settings)
        return settings

    async def rules_of(self, guild_id: int) -> list[GuildCommandRule]:
        query = select(GuildCommandRule).where(GuildCommandRule.guild_id == guild_id)
        return list(await self._session.scalars(query))

    async def guilds_without(self, plugin: str) -> frozenset[int]:
        query = select(GuildSettings.guild_id).where(GuildSettings.disabled_plugins.contains([plugin]))
        return frozenset(await self._session.scalars(query))

    async def with_option(self, key: str) -> dict[int, dict[str, object]]:
        """The options of each guild that has decided something for this one."""
        query = select(GuildSettings.guild_id, GuildSettings.options).where(
            GuildSettings.options.has_key(key)
        )
        return {row.guild_id: row.options for row in await self._session.execute(query)}

    async def knows_time_zone(self, name: str) -> bool:
        """Whether PostgreSQL, which counts the days, has that time zone; its list is not the same as Python's."""
        return bool(await self._session.scalar(TIME_ZONE, {"name": name}))

    async def rule_for_update(self, guild_id: int, command: str) -> GuildCommandRule:
        """The command's rule, locked; an empty one that is not stored yet where it has none."""
        rule = await self._session.get(GuildCommandRule, (guild_id, command), with_for_update=True)
        return rule or GuildCommandRule(guild_id=guild_id, command=command)

    async def set_rule(self, rule: GuildCommandRule) -> None:
        await self._session.merge(rule)

    async def drop_rule(self, rule: GuildCommandRule) -> None:
        if rule in self._session:
            await self._session.delete(rule)
