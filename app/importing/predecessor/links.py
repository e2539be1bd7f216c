"""Links. Titles that differ in case alone were possible: the newest keeps its title, the others get a free one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count, groupby

from app.core.errors import InvalidInput
from app.core.excerpts import clipped
from app.core.names import normalized
from app.features.links.models import LONGEST_NAME, LONGEST_TAG, Link, LinkName
from app.features.links.repository import LinkRepository
from app.features.links.service import MOST_LINKS, new_link
from app.importing.predecessor import reasons
from app.importing.predecessor.part import Import
from app.importing.predecessor.report import Tally
from app.importing.predecessor.source import Source
from app.infra.db.readonly_source import Row
from app.infra.import_ledger import Kind, imported, remember_imported

KIND = Kind("predecessor.links")


@dataclass(slots=True)
class OldLink:
    """A link that can come in."""

    number: int
    link: Link
    adder: str | None
    wanted: str
    """Its title there."""
    shortened: bool = False
    """Whether its tag was too long."""

    @property
    def name(self) -> LinkName:
        return self.link.names[0]

    def __str__(self) -> str:
        return f"{self.number} “{self.wanted}”"


async def import_links(job: Import) -> None:
    """All links at once: people made them one by one, and which is the newest is known at the end."""
    useful = {
        "id_user_who_added": "nobody is known to have added a link",
        "time_added": "of links with the same title, the one with the highest id counts as the newest",
        "tag": "links have no tag",
        "embed": "every link shows a preview",
        "guild_id": "all of them belong to the server of --guild",
    }
    if not job.source.offers("links", ("id", "title", "content"), useful):
        return
    tally = job.report.tally("links")
    found: dict[tuple[int, int], OldLink] = {}
    async for page in job.source.pages("links", _query(job.source), job.guild_id):
        tally.read += len(page)
        for link in _readable(page, tally, job.report.started_at):
            if found.setdefault((link.link.guild_id, link.number), link) is not link:
                tally.skip(reasons.TWICE, link)
    # Sorting leaves the links of a guild in their order, the newest first.
    for guild_id, links in groupby(
        sorted(found.values(), key=lambda link: link.link.guild_id), lambda link: link.link.guild_id
    ):
        await job.know_guilds([guild_id])
        for link in await _deliver(job, guild_id, list(links), tally):
            job.people.saw_adder(guild_id, link.link.added_by, link.adder)


def _query(source: Source) -> str:
    return f"""
        SELECT id, coalesce({source.column("links", "guild_id", "NULL")}, $1::bigint), title, content,
            {source.column("links", "tag", "NULL")}, {source.column("links", "embed", "NULL::boolean")},
            {source.column("links", "id_user_who_added", "NULL::bigint")},
            {source.column("links", "user_who_added", "NULL")}, {source.moment("links", "time_added")} AS at
        FROM links ORDER BY at DESC NULLS LAST, id DESC
    """


def _readable(page: list[Row], tally: Tally, now: datetime) -> Iterator[OldLink]:
    for number, guild_id, title, content, tag, embed, adder_id, adder, at in page:
        wanted = " ".join((title or "").split())
        tags = [part.strip() for part in (tag or "").split(",")]
        try:
            link = new_link(
                guild_id,
                clipped(wanted, LONGEST_NAME),
                content or "",
                tags=",".join(clipped(part, LONGEST_TAG) for part in tags),
                preview=embed is not False,
                added_by=adder_id,
                brought=True,
            )
        except InvalidInput as error:
            tally.skip(reasons.refused(error), number)
            continue
        link.added_at = at or now
        yield OldLink(number, link, adder, wanted, any(len(part) > LONGEST_TAG for part in tags))


async def _deliver(job: Import, guild_id: int, links: list[OldLink], tally: Tally) -> list[OldLink]:
    """Write a guild's links that have not come in before; gives all that are here now, or were."""
    async with job.destination.transaction() as session:
        repository = LinkRepository(session)
        if not job.destination.dry_run:
            await repository.lock_names(guild_id)
        known = await imported(session, guild_id, KIND, [link.number for link in links])
        present = [link for link in links if link.number in known]
        missing = [link for link in links if link.number not in known]
        titles = _Titles(await repository.all_in(guild_id)) if missing else _Titles([])
        fresh = [*titles.claimed(missing, tally)]
        claimed = {link.number for link in fresh}
        fresh += titles.given([link for link in missing if link.number not in claimed], tally)
        if not job.destination.dry_run:
            repository.add_all(link.link for link in sorted(fresh, key=lambda link: link.number))
            done = [link.number for link in (*fresh, *titles.same)]
            await remember_imported(session, guild_id, KIND, done)
    tally.delivered(len(present) + len(fresh), of_which_new=len(fresh))
    return [*present, *fresh]


class _Titles:
    """The titles and aliases of a guild, and what the links say that have them."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._said: dict[str, str] = {}
        self._count = 0
        self.same: list[OldLink] = []
        """Links that bring nothing new."""
        for link in links:
            self._add(link)

    def claimed(self, links: Iterable[OldLink], tally: Tally) -> Iterator[OldLink]:
        """Those that can keep their titles. Who comes first has it."""
        for link in links:
            if link.name.key not in self._said and self._take(link.link):
                _tell(link, tally)
                yield link

    def given(self, links: Iterable[OldLink], tally: Tally) -> Iterator[OldLink]:
        """The others, each with a title that is free, but for those that bring nothing new and those too many."""
        for link in links:
            if self._said.get(link.name.key) == link.link.content:
                self.same.append(link)
                tally.skip(reasons.SAME_LINK, link, name_all=True)
                continue
            name = self._free(link.name.name)
            link.name.name, link.name.key = name, normalized(name)
            if self._take(link.link):
                _tell(link, tally)
                yield link
            else:
                tally.skip(reasons.TOO_MANY_LINKS, link)

    def _take(self, link: Link) -> bool:
        if self._count >= MOST_LINKS:
            return False
        self._add(link)
        return True

    def _add(self, link: Link) -> None:
        self._count += 1
        self._said.update((name.key, link.content) for name in link.names)

    def _free(self, title: str) -> str:
        names = (f"{clipped(title, LONGEST_NAME - len(end))}{end}" for end in _ends())
        return next(name for name in names if normalized(name) not in self._said)


def _tell(link: OldLink, tally: Tally) -> None:
    if link.name.name != link.wanted:
        tally.alter("the title was taken or too long", f"{link}, now “{link.name.name}”")
    if link.shortened:
        tally.alter("the tag was too long", link)


def _ends() -> Iterator[str]:
    yield ""
    for number in count(2):
        yield f" ({number})"
