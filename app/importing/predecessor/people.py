"""Names of servers and members, but only of those of whom something was imported."""

from __future__ import annotations

from app.core.errors import InvalidInput
from app.core.i18n import t
from app.core.prose import one_line
from app.importing.predecessor import reasons
from app.importing.predecessor.part import Import
from app.importing.predecessor.report import Tally
from app.infra.db.guilds_and_members import LONGEST_NAME


async def read_guild_names(job: Import) -> None:
    """Learn how the servers are called; there are few."""
    if job.source.has("servers", "server_id"):
        name = job.source.column("servers", "server_name", "NULL")
        query = f"SELECT server_id, {name} FROM servers"
        job.guild_names.update({guild_id: called or "" for guild_id, called in await job.source.rows(query)})


async def import_people(job: Import) -> None:
    """Come last: then it is known of whom and of which servers something is here."""
    await _guilds(job)
    await _members(job)
    await _adders(job)


async def _guilds(job: Import) -> None:
    wanted = job.people.in_guilds
    await job.know_guilds(wanted)
    tally = job.report.tally("servers")
    for guild_id in job.guild_names:
        tally.read += 1
        if guild_id in wanted or guild_id in job.new_guilds:
            tally.delivered(1, of_which_new=int(guild_id in job.new_guilds))
        else:
            tally.skip(reasons.NOTHING_OF_IT, guild_id)


async def _members(job: Import) -> None:
    if not job.source.offers("users", ("user_id", "username")):
        return
    tally = job.report.tally("users")
    last: int | None = None
    query = "SELECT user_id, username FROM users ORDER BY user_id"
    async for page in job.source.pages("users", query):
        tally.read += len(page)
        rows: list[tuple[int, int, str]] = []
        for user_id, name in page:
            if user_id == last:
                tally.skip(reasons.TWICE, user_id)
            else:
                rows += _named(job, user_id, name, tally)
            last = user_id
        new = await job.intake.members(rows)
        tally.delivered(len({row[1] for row in rows}), of_which_new=new)


def _named(job: Import, user_id: int, name: str | None, tally: Tally) -> list[tuple[int, int, str]]:
    guilds = job.people.guilds.pop(user_id, None)
    if guilds is None:
        tally.skip(reasons.NOTHING_OF_THEIRS, user_id)
        return []
    try:
        cleaned = _cleaned(name)
    except InvalidInput as error:
        tally.skip(reasons.refused(error), user_id)
        return []
    return [(guild_id, user_id, cleaned) for guild_id in guilds]


async def _adders(job: Import) -> None:
    """Who is no user of the predecessor's is called as beside what they added."""
    rows = []
    for (guild_id, user_id), name in job.people.called.items():
        if guild_id in job.people.guilds.get(user_id, ()):
            try:
                rows.append((guild_id, user_id, _cleaned(name)))
            except InvalidInput:
                continue
    if rows:
        await job.intake.members(rows)
        job.report.notes.append(
            f"people who are not among the users, called as beside what they added: {len(rows):,}"
        )


def _cleaned(name: str | None) -> str:
    return one_line(name or "", what=t("A name"), longest=LONGEST_NAME)
