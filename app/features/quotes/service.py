"""Rules of the quotes feature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Self

from app.core import markup
from app.core.actor import Actor, Permission
from app.core.clock import Clock
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.excerpts import plain
from app.core.i18n import t
from app.core.invocation import current_claim
from app.core.ports.channels import Visibility
from app.core.ports.guilds import Guilds
from app.core.prose import one_line, sanitize
from app.core.snowflake import is_possible
from app.features.quotes.actions import QUOTE_DELETED, QUOTE_EDITED
from app.features.quotes.models import HIGHEST, LONGEST, LONGEST_BROUGHT, MOST_LINES, SHORTEST, Quote
from app.features.quotes.repository import NamedQuote, QuoteRepository
from app.infra.audit import AuditLog
from app.infra.cache import Cache
from app.infra.db.engine import Sessions
from app.infra.db.guilds_and_members import remember, remember_member, remembers
from app.infra.entries import Entry

STAFF = Permission.MANAGE_MESSAGES
PAGE = 5
LONGEST_SEARCH = 100
OFFERED_TEXT = 100
QUOTE_NUMBERS: Final = Entry("quote-numbers", tuple[tuple[int, str], ...], 300)
NO_SUCH_SOURCE = t("That is no link to a message of this server.")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is quoted: the user id, and the name at that time."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Source:
    """The message a quote comes from."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """A quote as it is shown. Ids are None where the person asked to be forgotten."""

    number: int
    text: str
    added_by: int | None
    added_by_name: str
    added_at: datetime
    speaker_id: int | None
    speaker_name: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found; ``similar`` when nothing matched and likeness decided."""

    quotes: list[QuoteView]
    total: int
    similar: bool


class QuoteService:
    """Keeps, finds and shows quotes of the actor's guild. Each public method is one transaction."""

    def __init__(
        self,
        sessions: Sessions,
        cache: Cache,
        audit: AuditLog,
        clock: Clock,
        guilds: Guilds,
        visibility: Visibility,
    ) -> None:
        self._sessions = sessions
        self._cache = cache
        self._audit = audit
        self._clock = clock
        self._guilds = guilds
        self._visibility = visibility

    async def add(
        self, actor: Actor, text: str, *, speaker: Person | None = None, source: Source | None = None
    ) -> QuoteView:
        """Keep a quote under a new number; refuses a message that is quoted already, not of this guild, or not for all."""
        text = cleaned(text)
        await self._require_here(actor, speaker, source)
        async with self._sessions.begin() as session:
            quotes = QuoteRepository(session)
            await remember(session, actor)
            if speaker is not None:
                await remember_member(session, actor.guild_id, speaker.id, speaker.name)
            number = await quotes.next_number(actor.guild_id)
            await _refuse_known(quotes, actor, source)
            quote = Quote(
                guild_id=actor.guild_id,
                number=number,
                text=text,
                added_by=actor.user_id,
                speaker_id=speaker.id if speaker else None,
                channel_id=source.channel_id if source else None,
                message_id=source.message_id if source else None,
                times_shown=await quotes.least_shown(actor.guild_id),
            )
            await quotes.add(quote)
        await self._cache.forget(QUOTE_NUMBERS, actor.guild_id)
        return _view(quote, actor.name, speaker.name if speaker else None)

    async def _require_here(self, actor: Actor, speaker: Person | None, source: Source | None) -> None:
        """Refuse what is not of this guild. Who wrote the source, or is remembered here, may have left since."""
        welcome = {actor.user_id}
        if source is not None:
            welcome.add(await self._author_of(actor.guild_id, source))
        if speaker is None or speaker.id in welcome or await self._remembers(actor.guild_id, speaker.id):
            return
        await self._guilds.member(actor.guild_id, speaker.id)

    async def _author_of(self, guild_id: int, source: Source) -> int:
        try:
            await self._guilds.channel(guild_id, source.channel_id)
            if not await self._visibility.open_to_all(guild_id, source.channel_id):
                raise Forbidden(
                    t("That was said where not everybody here can read it, and a quote is for everybody.")
                )
            message = await self._guilds.message(guild_id, source.channel_id, source.message_id)
        except NotFound:
            raise InvalidInput(NO_SUCH_SOURCE) from None
        return message.author_id

    async def _remembers(self, guild_id: int, user_id: int) -> bool:
        if not is_possible(user_id):
            return False
        async with self._sessions() as session:
            return await remembers(session, guild_id, user_id)

    async def get(self, actor: Actor, number: int) -> QuoteView:
        """The quote with that number."""
        async with self._sessions() as session:
            return _view(*await _existing(QuoteRepository(session), actor, number))

    async def random(self, actor: Actor) -> QuoteView:
        """A quote by chance; none comes twice before all have come once."""
        claim = current_claim()
        # A single statement takes a third of the time of a transaction, so it brings its claim along.
        async with self._sessions() as session:
            taken = await QuoteRepository(session).take_random(actor.guild_id, claim)
        if taken is None:
            # None to take, or served elsewhere: a transaction tells which.
            async with self._sessions.begin() as session:
                taken = await QuoteRepository(session).any_random(actor.guild_id)
        elif claim is not None:
            claim.kept = True
        if taken is None:
            raise NotFound(t("There are no quotes here yet. `/quote add` makes the first."))
        return _view(*taken)

    async def find(self, actor: Actor, words: str, page: int = 0) -> Found:
        """Page ``page`` (from 0) of the quotes with these words, or with words like them."""
        words = one_line(words, what=t("A search"), longest=LONGEST_SEARCH, shortest=2)
        async with self._sessions() as session:
            quotes = QuoteRepository(session)
            found, total = await quotes.matching(actor.guild_id, words, offset=page * PAGE, limit=PAGE)
            similar = not total
            if similar:
                found, total = await quotes.similar(actor.guild_id, words, offset=page * PAGE, limit=PAGE)
        return Found([_view(*row) for row in found], total, similar)

    async def edit(self, actor: Actor, number: int, text: str) -> QuoteView:
        """Change the words; for the adder and staff."""
        async with self._sessions.begin() as session:
            quote, adder, speaker = await _existing(QuoteRepository(session), actor, number)
            _require_adder_or_staff(actor, quote)
            text = cleaned(text, before=quote.text)
            if text == quote.text:
                raise InvalidInput(t("Say what to change."))
            before, quote.text = quote.text, text
            quote.edited_at = self._clock.now()
            await self._audit.record(
                session, actor, QUOTE_EDITED, str(number), before={"text": before}, after={"text": text}
            )
        await self._cache.forget(QUOTE_NUMBERS, actor.guild_id)
        return _view(quote, adder, speaker)

    async def editable(self, actor: Actor, number: int) -> QuoteView:
        """The quote with that number, if the actor may change it."""
        async with self._sessions() as session:
            quote, adder, speaker = await _existing(QuoteRepository(session), actor, number)
        _require_adder_or_staff(actor, quote)
        return _view(quote, adder, speaker)

    async def deletable(self, actor: Actor, number: int) -> QuoteView:
        """The quote with that number, if the actor may delete it."""
        async with self._sessions() as session:
            quote, adder, speaker = await _existing(QuoteRepository(session), actor, number)
        _require_concerned(actor, quote)
        return _view(quote, adder, speaker)

    async def delete(self, actor: Actor, number: int) -> None:
        """Forget a quote for good; for the adder, the quoted person and staff. Its number stays empty."""
        async with self._sessions.begin() as session:
            quotes = QuoteRepository(session)
            quote, _, _ = await _existing(quotes, actor, number)
            _require_concerned(actor, quote)
            await quotes.delete(quote)
            lost = {"text": quote.text, "speaker": quote.speaker_id, "added_by": quote.added_by}
            await self._audit.record(session, actor, QUOTE_DELETED, str(number), before=lost)
        await self._cache.forget(QUOTE_NUMBERS, actor.guild_id)

    async def numbers(self, guild_id: int) -> tuple[tuple[int, str], ...]:
        """Numbers and texts of the newest quotes, newest first; cached for autocompletion."""
        return await self._cache.read(QUOTE_NUMBERS, guild_id, lambda: self._load_numbers(guild_id))

    async def _load_numbers(self, guild_id: int) -> tuple[tuple[int, str], ...]:
        async with self._sessions() as session:
            newest = await QuoteRepository(session).newest(guild_id)
        return tuple((number, plain(text, OFFERED_TEXT)) for number, text in newest)


