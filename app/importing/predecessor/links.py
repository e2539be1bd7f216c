"""Links. Titles that differ in case alone were possible, and of those only the newest comes in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import InvalidInput
from app.features.links.models import Link, LinkName
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

    @property
    def name(self) -> LinkName:
        return self.link.names[0]

    def __str__(self) -> str:
        return f"{self.number} “{self.name.name}”"


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
    newest: dict[tuple[int, str], OldLink] = {}
    async for page in job.source.pages("links", _query(job.source), job.guild_id):
        tally.read += len(page)
        for link in _readable(page, tally, job.report.started_at):
            _prefer(newest, link, tally)
    for guild_id in sorted({guild_id for guild_id, _ in newest}):
        await job.know_guilds([guild_id])
        mine = [link for (guild, _), link in newest.items() if guild == guild_id]
        for link in await _deliver(job, guild_id, sorted(mine, key=lambda link: link.number), tally):
            job.people.saw_adder(guild_id, link.link.added_by, link.adder)


def _query(source: Source) -> str:
    # From the newest to the oldest.
    return f"""
        SELECT id, coalesce({source.column("links", "guild_id", "NULL")}, $1::bigint), title, content,
            {source.column("links", "tag", "NULL")}, {source.column("links", "embed", "NULL::boolean")},
            {source.column("links", "id_user_who_added", "NULL::bigint")},
            {source.column("links", "user_who_added", "NULL")}, {source.moment("links", "time_added")} AS at
        FROM links ORDER BY at DESC NULLS LAST, id DESC
    """


def _readable(page: list[Row], tally: Tally, now: datetime) -> Iterator[OldLink]:
    for number, guild_id, title, content, tag, embed, adder_id, adder, at in page:
        try:
            link = new_link(
                guild_id,
                title or "",
                content or "",
                tags=tag or "",
                preview=embed is not False,
                added_by=adder_id,
            )
        except InvalidInput as error:
            tally.skip(reasons.refused(error), number)
            continue
        link.added_at = at or now
        yield OldLink(number, link, adder)


def _prefer(newest: dict[tuple[int, str], OldLink], link: OldLink, tally: Tally) -> None:
    kept = newest.setdefault((link.link.guild_id, link.name.key), link)
    if kept is not link:
        same = kept.number == link.number
        reason = reasons.TWICE if same else reasons.OLDER_TITLE
        tally.skip(reason, link if same else f"{link}, kept: {kept}", name_all=True)


async def _deliver(job: Import, guild_id: int, links: list[OldLink], tally: Tally) -> list[OldLink]:
    """Write a guild's links that have not come in before; gives all that are here now, or were."""
    async with job.destination.transaction() as session:
        repository = LinkRepository(session)
        if not job.destination.dry_run:
            await repository.lock_names(guild_id)
        known = await imported(session, guild_id, KIND, [link.number for link in links])
        present = [link for link in links if link.number in known]
        fresh = await _fitting(
            repository, guild_id, [link for link in links if link.number not in known], tally
        )
        if not job.destination.dry_run:
            repository.add_all(link.link for link in fresh)
            await remember_imported(session, guild_id, KIND, [link.number for link in fresh])
    tally.delivered(len(present) + len(fresh), of_which_new=len(fresh))
    return [*present, *fresh]


async def _fitting(
    repository: LinkRepository, guild_id: int, links: list[OldLink], tally: Tally
) -> list[OldLink]:
    """Those whose title is free, as many as the guild may have."""
    taken = await repository.taken_keys(guild_id, {link.name.key for link in links})
    room = MOST_LINKS - await repository.count(guild_id)
    fitting: list[OldLink] = []
    for link in links:
        if link.name.key in taken:
            tally.skip(reasons.TITLE_TAKEN, link, name_all=True)
        elif len(fitting) >= room:
            tally.skip(reasons.TOO_MANY_LINKS, link)
        else:
            fitting.append(link)
    return fitting
