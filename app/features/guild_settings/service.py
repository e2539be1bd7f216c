"""Rules of the guild_settings feature."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.actor import Actor, Permission
from app.core.clock import Clock
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.events import GuildOptionChanged
from app.core.guild import ALWAYS_ON, CommandRule, GuildRules
from app.core.guild_options import GuildOption, GuildOptions
from app.core.i18n import t
from app.core.ports.channels import Channels
from app.core.ports.guilds import Guilds
from app.features.guild_settings.actions import COMMAND_RESTRICTED, OPTION_CHANGED, PLUGINS_SWITCHED
from app.features.guild_settings.models import LONGEST_COMMAND, GuildCommandRule
from app.features.guild_settings.options import OptionChecks
from app.features.guild_settings.repository import GuildSettingsRepository
from app.infra.audit import AuditLog, Myself
from app.infra.cache import Cache
from app.infra.db.engine import Sessions
from app.infra.db.guilds_and_members import remember
from app.infra.entries import Entry
from app.infra.events import Events

MOST_IN_A_RULE = 25
"""Channels or roles in one rule: what one of Discord's menus can choose."""

V = TypeVar("V")
GUILD_RULES: Final = Entry("guild-rules", GuildRules, 300)


class GuildSettingsService:
    """Reads and changes what a guild has decided. Changes need Manage Server and are audited."""

    def __init__(
        self,
        sessions: Sessions,
        cache: Cache,
        audit: AuditLog,
        events: Events,
        options: GuildOptions,
        clock: Clock,
        channels: Callable[[], Channels],
        guilds: Callable[[], Guilds],
    ) -> None:
        self._sessions = sessions
        self._cache = cache
        self._audit = audit
        self._events = events
        self.options = options
        self._clock = clock
        # Asked for late: at the command line there are settings, and no bot.
        self._channels = channels
        self._guilds = guilds
        self._checked = OptionChecks(sessions, channels, guilds)

    async def rules_of(self, guild_id: int) -> GuildRules:
        """The guild's decisions; cached, because every command asks."""
        return await self._cache.read(GUILD_RULES, guild_id, lambda: self._load(guild_id))

    async def guilds_without(self, plugin: str) -> frozenset[int]:
        """The guilds that have switched a plugin off."""
        async with self._sessions() as session:
            return await GuildSettingsRepository(session).guilds_without(plugin)

    async def guilds_with(self, option: GuildOption[V]) -> dict[int, V]:
        """What each guild has decided that has not left it at the default."""
        async with self._sessions() as session:
            found = await GuildSettingsRepository(session).with_option(option.key)
        values = {guild_id: option.read(stored) for guild_id, stored in found.items()}
        return {guild_id: value for guild_id, value in values.items() if value != option.default}

    async def overview(self, actor: Actor) -> GuildRules:
        """The guild's decisions, for those who may change them."""
        actor.require(Permission.MANAGE_GUILD)
        return await self._load(actor.guild_id)

    def out_of_sight(self, actor: Actor) -> frozenset[int]:
        """The channels that the bot cannot see, for those who may choose one."""
        actor.require(Permission.MANAGE_GUILD)
        return self._channels().hidden(actor.guild_id)

    async def astray(
        self, actor: Actor, *, channel_ids: Iterable[int | None] = (), role_ids: Iterable[int | None] = ()
    ) -> frozenset[int]:
        """Which of these ids, chosen once, stand for nothing in the guild: it was deleted, or never was there."""
        actor.require(Permission.MANAGE_GUILD)
        kinds = ((self._guilds().channel, channel_ids), (self._guilds().role, role_ids))
        found = set()
        for ask, ids in kinds:
            for given in filter(None, ids):
                try:
                    await ask(actor.guild_id, given)
                except NotFound:
                    found.add(given)
                except Forbidden:
                    # It may well be there, where the bot cannot look.
                    continue
        return frozenset(found)

    async def choose(self, actor: Actor, option: GuildOption[V], value: V) -> V:
        """Decide something; None where that is the default decides nothing. Gives the value as it is stored.

        Refuses what is not of the option's kind: a channel of another guild or in which the bot cannot write, a
        role that nobody gives, words that are too long, an unknown time zone.
        """
        actor.require(Permission.MANAGE_GUILD)
        wanted: V = value if value is None else await self._checked.value(actor, option, value)
        async with self._sessions.begin() as session:
            await remember(session, actor)
            await self._store(session, actor, option, wanted)
        await self._stored(actor.guild_id, option, wanted)
        return wanted

    async def lose(self, guild_id: int, option: GuildOption[V], value: V, why: str) -> None:
        """Decide nothing because the value is of no use any more, unless another was chosen meanwhile."""
        async with self._sessions.begin() as session:
            settings = await GuildSettingsRepository(session).settings_for_update(guild_id)
            if option.read(settings.options) != value:
                return
            await self._store(session, self._audit.myself(guild_id), option, option.default, why=why)
        await self._stored(guild_id, option, option.default)

    async def _store(
        self, session: AsyncSession, actor: Actor | Myself, option: GuildOption[V], value: V, why: str = ""
    ) -> None:
        settings = await GuildSettingsRepository(session).settings_for_update(actor.guild_id)
        before: Any = option.read(settings.options)
        kept = {key: each for key, each in settings.options.items() if key != option.key}
        settings.options = kept if value == option.default else {**kept, option.key: value}
        after: Any = value
        await self._audit.record(
            session,
            actor,
            OPTION_CHANGED,
            option.key,
            before={"value": before},
            after={"value": after},
            why=why,
        )
        if before != after:
            changed = GuildOptionChanged(
                guild_id=actor.guild_id, key=option.key, before=before, after=after, at=self._clock.now()
            )
            await self._events.publish(session, changed)

    async def _stored(self, guild_id: int, option: GuildOption[V], value: V) -> None:
        for watcher in self.options.watchers:
            watcher.option_changed(guild_id, option, value)
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
            before = {"plugins": settings.disabled_plugins}
            settings.disabled_plugins = sorted(set(settings.disabled_plugins) - set(offered) | off)
            after = {"plugins": settings.disabled_plugins}
            await self._audit.record(session, actor, PLUGINS_SWITCHED, before=before, after=after)
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
        for channel_id in channel_ids or ():
            await self._guilds().channel(actor.guild_id, channel_id)
        for role_id in role_ids or ():
            await self._guilds().role(actor.guild_id, role_id)
        async with self._sessions.begin() as session:
            await remember(session, actor)
            repository = GuildSettingsRepository(session)
            rule = await repository.rule_for_update(actor.guild_id, command)
            before = _told(rule)
            rule.channel_ids = rule.channel_ids if channel_ids is None else sorted(channel_ids)
            rule.role_ids = rule.role_ids if role_ids is None else sorted(role_ids)
            after = _told(rule)
            await (repository.set_rule(rule) if any(after.values()) else repository.drop_rule(rule))
            await self._audit.record(session, actor, COMMAND_RESTRICTED, command, before=before, after=after)
        await self._cache.forget(GUILD_RULES, actor.guild_id)

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
            options=settings.options, disabled_plugins=frozenset(settings.disabled_plugins), commands=commands
        )


def _told(rule: GuildCommandRule) -> dict[str, object]:
    """What is written down of a rule."""
    return {"channels": rule.channel_ids or [], "roles": rule.role_ids or []}