class Bounds(NamedTuple):
    """How many characters and lines the words of a quote can have."""

    shortest: int
    longest: int
    most_lines: int

    @classmethod
    def after(cls, before: str) -> Self:
        """What the words can become that were ``before``: one that was brought in may stay what it is."""
        lines = before.count("\n") + 1
        return cls(min(SHORTEST, len(before) or SHORTEST), max(LONGEST, len(before)), max(MOST_LINES, lines))


def cleaned(text: str, *, before: str = "") -> str:
    """The words of a quote as they are kept; raises ``InvalidInput``."""
    shortest, longest, most_lines = Bounds.after(before)
    return sanitize(text, what=t("A quote"), shortest=shortest, longest=longest, most_lines=most_lines)


def brought(text: str) -> str:
    """The words of a quote from another bot, which had other limits; raises ``InvalidInput``."""
    return sanitize(text, what=t("A quote"), longest=LONGEST_BROUGHT)


async def _existing(quotes: QuoteRepository, actor: Actor, number: int) -> NamedQuote:
    found = await quotes.named(actor.guild_id, number) if 0 < number <= HIGHEST else None
    if found is None:
        raise NotFound(t("There is no quote number {number}.", number=str(number)))
    return found


async def _refuse_known(quotes: QuoteRepository, actor: Actor, source: Source | None) -> None:
    known = await quotes.by_message(actor.guild_id, source.message_id) if source else None
    if known is not None:
        raise Conflict(t("That message is already quote number {number}.", number=str(known.number)))


def _require_adder_or_staff(actor: Actor, quote: Quote) -> None:
    if quote.added_by != actor.user_id and not actor.may(STAFF):
        raise Forbidden(t("Only who added a quote, or staff, can change it."))


def _require_concerned(actor: Actor, quote: Quote) -> None:
    if actor.user_id not in {quote.added_by, quote.speaker_id} and not actor.may(STAFF):
        raise Forbidden(t("Only who added a quote, who is quoted, or staff can delete it."))


def _view(quote: Quote, adder: str | None, speaker: str | None) -> QuoteView:
    return QuoteView(
        number=quote.number,
        text=quote.text,
        added_by=quote.added_by,
        added_by_name=adder or "",
        added_at=quote.added_at,
        speaker_id=quote.speaker_id,
        speaker_name=speaker or "",
        link=_link(quote),
    )


def _link(quote: Quote) -> str | None:
    if quote.channel_id is None or quote.message_id is None:
        return None
    return markup.message_url(quote.guild_id, quote.channel_id, quote.message_id)
