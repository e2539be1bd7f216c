"""Answers questions about a guild's activity, from roll-ups alone.

Nobody learns of channels they cannot see, of other members' figures without their consent (staff aside), or of
groups so small that a figure would be a person's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.actor import Actor, Permission
from app.core.chart import Chart
from app.core.clock import Clock
from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.guild import GuildPolicy
from app.core.guild_options import TIME_ZONE
from app.core.i18n import t
from app.core.localized import Number
from app.core.ports.channels import Visibility
from app.core.ports.guilds import Guilds
from app.core.ports.pictures import Painter
from app.core.snowflake import is_possible
from app.features.statistics.policy import readable
from app.features.statistics.repository import (
    PRIVATE_THREAD,
    PUBLIC_THREADS,
    Place,
    Span,
    StatisticsRepository,
    Totals,
)
from app.features.statistics.values import (
    FIGURES,
    TOP,
    MembershipChanges,
    MessageCount,
    Report,
    days_known,
    grouped_by_person,
    grouped_by_place,
    heat_of,
    report_of,
    top,
)
from app.infra.cache import Cache
from app.infra.db.engine import Sessions

STAFF = Permission.MODERATE_MEMBERS
FEWEST = 10
"""People in a group below which its figures are not told."""
MOST_DAYS = 365
MOST_HOURS = 8760


class StatisticsService:
    """Reports for whoever asks. Each public method reads one consistent-enough state and writes nothing."""

    def __init__(
        self,
        sessions: Sessions,
        policy: GuildPolicy,
        visibility: Visibility,
        guilds: Guilds,
        painter: Painter,
        cache: Cache,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._policy = policy
        self._visibility = visibility
        self._guilds = guilds
        self._painter = painter
        self._cache = cache
        self._clock = clock

    async def picture(self, chart: Chart) -> bytes | None:
        """A picture of figures, or None: the figures are there as text anyway."""
        return await self._painter.draw(chart)

    def now(self, report: Report) -> datetime:
        """The moment, by the clock that the report's days are counted by."""
        return self._clock.now().astimezone(ZoneInfo(report.zone))

    async def server(self, actor: Actor, days: int, *, for_everyone: bool = False) -> Report:
        """The whole guild, as far as the actor or, ``for_everyone``, every member sees it."""
        actor = everyone(actor) if for_everyone else actor
        async with self._sessions() as session:
            repository = StatisticsRepository(session)
            places, all_places = await self._looked_at(repository, actor)
            span = await self._span(actor, days, places)
            report = await self._of_places(repository, span, places)
            movement = await self._movement(repository, actor, span, all_places=all_places)
        return replace(report, movement=movement)

    async def place(self, actor: Actor, channel_id: int, days: int, *, for_everyone: bool = False) -> Report:
        """A channel with its threads, a category with its channels, or a single thread."""
        actor = everyone(actor) if for_everyone else actor
        async with self._sessions() as session:
            repository = StatisticsRepository(session)
            places = _below(channel_id, await self._places(repository, actor))
            span = await self._span(actor, days, places)
            report = await self._of_places(repository, span, places)
            people = grouped_by_person(await repository.people(span)).people
            report = await self._with_people(repository, actor, report, people)
        return replace(report, hidden=places[channel_id].hidden)

    async def category_of(self, actor: Actor, channel_id: int) -> int:
        """The category of a channel; refuses channels that are in none, or in none that the actor sees."""
        async with self._sessions() as session:
            places = await self._places(StatisticsRepository(session), actor)
        above = places[channel_id].parent_id if channel_id in places else None
        if above is None or above not in places:
            raise InvalidInput(t("This channel is in no category. Please say which one you mean."))
        return above

    async def member(self, actor: Actor, user_id: int, days: int) -> Report:
        """A member: oneself always, others for staff or when they agreed."""
        if user_id != actor.user_id:
            await self._require_told_of(actor, user_id)
        async with self._sessions() as session:
            repository = StatisticsRepository(session)
            places = await self._places(repository, actor)
            span = await self._span(actor, days, places)
            # One's own are all one's own, wherever they were written.
            rows = await repository.people(span, user_id=user_id, everywhere=user_id == actor.user_id)
            known = await repository.known_from(actor.guild_id, span.zone)
        return report_of(span, grouped_by_person(rows), places, known.messages)

    async def role(self, actor: Actor, role_id: int, days: int) -> Report:
        """Those who hold a role now; refuses small groups."""
        # Everyone's role has the guild's id and is in nobody's list of roles.
        held = None if role_id == actor.guild_id else role_id
        if held is not None:
            await self._guilds.role(actor.guild_id, held)
        async with self._sessions() as session:
            repository = StatisticsRepository(session)
            _, holders = await repository.members_now(actor.guild_id, held)
            if holders < FEWEST:
                raise Forbidden(
                    t(
                        "Fewer than {fewest} members hold that role; figures could be told apart.",
                        fewest=Number(FEWEST),
                    )
                )
            places = await self._places(repository, actor)
            span = await self._span(actor, days, places)
            found = grouped_by_person(await repository.people(span, role_id=held))
            if 0 < len(found.people) < FEWEST and not actor.may(STAFF):
                raise Forbidden(
                    t(
                        "Fewer than {fewest} of those who hold that role wrote; figures could be told apart.",
                        fewest=Number(FEWEST),
                    )
                )
            known = await repository.known_from(actor.guild_id, span.zone)
            report = report_of(span, found, places, known.messages)
            report = await self._with_people(repository, actor, report, found.people)
        return replace(report, members=holders)

    async def message_count(self, actor: Actor, channel_id: int, hours: int) -> MessageCount:
        """Messages in a channel and its threads, from the beginning of an hour on."""
        if not 1 <= hours <= MOST_HOURS:
            raise InvalidInput(t("I can count between one hour and a year."))
        zone = ZoneInfo(await self._zone_of(actor.guild_id))
        now = self._clock.now()
        since = (now - timedelta(hours=hours)).astimezone(zone).replace(minute=0, second=0, microsecond=0)
        async with self._sessions() as session:
            repository = StatisticsRepository(session)
            places = _below(channel_id, await self._places(repository, actor))
            count = await repository.since(actor.guild_id, places, since.date(), since.hour)
        return MessageCount(messages=count, since=since, until=now)

    async def leaderboard(self, actor: Actor, days: int) -> list[tuple[int, int]]:
        """The busiest of those who take part, in the channels that everybody sees: user ids and messages."""
        actor = everyone(actor)
        async with self._sessions() as session:
            repository = StatisticsRepository(session)
            places = await self._places(repository, actor)
            return await repository.ranked(await self._span(actor, days, places), TOP)

    async def _places(self, repository: StatisticsRepository, actor: Actor) -> dict[int, Place]:
        """The channels and threads that the actor sees."""
        places, _ = await self._looked_at(repository, actor)
        return places

    async def _looked_at(
        self, repository: StatisticsRepository, actor: Actor
    ) -> tuple[dict[int, Place], bool]:
        """The channels and threads that the actor sees, and whether these are all."""
        everything = {place.id: place for place in await repository.places(actor.guild_id)}
        seen = await readable(self._visibility, repository, actor, everything.values())
        if seen is None:
            return everything, True
        private = any(place.kind == PRIVATE_THREAD for place in everything.values())
        joined = await repository.threads_of(actor.guild_id, actor.user_id) if private else frozenset()
        places = {place.id: place for place in everything.values() if _is_seen(place, seen, joined)}
        return places, places == everything

    async def _movement(
        self, repository: StatisticsRepository, actor: Actor, span: Span, *, all_places: bool
    ) -> MembershipChanges:
        """Who came and went; what is only known of all channels together, for those who see them all."""
        joins, leaves, reactions, most, people = await repository.days(span)
        _, members = await repository.members_now(actor.guild_id)
        known = await repository.known_from(actor.guild_id, span.zone)
        watched = known.events is not None and known.events <= span.last
        average = people / days_known(span.first, span.last, known.messages)
        # The average is the smaller of the two.
        people_told = all_places and (actor.may(STAFF) or average >= FEWEST)
        return MembershipChanges(
            members=members,
            joins=joins if watched else None,
            leaves=leaves if watched else None,
            reactions=reactions if all_places and (watched or reactions) else None,
            most_people=most if people_told else None,
            average_people=average if people_told else None,
        )

    async def _span(self, actor: Actor, days: int, places: Collection[int]) -> Span:
        if not 1 <= days <= MOST_DAYS:
            raise InvalidInput(t("I can look back between one day and a year."))
        zone = await self._zone_of(actor.guild_id)
        last = self._clock.now().astimezone(ZoneInfo(zone)).date()
        return Span(actor.guild_id, last - timedelta(days=days - 1), last, places, zone)

    async def _zone_of(self, guild_id: int) -> str:
        return (await self._policy.rules_of(guild_id)).of(TIME_ZONE)

    async def _require_told_of(self, actor: Actor, user_id: int) -> None:
        """Refuse whom the actor may not ask about: who did not agree, or for staff, who was never here."""
        async with self._sessions() as session:
            repository = StatisticsRepository(session)
            may_name = await self._may_name(repository, actor)
            if may_name is not None and user_id not in may_name:
                raise Forbidden(t("That member keeps their figures to themselves."))
            known = is_possible(user_id) and await repository.knows(actor.guild_id, user_id)
        if not known:
            await self._guilds.member(actor.guild_id, user_id)

    async def _may_name(self, repository: StatisticsRepository, actor: Actor) -> frozenset[int] | None:
        """Whose figures the actor may see; None for everybody's."""
        return None if actor.may(STAFF) else await repository.sharing(actor.guild_id)

    async def _of_places(
        self, repository: StatisticsRepository, span: Span, places: Mapping[int, Place]
    ) -> Report:
        """What is known of these places, the same for everybody who sees them; cached until it is counted anew."""

        async def load() -> Report:
            found = grouped_by_place(await repository.by_day_and_channel(span))
            heat = heat_of(await repository.by_weekday_and_hour(span))
            known = await repository.known_from(span.guild_id, span.zone)
            return replace(report_of(span, found, places, known.messages), heat=heat)

        return await self._cache.read(FIGURES, span.key, load, group=span.guild_id)

    async def _with_people(
        self,
        repository: StatisticsRepository,
        actor: Actor,
        report: Report,
        people: Mapping[int, Totals],
    ) -> Report:
        """The report with as much about people as the actor may know."""
        may_name = await self._may_name(repository, actor)
        named = {each: sums for each, sums in people.items() if may_name is None or each in may_name}
        # Of who has left there is no name to show.
        present = await repository.present(actor.guild_id, named) if named else frozenset()
        told = len(people) >= FEWEST or may_name is None
        return replace(
            report,
            people=top({each: named[each] for each in present}, {}),
            people_count=len(people) if told else None,
        )


def everyone(actor: Actor) -> Actor:
    """Somebody in the actor's guild without any role."""
    return Actor(user_id=0, guild_id=actor.guild_id, locale=actor.locale)


def _is_seen(place: Place, seen: Collection[int], joined: Collection[int]) -> bool:
    """Whether somebody sees a place, who sees these channels and has joined these threads."""
    above = place.parent_id in seen
    return (
        place.id in seen
        or (place.kind in PUBLIC_THREADS and above)
        or (place.kind == PRIVATE_THREAD and above and place.id in joined)
    )


def _below(channel_id: int, places: Mapping[int, Place]) -> dict[int, Place]:
    """A channel and what is in it. Without the channel among ``places`` the actor knows of none."""
    if channel_id not in places:
        raise NotFound(t("There are no figures of that channel."))
    found = {channel_id}
    for _ in range(2):  # a category's channels, and their threads
        found |= {place.id for place in places.values() if place.parent_id in found}
    return {place_id: places[place_id] for place_id in found}
