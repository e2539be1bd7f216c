"""Whether what somebody chose is of the kind that an option wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import available_timezones

from app.core.actor import Actor
from app.core.errors import Conflict, InvalidInput
from app.core.guild_options import GuildOption, OptionKind
from app.core.i18n import t
from app.core.localized import Number
from app.core.ports.channels import Channels
from app.core.ports.guilds import Guilds
from app.core.prose import one_line
from app.features.guild_settings.repository import GuildSettingsRepository
from app.infra.db.engine import Sessions

OF_THIS_MACHINE = {"localtime", "posixrules"}
"""Names among those of time zones that are another one wherever the bot runs."""


class OptionChecks:
    """Checks values by the kind of their option."""

    def __init__(
        self, sessions: Sessions, channels: Callable[[], Channels], guilds: Callable[[], Guilds]
    ) -> None:
        self._sessions = sessions
        self._channels = channels
        self._guilds = guilds

    # What a value is depends on the option's kind, which no type tells.
    async def value(self, actor: Actor, option: GuildOption[object], value: Any) -> Any:
        """The value as it is to be stored; raises for one that is not of the option's kind."""
        match option.kind:
            case OptionKind.CHANNEL:
                await self._channels().require_writable(actor.guild_id, value)
            case OptionKind.ROLE:
                await self._require_given_by_people(actor.guild_id, value)
            case OptionKind.TIME_ZONE:
                return await self._zone(value)
            case OptionKind.WORDS:
                return one_line(value, what=option.label, longest=option.most) if value else ""
            case OptionKind.NUMBER:
                if not option.least <= value <= option.most:
                    raise InvalidInput(
                        t(
                            "{label} can be anything from {least} to {most}.",
                            label=option.label,
                            least=Number(option.least),
                            most=Number(option.most),
                        )
                    )
            case OptionKind.SWITCH:
                return bool(value)
        return value

    async def _require_given_by_people(self, guild_id: int, role_id: int) -> None:
        if role_id == guild_id:
            raise Conflict(t("Everyone has that role. Please choose another."))
        role = await self._guilds().role(guild_id, role_id)
        if not role.assignable:
            raise Conflict(t("Discord or an app decides who has that role. Please choose another."))

    async def _zone(self, name: str) -> str:
        zones = {zone.casefold(): zone for zone in available_timezones() - OF_THIS_MACHINE}
        zone = zones.get("_".join(name.split()).casefold())
        if zone is None or not await self._counts_in(zone):
            raise InvalidInput(
                t("I do not know that time zone. Names look like `Europe/Berlin` or `America/New_York`.")
            )
        return zone

    async def _counts_in(self, zone: str) -> bool:
        async with self._sessions() as session:
            return await GuildSettingsRepository(session).knows_time_zone(zone)
