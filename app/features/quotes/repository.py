"""Queries of the quotes feature."""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, delete, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.features.quotes.models import Quote, QuoteCounter

SIMILAR_ENOUGH = 0.4
"""pg_trgm's word similarity from which a quote counts as meant; measured with typing errors in names."""

SUGGESTED = 5000
"""Quotes that are offered while typing: the newest."""


class QuoteRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def next_number(self, guild_id: int) -> int:
        """A number no quote of the guild has had. Others who add to this guild wait until the commit."""
        statement = insert(QuoteCounter).values(guild_id=guild_id, last_number=1)
        statement = statement.on_conflict_do_update(
            index_elements=[QuoteCounter.guild_id], set_={"last_number": QuoteCounter.last_number + 1}
        )
        return cast("int", await self._session.scalar(statement.returning(QuoteCounter.last_number)))

    async def least_shown(self, guild_id: int) -> int:
        """How often the quotes have been shown that chance would pick from now."""
        query = select(func.min(Quote.times_shown)).where(Quote.guild_id == guild_id)
        return await self._session.scalar(query) or 0

    def add(self, quote: Quote) -> None:
        self._session.add(quote)

    async def by_number(self, guild_id: int, number: int) -> Quote | None:
        query = select(Quote).where(Quote.guild_id == guild_id, Quote.number == number)
        return (await self._session.scalars(query)).one_or_none()

    async def by_message(self, guild_id: int, message_id: int) -> Quote | None:
        query = select(Quote).where(Quote.guild_id == guild_id, Quote.message_id == message_id)
        return (await self._session.scalars(query)).one_or_none()

    async def take_random(self, guild_id: int) -> Quote | None:
        """One of those shown least, counted as shown. Two takers at once get different ones."""
        chosen = (
            select(Quote.id)
            .where(Quote.guild_id == guild_id)
            .order_by(Quote.times_shown, func.random())
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        # Waiting for the disk would double the time this takes, and a lost count harms nobody.
        await self._session.execute(text("SET LOCAL synchronous_commit = off"))
        statement = (
            update(Quote).where(Quote.id == chosen).values(times_shown=Quote.times_shown + 1).returning(Quote)
        )
        return (await self._session.scalars(statement)).one_or_none()

    async def delete(self, quote: Quote) -> None:
        await self._session.execute(delete(Quote).where(Quote.id == quote.id))

    async def matching(
        self, guild_id: int, words: str, *, offset: int, limit: int
    ) -> tuple[list[Quote], int]:
        """Quotes with these words, best first, and how many there are; search operators as on the web."""
        query = func.websearch_to_tsquery("english", words)
        return await self._page(
            [Quote.guild_id == guild_id, Quote.search.bool_op("@@")(query)],
            func.ts_rank_cd(Quote.search, query),
            offset,
            limit,
        )

    async def similar(self, guild_id: int, words: str, *, offset: int, limit: int) -> tuple[list[Quote], int]:
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
    ) -> tuple[list[Quote], int]:
        found = (
            select(Quote).where(*conditions).order_by(rank.desc(), Quote.number).offset(offset).limit(limit)
        )
        quotes = list(await self._session.scalars(found))
        total = await self._session.scalar(select(func.count()).select_from(Quote).where(*conditions))
        return quotes, total or 0
