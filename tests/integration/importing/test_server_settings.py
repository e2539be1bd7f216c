"""The admin role, which a server chose there as it does here."""

from __future__ import annotations

import pytest

from app.container import Container
from app.core.actor import Actor
from app.core.guild_options import ADMIN_ROLE, TIME_ZONE
from app.importing.predecessor import reasons
from app.importing.predecessor.printing import lines
from tests.integration.conftest import Rows
from tests.integration.importing.conftest import Bring, figures, skips
from tests.support.predecessor import Predecessor

ROLE = 4711
ENTRIES = "SELECT action, details FROM audit_log WHERE chain = :guild ORDER BY number"


@pytest.fixture
def variant() -> str:
    return "as the code has it"


@pytest.fixture
async def chosen(old: Predecessor) -> Predecessor:
    """An old database whose server has an admin role."""
    await old.add("servers", server_id=old.guild_id, server_name="The Inn")
    await old.add("roles", id=ROLE, name="Librarians", guild_id=old.guild_id)
    await old.add("server_settings", guild_id=old.guild_id, admin_role_id=ROLE)
    return old


async def admin_role(container: Container, guild_id: int) -> int | None:
    return (await container.guild_settings().rules_of(guild_id)).of(ADMIN_ROLE)


async def test_the_admin_role_comes_in_and_is_told(
    container: Container, chosen: Predecessor, bring: Bring, rows: Rows, guild_id: int
) -> None:
    assert await admin_role(container, guild_id) is None
    report = await bring()
    assert figures(report, "server_settings") == (1, 1, 0, 0)
    # The cached decisions of the guild have been forgotten.
    assert await admin_role(container, guild_id) == ROLE
    [told] = [line for line in lines(report) if "Librarians" in line]
    assert "The Inn" in told
    assert "/settings" in told
    [(action, details)] = await rows(ENTRIES)
    assert (action, details["before"], details["after"]) == ("settings.change", None, ROLE)


async def test_a_dry_run_decides_nothing(
    container: Container, chosen: Predecessor, bring: Bring, guild_id: int
) -> None:
    report = await bring(dry_run=True)
    assert figures(report, "server_settings") == (1, 1, 0, 0)
    assert await admin_role(container, guild_id) is None


async def test_what_the_guild_decides_itself_stays(
    container: Container, chosen: Predecessor, bring: Bring, manager: Actor
) -> None:
    settings = container.guild_settings()
    await settings.choose(manager, TIME_ZONE, "Europe/Stockholm")
    await settings.choose(manager, ADMIN_ROLE, 5)
    report = await bring()
    assert skips(report, "server_settings") == {reasons.DECIDED: 1}
    assert await admin_role(container, manager.guild_id) == 5


async def test_a_role_that_was_taken_back_here_does_not_return(
    container: Container, chosen: Predecessor, bring: Bring, manager: Actor
) -> None:
    await container.guild_settings().choose(manager, TIME_ZONE, "Europe/Stockholm")
    await bring()
    assert await admin_role(container, manager.guild_id) == ROLE
    await container.guild_settings().choose(manager, ADMIN_ROLE, None)
    report = await bring()
    assert figures(report, "server_settings") == (1, 0, 1, 0)
    rules = await container.guild_settings().rules_of(manager.guild_id)
    assert (rules.of(ADMIN_ROLE), rules.of(TIME_ZONE)) == (None, "Europe/Stockholm")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE server_settings SET admin_role_id = guild_id", reasons.EVERYONE),
        ("UPDATE server_settings SET admin_role_id = NULL", reasons.NO_ADMIN_ROLE),
        ("UPDATE roles SET deleted = true", reasons.ROLE_GONE),
        ("UPDATE roles SET managed = true", reasons.NOT_GIVEN),
    ],
)
async def test_a_role_that_could_not_be_chosen_here_stays_out(
    container: Container, chosen: Predecessor, bring: Bring, guild_id: int, change: str, reason: str
) -> None:
    await chosen.run(change)
    report = await bring()
    assert skips(report, "server_settings") == {reason: 1}
    assert await admin_role(container, guild_id) is None


async def test_a_role_of_which_nothing_is_known_comes_in(
    container: Container, chosen: Predecessor, bring: Bring, guild_id: int
) -> None:
    async with chosen.without("roles"):
        report = await bring()
    assert await admin_role(container, guild_id) == ROLE
    assert any(str(ROLE) in note for note in report.notes)
