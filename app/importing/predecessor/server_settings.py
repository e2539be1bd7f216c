"""The one thing that a server could decide there and can here: which role is the bot's staff."""

from __future__ import annotations

from app.core.guild_options import ADMIN_ROLE
from app.features.guild_settings.service import Adopted
from app.importing.predecessor import reasons
from app.importing.predecessor.part import Import
from app.importing.predecessor.source import Source
from app.infra.import_ledger import Kind

KIND = Kind("predecessor.server_settings")


async def import_settings(job: Import) -> None:
    """Bring in admin roles. Who may choose one was decided more freely there, so each is reported."""
    if not job.source.offers("server_settings", ("guild_id", "admin_role_id")):
        return
    tally = job.report.tally("server_settings")
    for guild_id, role_id, name, deleted, managed in await job.source.rows(_query(job.source)):
        tally.read += 1
        reason = reasons.lacking((guild_id, reasons.NO_PLACE), (role_id, reasons.NO_ADMIN_ROLE))
        if reason := reason or _refuse(guild_id, role_id, deleted=deleted, managed=managed):
            tally.skip(reason, guild_id)
            continue
        await job.know_guilds([guild_id])
        dry_run = job.destination.dry_run
        match await job.guild_settings.adopt(guild_id, ADMIN_ROLE, role_id, KIND, dry_run=dry_run):
            case Adopted.DECIDED:
                tally.skip(reasons.DECIDED, guild_id)
            case Adopted.BEFORE:
                tally.delivered(1, of_which_new=0)
            case Adopted.NEW:
                tally.delivered(1, of_which_new=1)
                job.report.notes.append(
                    f"whoever has the role {name or role_id} counts as staff for the bot in the server"
                    f" {job.guild_names.get(guild_id) or guild_id} now; `/settings` changes that"
                )


def _query(source: Source) -> str:
    role = "(SELECT NULL::bigint AS id, NULL AS name, false AS deleted, false AS managed WHERE false)"
    if source.has("roles", "id"):
        columns = (("name", "NULL"), ("deleted", "false"), ("managed", "false"))
        known = ", ".join(f"{source.column('roles', *column)} AS {column[0]}" for column in columns)
        role = f"(SELECT id, {known} FROM roles)"
    return f"""
        SELECT server_settings.guild_id, admin_role_id, role.name, role.deleted, role.managed
        FROM server_settings LEFT JOIN {role} AS role ON role.id = admin_role_id
        ORDER BY server_settings.guild_id
    """


def _refuse(guild_id: int, role_id: int, *, deleted: bool | None, managed: bool | None) -> str | None:
    if role_id == guild_id:
        return reasons.EVERYONE
    if deleted:
        return reasons.ROLE_GONE
    return reasons.NOT_GIVEN if managed else None
