"""Queries of the links feature."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.features.links.models import Link, LinkName
from app.infra.db.engine import UNWAITED
from app.infra.db.guilds_and_members import Guild

WHOLE = (selectinload(Link.names), selectinload(Link.tags))
"""A statement for each kind of part, however many links."""
AT_ONCE = (joinedload(Link.names), joinedload(Link.tags))
"""A row for each name and tag, of which a single link has few."""


class LinkRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def lock_names(self, guild_id: int) -> None:
        """Make others who name links in this guild wait until the commit."""
        await self._session.execute(select(Guild.id).where(Guild.id == guild_id).with_for_update())

    async def by_key(self, guild_id: int, key: str) -> Link | None:
        """The link with that title or alias, whole."""
        query = (
            select(Link)
            .join(LinkName, LinkName.link_id == Link.id)
            .where(LinkName.guild_id == guild_id, LinkName.key == key)
            .options(*AT_ONCE)
        )
        return (await self._session.scalars(query)).unique().one_or_none()

    async def by_id(self, guild_id: int, link_id: int) -> Link | None:
        """The guild's link with that id, whole."""
        query = select(Link).where(Link.guild_id == guild_id, Link.id == link_id).options(*AT_ONCE)
        return (await self._session.scalars(query)).unique().one_or_none()

    async def all_in(self, guild_id: int) -> list[Link]:
        query = select(Link).where(Link.guild_id == guild_id).options(*WHOLE)
        return list(await self._session.scalars(query))

    async def taken(self, guild_id: int, keys: set[str], *, besides: int | None) -> list[str]:
        """The names among ``keys`` that other links of the guild have."""
        query = select(LinkName.name).where(LinkName.guild_id == guild_id, LinkName.key.in_(keys))
        if besides is not None:
            query = query.where(LinkName.link_id != besides)
        return list(await self._session.scalars(query))

    async def count(self, guild_id: int) -> int:
        query = select(func.count()).select_from(Link).where(Link.guild_id == guild_id)
        return await self._session.scalar(query) or 0

    async def add(self, link: Link) -> None:
        """Add a link, which then knows its id."""
        self._session.add(link)
        await self._session.flush()

    def add_all(self, links: Iterable[Link]) -> None:
        self._session.add_all(links)

    async def count_use(self, guild_id: int, key: str) -> int | None:
        """Count a use of the link with that title or alias; gives its id."""
        statement = (
            update(Link)
            .where(Link.id == LinkName.link_id, LinkName.guild_id == guild_id, LinkName.key == key)
            .values(times_used=Link.times_used + 1)
            .returning(Link.id, UNWAITED)
        )
        return await self._session.scalar(statement)

    async def delete(self, link: Link) -> None:
        await self._session.execute(delete(Link).where(Link.id == link.id))
