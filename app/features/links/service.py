"""Rules of the links feature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlsplit

from app.core.actor import Actor, Permission
from app.core.clock import Clock
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.i18n import Text, t, tn
from app.core.localized import Number
from app.core.names import natural_sort_key, normalized
from app.core.prose import one_line, sanitize
from app.features.links.actions import LINK_ADDED, LINK_DELETED, LINK_EDITED
from app.features.links.models import (
    LONGEST_CONTENT,
    LONGEST_NAME,
    LONGEST_TAG,
    MOST_ALIASES,
    MOST_TAGS,
    Link,
    LinkName,
    LinkTag,
)
from app.features.links.repository import LinkRepository
from app.infra.audit import AuditLog
from app.infra.cache import Cache
from app.infra.db.engine import Sessions
from app.infra.db.guilds_and_members import remember
from app.infra.entries import Entry

STAFF = Permission.MANAGE_MESSAGES
MOST_LINKS = 5000
"""Links of one guild: all of them are kept in the cache for autocompletion."""
UNTAGGED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """A link as it is shown."""

    id: int
    title: str
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    content: str
    preview: bool
    added_by: int | None


LINK_TITLES: Final = Entry("link-titles", tuple[LinkView, ...], 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChange:
    """What to change; None leaves a part as it is."""

    title: str | None = None
    content: str | None = None
    tags: str | None = None
    aliases: str | None = None
    preview: bool | None = None


class LinkService:
    """Keeps and finds links of the actor's guild. Each public method is one transaction."""

    def __init__(self, sessions: Sessions, cache: Cache, audit: AuditLog, clock: Clock) -> None:
        self._sessions = sessions
        self._cache = cache
        self._audit = audit
        self._clock = clock

    async def all(self, actor: Actor) -> tuple[LinkView, ...]:
        """Every link of the guild in natural order of titles; cached."""
        return await self._cache.read(LINK_TITLES, actor.guild_id, lambda: self._load(actor.guild_id))

    async def get(self, actor: Actor, name: str) -> LinkView:
        """The link with that title or alias, whatever its case; counted as used."""
        async with self._sessions.begin() as session:
            links = LinkRepository(session)
            link_id = await links.count_use(actor.guild_id, normalized(name))
            link = None if link_id is None else await links.by_id(actor.guild_id, link_id)
        if link is None:
            raise _unknown()
        return _view(link)

    async def tags(self, actor: Actor) -> list[tuple[str, int]]:
        """The tags in natural order with how many links have each; those without one under ``UNTAGGED``."""
        links = await self.all(actor)
        names = {normalized(tag): tag for link in links for tag in link.tags}
        counts = Counter(normalized(tag) for link in links for tag in link.tags or (UNTAGGED,))
        tagged = sorted((key for key in counts if key != normalized(UNTAGGED)), key=natural_sort_key)
        counted = [(names[key], counts[key]) for key in tagged]
        return [*counted, (UNTAGGED, counts[UNTAGGED])] if counts[UNTAGGED] else counted

    async def tagged(self, actor: Actor, tag: str) -> list[LinkView]:
        """The links with that tag (``UNTAGGED``: with none) in natural order; refuses an unknown tag."""
        key = normalized(tag)
        found = [
            link
            for link in await self.all(actor)
            if key in {normalized(own) for own in link.tags or (UNTAGGED,)}
        ]
        if not found:
            raise NotFound(t("No link has that tag. `/link list` shows the tags there are."))
        return found

    async def add(
        self,
        actor: Actor,
        title: str,
        content: str,
        *,
        tags: str = "",
        aliases: str = "",
        preview: bool = True,
    ) -> LinkView:
        """Keep a link; for staff. ``tags`` and ``aliases`` are separated by commas."""
        actor.require(STAFF)
        link = new_link(
            actor.guild_id,
            title,
            content,
            tags=tags,
            aliases=aliases,
            preview=preview,
            added_by=actor.user_id,
        )
        async with self._sessions.begin() as session:
            links = LinkRepository(session)
            await remember(session, actor)
            await links.lock_names(actor.guild_id)
            await _refuse_taken(links, link, link.names)
            if await links.count(actor.guild_id) >= MOST_LINKS:
                raise Conflict(
                    t("This server has {most} links already; please tidy up first.", most=Number(MOST_LINKS))
                )
            await links.add(link)
            view = _view(link)
            await self._audit.record(session, actor, LINK_ADDED, view.title, after={"content": view.content})
        await self._cache.forget(LINK_TITLES, actor.guild_id)
        return view

    async def edit(self, actor: Actor, name: str, change: LinkChange) -> LinkView:
        """Change parts of a link; for who added it, and staff."""
        if change == LinkChange():
            raise InvalidInput(t("Say what to change."))
        async with self._sessions.begin() as session:
            links = LinkRepository(session)
            await links.lock_names(actor.guild_id)
            link = await _existing(links, actor, name)
            _require_may_change(actor, link)
            names, before = _changed_names(change, link), _view(link)
            await _refuse_taken(links, link, names)
            _apply(change, link, names)
            link.edited_at = self._clock.now()
            view = _view(link)
            await self._audit.record(
                session, actor, LINK_EDITED, before.title, before=_told(before), after=_told(view)
            )
        await self._cache.forget(LINK_TITLES, actor.guild_id)
        return view

    async def deletable(self, actor: Actor, name: str) -> LinkView:
        """The link with that name, if the actor may delete it."""
        async with self._sessions() as session:
            link = await _existing(LinkRepository(session), actor, name)
            _require_may_delete(actor, link)
            return _view(link)

    async def delete(self, actor: Actor, link_id: int) -> LinkView:
        """Forget a link; for who added it, and staff."""
        async with self._sessions.begin() as session:
            links = LinkRepository(session)
            link = await links.by_id(actor.guild_id, link_id)
            if link is None:
                raise NotFound(t("That link is gone already."))
            _require_may_delete(actor, link)
            view = _view(link)
            await links.delete(link)
            lost = {
                name: value for name, value in _told(view).items() if name in LINK_DELETED.values and value
            }
            await self._audit.record(session, actor, LINK_DELETED, view.title, before=lost)
        await self._cache.forget(LINK_TITLES, actor.guild_id)
        return view

    async def _load(self, guild_id: int) -> tuple[LinkView, ...]:
        async with self._sessions() as session:
            links = await LinkRepository(session).all_in(guild_id)
        return tuple(sorted((_view(link) for link in links), key=lambda link: natural_sort_key(link.title)))


