"""Queries of the quotes feature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeAlias, cast

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.invocation import Claim
from app.features.quotes.models import Quote, QuoteCounter
from app.infra.db.claims import claimed_for, parameters
from app.infra.db.engine import UNWAITED
from app.infra.db.guilds_and_members import Member

NamedQuote: TypeAlias = Row[Quote, str | None, str | None]
"""A quote with the names of who added it and who is quoted, as far as they are known."""
NamedQuotes: TypeAlias = Select[Quote, str | None, str | None]

SIMILAR_ENOUGH = 0.4
"""pg_trgm's word similarity from which a quote counts as meant; measured with typing errors in names."""

SUGGESTED = 5000
"""Quotes that are offered while typing: the newest."""


class QuoteRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_number(self, guild_id: int, count: int = 1) -> int:
        """The first of ``count`` numbers no quote of the guild has had.

        Others who add to this guild wait until the commit.
        """
        statement = insert(QuoteCounter).values(guild_id=guild_id, last_number=count)
        statement = statement.on_conflict_do_update(
            index_elements=[QuoteCounter.guild_id], set_={"last_number": QuoteCounter.last_number + count}
        )
        last = await self._session.scalar(statement.returning(QuoteCounter.last_number))
        return cast("int", last) - count + 1

    async def least_shown(self, guild_id: int) -> int:
        """How often the quotes have been shown that chance would pick from now."""
        query = select(func.min(Quote.times_shown)).where(Quote.guild_id == guild_id)
        return await self._session.scalar(query) or 0

    async def add(self, quote: Quote) -> None:
        """Add a quote, which then knows when that was."""
        self._session.add(quote)
        await self._session.flush()
        await self._session.refresh(quote, ["added_at"])

    async def add_rows(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Add quotes by the thousand: one statement, no objects."""
        await self._session.execute(insert(Quote), list(rows))

    async def named(self, guild_id: int, number: int) -> NamedQuote | None:
        values = {"guild": guild_id, "wanted": number}
        return (await self._session.execute(_by_number(), values)).one_or_none()

    async def by_message(self, guild_id: int, message_id: int) -> Quote | None:
        query = select(Quote).where(Quote.guild_id == guild_id, Quote.message_id == message_id)
        return (await self._session.scalars(query)).one_or_none()

    async def take_random(self, guild_id: int, claim: Claim | None) -> NamedQuote | None:
        """One of those shown least, counted as shown and claimed. Two takers at once get different ones.

        None where there is no quote that others are not taking just now, or the claim is another's.
        """
        values = {"guild": guild_id} | (parameters(claim) if claim else {})
        return (await self._session.execute(_take_random(claimed=claim is not None), values)).one_or_none()

    async def any_random(self, guild_id: int) -> NamedQuote | None:
        """One of those shown least, uncounted."""
        return (await self._session.execute(_any_random(), {"guild": guild_id})).one_or_none()

    async def delete(self, quote: Quote) -> None:
        await self._session.execute(delete(Quote).where(Quote.id == quote.id))

    async def matching(
        self, guild_id: int, words: str, *, offset: int, limit: int
    ) -> tuple[list[NamedQuote], int]:
        """Quotes with these words, best first, and how many there are; search operators as on the web."""
        query = func.websearch_to_tsquery("english", words)
        return await self._page(
            [Quote.guild_id == guild_id, Quote.search.bool_op("@@")(query)],
            func.ts_rank_cd(Quote.search, query),
            offset,
            limit,
        )

    async def similar(
        self, guild_id: int, words: str, *, offset: int, limit: int
    ) -> tuple[list[NamedQuote], int]:
        """Quotes with words that look like these, most alike first, and how many there are."""
        likeness = func.word_similarity(literal(words), Quote.text)
        return await self._page(
            [Quote.guild_id == guild_id, likeness >= SIMILAR_ENOUGH], likeness, offset, limit
        )

    async def newest(self, guild_id: int) -> list[tuple[int, str]]:
        """Numbers and texts of the newest quotes."""
        query = (
            select(Quote.number, Quote.text)
            .where(Quote.guild_id == guild_id)
            .order_by(Quote.number.desc())
            .limit(SUGGESTED)
        )
        return [(number, words) for number, words in (await self._session.execute(query))]

    async def _page(
        self, conditions: list[ColumnElement[bool]], rank: ColumnElement[float], offset: int, limit: int
    ) -> tuple[list[NamedQuote], int]:
        found = _named(Quote).where(*conditions).order_by(rank.desc(), Quote.number)
        quotes = list(await self._session.execute(found.offset(offset).limit(limit)))
        total = await self._session.scalar(select(func.count()).select_from(Quote).where(*conditions))
        return quotes, total or 0


@cache
def _by_number() -> NamedQuotes:
    return _named(Quote).where(Quote.guild_id == bindparam("guild"), Quote.number == bindparam("wanted"))


@cache
def _take_random(*, claimed: bool) -> NamedQuotes:
    # Putting this together takes longer than the database takes to run it, hence the cache.
    least = select(func.min(Quote.times_shown)).where(Quote.guild_id == bindparam("guild")).scalar_subquery()
    chosen = (
        select(Quote.id)
        # One that another has taken since the statement began is shown more often now, and passed over.
        .where(Quote.guild_id == bindparam("guild"), Quote.times_shown <= least)
        .order_by(Quote.times_shown, Quote.draw_order)
        .limit(1)
        .with_for_update(skip_locked=True)
        # As a subquery it would be run anew, and choose another, when somebody has just changed the row.
        .cte("chosen")
    )
    shown = update(Quote).where(Quote.id == chosen.c.id)
    shown = shown.values(times_shown=Quote.times_shown + 1, draw_order=func.random())
    if claimed:
        shown = shown.where(exists(select(claimed_for(chosen).c.id)))
    return _named(aliased(Quote, shown.returning(Quote, UNWAITED).cte("taken")))


@cache
def _any_random() -> NamedQuotes:
    mine = _named(Quote).where(Quote.guild_id == bindparam("guild"))
    return mine.order_by(Quote.times_shown, Quote.draw_order).limit(1)


def _named(quote: type[Quote]) -> NamedQuotes:
    """Quotes from ``quote``, the table or a part of it, with the names of those involved."""
    adder, speaker = aliased(Member), aliased(Member)
    return (
        select(quote, adder.name, speaker.name)
        .outerjoin(adder, (adder.guild_id == quote.guild_id) & (adder.user_id == quote.added_by))
        .outerjoin(speaker, (speaker.guild_id == quote.guild_id) & (speaker.user_id == quote.speaker_id))
    )
