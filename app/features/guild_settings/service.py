"""Rules of the guild_settings feature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from zoneinfo import available_timezones

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.actor import Actor, Permission
from app.core.errors import Conflict, InvalidInput
from app.core.guild import ALWAYS_ON, TIME_ZONE_CHANGED, CommandRule, GuildRules
from app.core.ports import Channels
from app.core.text import t
from app.features.guild_settings.models import LONGEST_COMMAND, LONGEST_TIME_ZONE
from app.features.guild_settings.ports import MessageLog
from app.features.guild_settings.repository import GuildSettingsRepository
from app.infra.audit import AuditLog, Myself
from app.infra.cache import Cache
from app.infra.db.directory import remember
from app.infra.db.engine import Sessions
from app.infra.entries import Entry
from app.infra.jobs import JobQueue

MOST_IN_A_RULE = 25
"""Channels or roles in one rule: what one of Discord's menus can choose."""

GUILD_RULES: Final = Entry("guild-rules", GuildRules, 300)
OF_THIS_MACHINE = {"localtime", "posixrules"}
"""Names among those of time zones that are another one wherever the bot runs."""


class GuildSettingsService:
    """Reads and changes what a guild has decided. Changes need Manage Server and are audited."""

    def __init__(
        self,
        sessions: Sessions,
        cache: Cache,
        audit: AuditLog,
        jobs: JobQueue,
        message_log: MessageLog,
        channels: Callable[[], Channels],
    ) -> None:
        self._sessions = sessions
        self._cache = cache
        self._audit = audit
        self._jobs = jobs
        self._message_log = message_log
        # Asked for late: at the command line there are settings, and no bot.
        self._channels = channels

    async def rules_of(self, guild_id: int) -> GuildRules:
        """The guild's decisions; cached, because every command asks."""
        return await self._cache.read(GUILD_RULES, guild_id, lambda: self._load(guild_id))

    async def guilds_without(self, plugin: str) -> frozenset[int]:
        """The guilds that have switched a plugin off."""
        async with self._sessions() as session:
            return await GuildSettingsRepository(session).guilds_without(plugin)

    async def message_logs(self) -> dict[int, int]:
        """The channel of each guild that has switched its message log on."""
        async with self._sessions() as session:
            return await GuildSettingsRepository(session).message_logs()

    async def overview(self, actor: Actor) -> GuildRules:
        """The guild's decisions, for those who may change them."""
        actor.require(Permission.MANAGE_GUILD)
        return await self._load(actor.guild_id)

    async def set_admin_role(self, actor: Actor, role_id: int | None) -> None:
        """Choose the role whose holders count as the bot's admins; None for no role."""
        actor.require(Permission.MANAGE_GUILD)
        if role_id == actor.guild_id:
            raise Conflict(t("Everyone has that role, so it cannot be the admin role."))
        await self._change(actor, "admin_role_id", role_id)

    async def set_log_channel(self, actor: Actor, channel_id: int | None) -> None:
        """Choose the channel that shows what staff change; None for no channel.

        Raises ``Forbidden`` for one in which the bot cannot write.
        """
        actor.require(Permission.MANAGE_GUILD)
        await self._require_writable(actor, channel_id)
        await self._change(actor, "log_channel_id", channel_id)

    async def set_time_zone(self, actor: Actor, name: str) -> str:
        """Choose by which time zone the guild's days are counted; gives its proper name."""
        actor.require(Permission.MANAGE_GUILD)
        zones = {zone.casefold(): zone for zone in available_timezones() - OF_THIS_MACHINE}
        zone = zones.get("_".join(name.split()).casefold())
        if zone is None or len(zone) > LONGEST_TIME_ZONE or not await self._counts_in(zone):
            raise InvalidInput(
                t("I do not know that time zone. Names look like `Europe/Berlin` or `America/New_York`.")
            )
        await self._change(actor, "time_zone", zone, job=TIME_ZONE_CHANGED)
        return zone

    async def _counts_in(self, zone: str) -> bool:
        async with self._sessions() as session:
            return await GuildSettingsRepository(session).knows_time_zone(zone)

    async def set_message_log_channel(self, actor: Actor, channel_id: int | None) -> None:
        """Choose the channel that shows edits, deletions and who comes and goes; None for no message log.

        With a channel the text of messages is kept, encrypted; without, what was kept is deleted.
        Raises ``Forbidden`` for one in which the bot cannot write.
        """
        actor.require(Permission.MANAGE_GUILD)
        await self._require_writable(actor, channel_id)
        async with self._sessions.begin() as session:
            await remember(session, actor)
            await self._set_message_log(session, actor, channel_id)
        await self._message_log_chosen(actor.guild_id, channel_id)

    async def _require_writable(self, actor: Actor, channel_id: int | None) -> None:
        if channel_id is not None:
            await self._channels().require_writable(actor.guild_id, channel_id)

    async def lose_message_log(self, guild_id: int, channel_id: int, why: str) -> None:
        """Switch the log off because its channel cannot be written to, unless another was chosen meanwhile."""
        async with self._sessions.begin() as session:
            settings = await GuildSettingsRepository(session).settings_for_update(guild_id)
            if settings.message_log_channel_id != channel_id:
                return
            await self._set_message_log(session, self._audit.myself(guild_id), None, why=why)
        await self._message_log_chosen(guild_id, None)

    async def _set_message_log(
        self, session: AsyncSession, actor: Actor | Myself, channel_id: int | None, **more: str
    ) -> None:
        settings = await GuildSettingsRepository(session).settings_for_update(actor.guild_id)
        before = settings.message_log_channel_id
        settings.message_log_channel_id = channel_id
        if channel_id != before:
            await self._message_log.chosen(session, actor.guild_id, channel_id)
        details = {"before": before, "after": channel_id, **more}
        await self._audit.record(session, actor, "settings.change", "message_log_channel_id", details)

    async def _message_log_chosen(self, guild_id: int, channel_id: int | None) -> None:
        self._message_log.noticed(guild_id, on=channel_id is not None)
        await self._cache.forget(GUILD_RULES, guild_id)

    async def switch_plugins(self, actor: Actor, offered: Sequence[str], chosen: Sequence[str]) -> None:
        """Of the plugins ``offered``, switch those on that were ``chosen``, and the others off.

        What was decided on a plugin that was not offered, because it is not loaded just now, stays.
        """
        actor.require(Permission.MANAGE_GUILD)
        off = set(offered) - set(chosen)
        if needed := ALWAYS_ON & off:
            raise Conflict(t("{plugins} cannot be switched off.", plugins=", ".join(sorted(needed))))
        async with self._sessions.begin() as session:
            await remember(session, actor)
            settings = await GuildSettingsRepository(session).settings_for_update(actor.guild_id)
            before = settings.disabled_plugins
            settings.disabled_plugins = sorted(set(before) - set(offered) | off)
            await self._record(session, actor, "disabled_plugins", before, settings.disabled_plugins)
        await self._cache.forget(GUILD_RULES, actor.guild_id)

    async def restrict_command(
        self,
        actor: Actor,
        command: str,
        *,
        channel_ids: Sequence[int] | None = None,
        role_ids: Sequence[int] | None = None,
    ) -> None:
        """Allow ``command`` only in these channels and to these roles.

        None leaves that part of the rule as it is. A rule of two empty parts is lifted.
        """
        actor.require(Permission.MANAGE_GUILD)
        most = max(len(channel_ids or ()), len(role_ids or ()))
        if not 1 <= len(command) <= LONGEST_COMMAND or most > MOST_IN_A_RULE:
            raise InvalidInput(t("That is more than one rule can hold."))
        async with self._sessions.begin() as session:
            await remember(session, actor)
            repository = GuildSettingsRepository(session)
            rule = await repository.rule_for_update(actor.guild_id, command)
            rule.channel_ids = rule.channel_ids if channel_ids is None else sorted(channel_ids)
            rule.role_ids = rule.role_ids if role_ids is None else sorted(role_ids)
            details = {"channels": rule.channel_ids, "roles": rule.role_ids}
            await (repository.set_rule(rule) if any(details.values()) else repository.drop_rule(rule))
            await self._audit.record(session, actor, "settings.command", command, details)
        await self._cache.forget(GUILD_RULES, actor.guild_id)

    async def _change(self, actor: Actor, name: str, value: Any, *, job: str | None = None) -> None:
        async with self._sessions.begin() as session:
            await remember(session, actor)
            settings = await GuildSettingsRepository(session).settings_for_update(actor.guild_id)
            before = getattr(settings, name)
            setattr(settings, name, value)
            await self._record(session, actor, name, before, value)
            if job is not None and before != value:
                await self._jobs.enqueue(session, job, guild_id=actor.guild_id)
        await self._cache.forget(GUILD_RULES, actor.guild_id)

    async def _record(self, session: AsyncSession, actor: Actor, name: str, before: Any, after: Any) -> None:
        await self._audit.record(session, actor, "settings.change", name, {"before": before, "after": after})

    async def _load(self, guild_id: int) -> GuildRules:
        async with self._sessions() as session:
            repository = GuildSettingsRepository(session)
            settings = await repository.settings_of(guild_id)
            rules = await repository.rules_of(guild_id)
        commands = {
            rule.command: CommandRule(
                channel_ids=frozenset(rule.channel_ids), role_ids=frozenset(rule.role_ids)
            )
            for rule in rules
        }
        if settings is None:
            return GuildRules(commands=commands)
        return GuildRules(
            admin_role_id=settings.admin_role_id,
            log_channel_id=settings.log_channel_id,
            disabled_plugins=frozenset(settings.disabled_plugins),
            time_zone=settings.time_zone,
            commands=commands,
            message_log_channel_id=settings.message_log_channel_id,
        )