def new_link(
    guild_id: int,
    title: str,
    content: str,
    *,
    tags: str,
    aliases: str = "",
    preview: bool,
    added_by: int | None,
) -> Link:
    """A link from what somebody wrote; raises ``InvalidInput``."""
    return Link(
        guild_id=guild_id,
        content=_content(content),
        preview=preview,
        added_by=added_by,
        names=_names(guild_id, _name(title), _split(aliases)),
        tags=_tags(tags),
    )


async def _existing(links: LinkRepository, actor: Actor, name: str) -> Link:
    link = await links.by_key(actor.guild_id, normalized(name))
    if link is None:
        raise _unknown()
    return link


def _unknown() -> NotFound:
    return NotFound(t("There is no link with that title. `/link list` shows what there is."))


async def _refuse_taken(links: LinkRepository, link: Link, names: Iterable[LinkName]) -> None:
    keys = {name.key for name in names}
    if taken := await links.taken(link.guild_id, keys, besides=link.id):
        raise Conflict(t("Another link is called {name} already.", name=taken[0]))


def _require_may_change(actor: Actor, link: Link) -> None:
    if not _is_adder_or_staff(actor, link):
        raise Forbidden(t("Only who added a link, or staff, can change it."))


def _require_may_delete(actor: Actor, link: Link) -> None:
    if not _is_adder_or_staff(actor, link):
        raise Forbidden(t("Only who added a link, or staff, can delete it."))


def _is_adder_or_staff(actor: Actor, link: Link) -> bool:
    return link.added_by == actor.user_id or actor.may(STAFF)


def _changed_names(change: LinkChange, link: Link) -> list[LinkName]:
    view = _view(link)
    title = view.title if change.title is None else _name(change.title)
    aliases = view.aliases if change.aliases is None else _split(change.aliases)
    return _names(link.guild_id, title, aliases)


def _apply(change: LinkChange, link: Link, names: list[LinkName]) -> None:
    if change.content is not None:
        link.content = _content(change.content)
    if change.preview is not None:
        link.preview = change.preview
    if change.tags is not None:
        link.tags[:] = _kept(link.tags, _tags(change.tags))
    link.names[:] = _kept(link.names, names)


Row = TypeVar("Row", LinkName, LinkTag)


def _kept(present: Sequence[Row], wanted: Sequence[Row]) -> list[Row]:
    """The wanted rows, reusing those whose key is there: the new one would be inserted before the old is gone."""
    known = {row.key: row for row in present}
    return [_updated(known[row.key], row) if row.key in known else row for row in wanted]


def _updated(row: Row, wanted: Row) -> Row:
    for name in ("name", "is_title", "tag"):
        if hasattr(wanted, name):
            setattr(row, name, getattr(wanted, name))
    return row


def _names(guild_id: int, title: str, aliases: Iterable[str]) -> list[LinkName]:
    names = {normalized(title): title}
    for alias in map(_name, aliases):
        names.setdefault(normalized(alias), alias)
    _refuse_more(len(names) - 1, MOST_ALIASES, tn("one alias", "{count} aliases", MOST_ALIASES))
    return [
        LinkName(guild_id=guild_id, key=key, name=name, is_title=key == normalized(title))
        for key, name in names.items()
    ]


def _tags(listed: str) -> list[LinkTag]:
    tags: dict[str, str] = {}
    for part in _split(listed):
        tag = one_line(part, what=t("A tag"), longest=LONGEST_TAG)
        tags.setdefault(normalized(tag), tag)
    _refuse_more(len(tags), MOST_TAGS, tn("one tag", "{count} tags", MOST_TAGS))
    return [LinkTag(key=key, tag=tag) for key, tag in tags.items()]


def _refuse_more(count: int, most: int, named: Text) -> None:
    if count > most:
        raise InvalidInput(t("A link can have {most} at most.", most=named))


def _split(listed: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in listed.split(",") if part.strip())


def _name(name: str) -> str:
    return one_line(name, what=t("A title"), longest=LONGEST_NAME)


def _content(content: str) -> str:
    content = sanitize(content, what=t("A link"), longest=LONGEST_CONTENT)
    if content.startswith(("http://", "https://")) and not _reachable(content.split()[0]):
        raise InvalidInput(t("That address is not complete."))
    return content


def _reachable(address: str) -> bool:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return False
    return host is not None and "." in host.strip(".")


def _view(link: Link) -> LinkView:
    return LinkView(
        id=link.id,
        title=next(name.name for name in link.names if name.is_title),
        aliases=tuple(name.name for name in link.names if not name.is_title),
        tags=tuple(tag.tag for tag in link.tags),
        content=link.content,
        preview=link.preview,
        added_by=link.added_by,
    )


def _told(link: LinkView) -> dict[str, object]:
    """What is written down of a link."""
    return {
        "title": link.title,
        "content": link.content,
        "tags": list(link.tags),
        "aliases": list(link.aliases),
        "preview": link.preview,
    }
