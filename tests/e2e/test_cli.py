"""The ``twi`` command, as a process."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from app.infra.db import migrate
from app.settings.loader import ROOT
from discord_sandbox import Sandbox
from tests.e2e.conftest import StartBot


def twi(
    *arguments: str, environment: dict[str, str] | None = None, given: str = ""
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TWI_")}
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env={**kept, "TWI_ENV": "testing", **(environment or {})},
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "worker",
        "sandbox",
        "sandbox act",
        "config show",
        "db backup",
        "plugin new",
        "commands sync",
        "import predecessor",
    ],
)
def test_every_command_has_help(command: str) -> None:
    shown = twi(*command.split(), "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Usage:" in shown.stdout


def test_the_configuration_can_be_checked_and_shown() -> None:
    secret = {"TWI_SENTRY__DSN": "https://hunter2-secret@example.invalid/1"}
    assert "is fine" in twi("config", "check", environment=secret).stdout
    shown = twi("config", "show", environment=secret).stdout
    assert json.loads(shown)["database"]["pool_size"] == 10
    assert "hunter2" not in shown
    wrong = twi("config", "check", environment={"TWI_DATABASE__POOL_SIZE": "0"})
    assert wrong.returncode == 2
    assert "database.pool_size: expected a number of at least 1" in wrong.stderr


def test_production_has_no_sandbox() -> None:
    production = {
        "TWI_ENV": "production",
        "TWI_DISCORD__TOKEN": "MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123",
        "TWI_DATABASE__URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "TWI_SANDBOX__ENABLED": "true",
    }
    for command in (
        "",
        "run --port 0 --world small --rate-limits",
        "act erin /ping",
        "replay tests/scenarios",
    ):
        refused = twi("sandbox", *command.split(), environment=production)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr == "twi: the sandbox does not run in the profile production\n"


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("--help", 0, ""),
        (
            "sandbox",
            2,
            "twi: the sandbox is not installed here; `make setup` in a checkout brings it along\n",
        ),
        ("sandbox act erin /ping", 2, "twi: the sandbox is not installed here; "),
        ("run", 2, "twi: the sandbox is not installed here; "),
        ("commands diff", 2, "twi: the sandbox is not installed here; "),
    ],
)
def test_without_the_sandbox_it_says_so(tmp_path: Path, command: str, code: int, words: str) -> None:
    """As in a container, where only the bot is installed."""
    program = (
        "import os, sys; "
        f"sys.path[:] = [{str(ROOT)!r}, *(path for path in sys.path if not os.path.exists(f'{{path}}/discord_sandbox'))]; "
        "from app.cli import main; main()"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TWI_")}
    done = subprocess.run(
        [sys.executable, "-c", program, *command.split()],
        cwd=tmp_path,
        env={
            **kept,
            "TWI_ENV": "testing",
            "TWI_SANDBOX__ENABLED": "true",
            "TWI_DATABASE__URL": "postgresql://nobody@127.0.0.1:1/nothing",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr.startswith(words)) == (code, True), done.stderr


def test_plugins_are_listed() -> None:
    listed = twi("plugin", "list", environment={"TWI_PLUGINS__QUOTES": "false"}).stdout
    assert "off quotes" in listed
    assert "on  links" in listed


def test_a_bad_plugin_name_is_refused() -> None:
    refused = twi("plugin", "new", "Reminder")
    assert refused.returncode == 2
    assert "lower-case plural" in refused.stderr


@pytest.mark.regression(83)
async def test_commands_can_be_compared_synced_and_cleared(
    environment: dict[str, str], discord: Sandbox
) -> None:
    async def commands(*arguments: str, given: str = "") -> str:
        done = await asyncio.to_thread(twi, "commands", *arguments, environment=environment, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "+ /quote" in await commands("diff")
    assert "+ message: Quote this" in await commands("sync")
    assert "No difference." in await commands("diff")
    assert "Discord knows every command already." in await commands("sync")
    only_some = environment | {"TWI_PLUGINS__LINKS": "false", "TWI_DISCORD__COMMAND_GUILDS": ""}
    done = await asyncio.to_thread(twi, "commands", "diff", environment=only_some)
    assert "- /link" in done.stdout
    known = len(discord.world.commands)
    assert f"{known} commands removed" in await commands("clear", given="y\n")
    assert len(discord.world.commands) == 0


async def test_commands_can_be_kept_to_guilds(environment: dict[str, str], discord: Sandbox) -> None:
    inn = discord.guild("inn")
    guilds = environment | {"TWI_DISCORD__OWNER_GUILDS": str(inn.id)}
    done = await asyncio.to_thread(twi, "commands", "sync", environment=guilds)
    assert f"guild {inn.id}:\n  + /owner" in done.stdout
    assert "owner" not in done.stdout.partition(f"guild {inn.id}:")[0]
    assert "owner status" not in str(discord.guild("other").member("basil").offered())


async def test_without_a_discord_there_is_nothing_to_sync() -> None:
    refused = await asyncio.to_thread(twi, "commands", "sync")
    assert refused.returncode == 2
    assert "discord.token is not set" in refused.stderr


def test_acting_needs_a_sandbox() -> None:
    refused = twi("sandbox", "act", "erin", "/ping", environment={"TWI_SANDBOX__PORT": "1"})
    assert refused.returncode == 2
    assert "no sandbox listens on port 1" in refused.stderr


async def test_a_person_can_act_from_the_shell(
    discord: Sandbox, start_bot: StartBot, environment: dict[str, str]
) -> None:
    process = await start_bot()
    await process.says("The bot is online")
    port = {"TWI_SANDBOX__PORT": discord.url.rpartition(":")[2]}

    async def shell(*arguments: str) -> str:
        done = await asyncio.to_thread(twi, "sandbox", *arguments, environment=port)
        assert done.returncode == 0, done.stderr
        return done.stdout

    added = await shell("act", "erin", '/quote add quote:"Killing is never the answer." speaker:@Juniper')
    assert "Kept as quote 1" in added
    question = await shell("act", "erin", "/quote delete index:1")
    assert "only you can see this" in question
    assert "[Delete it]  [Leave it]" in question
    assert "Quote 1 is gone" in await shell("click", "erin", "Delete it")
    assert "opened the form" not in await shell("act", "erin", "Hello everybody!")
    assert "/callback" in await shell("calls")


class Content:
    """What a test looks at of a database: the names of guilds, and what else there is."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def run(self, statement: str) -> list[str]:
        connection = await asyncpg.connect(self._url)
        try:
            return [str(row[0]) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    async def guilds(self) -> list[str]:
        return await self.run("SELECT name FROM guilds ORDER BY name")

    async def recorded(self) -> list[str]:
        """The ids of messages, once there are any: the bot writes them within a moment of their coming."""
        async with asyncio.timeout(20):
            while not (ids := await self.run("SELECT id FROM messages")):
                await asyncio.sleep(0.05)
        return ids

    async def parts(self) -> list[str]:
        return await self.run(
            "SELECT relname FROM pg_class WHERE relnamespace = 'parts'::regnamespace ORDER BY 1"
        )


async def test_what_was_backed_up_can_be_restored(
    own_database: str, discord: Sandbox, start_bot: StartBot, tmp_path: Path
) -> None:
    environment = {"TWI_DATABASE__URL": own_database}
    file = tmp_path / "backup.dump"
    content = Content(own_database)
    process = await start_bot()
    await process.says("The bot is online")
    await discord.guild("inn").member("erin").say("Recorded.")
    messages = await content.recorded()
    await asyncio.to_thread(process.stop)
    names, parts = await content.guilds(), await content.parts()
    assert parts
    done = await asyncio.to_thread(twi, "db", "backup", str(file), environment=environment)
    assert done.returncode == 0, done.stderr
    assert str(file) in done.stdout
    await content.run("UPDATE guilds SET name = 'changed'")
    await content.run("DELETE FROM messages")
    await content.run("CREATE TABLE later (id bigint)")
    await content.run("CREATE SCHEMA newer CREATE TABLE things (id bigint)")
    done = await asyncio.to_thread(twi, "db", "restore", str(file), environment=environment, given="y\n")
    assert done.returncode == 0, done.stderr
    assert (await content.guilds(), await content.parts()) == (names, parts)
    assert await content.run("SELECT id FROM messages") == messages
    assert await content.run("SELECT to_regclass('later'), to_regnamespace('newer')") == ["None"]
    again = await asyncio.to_thread(
        twi, "db", "backup", str(tmp_path / "again.dump"), environment=environment
    )
    assert again.returncode == 0, again.stderr
    process = await start_bot()
    await process.says("The bot is online")


async def test_a_failed_restore_changes_nothing(own_database: str, tmp_path: Path) -> None:
    environment = {"TWI_DATABASE__URL": own_database}
    file = tmp_path / "backup.dump"
    content = Content(own_database)
    await content.run("INSERT INTO guilds (id, name) VALUES (1, 'kept')")
    done = await asyncio.to_thread(twi, "db", "backup", str(file), environment=environment)
    assert done.returncode == 0, done.stderr
    await content.run("UPDATE guilds SET name = 'newer'")
    whole = file.read_bytes()
    for broken in (b"no backup at all", whole[: len(whole) * 9 // 10]):
        file.write_bytes(broken)
        refused = await asyncio.to_thread(
            twi, "db", "restore", str(file), environment=environment, given="y\n"
        )
        assert refused.returncode == 2
        assert "pg_restore failed" in refused.stderr
        assert await content.guilds() == ["newer"]


async def test_a_restore_that_the_database_refuses_changes_nothing(
    own_database: str, worker_id: str, tmp_path: Path
) -> None:
    environment = {"TWI_DATABASE__URL": own_database}
    file = tmp_path / "backup.dump"
    content = Content(own_database)
    await content.run(f"CREATE ROLE twi_reader_{worker_id}")
    await content.run(f"GRANT SELECT ON guilds TO twi_reader_{worker_id}")
    done = await asyncio.to_thread(twi, "db", "backup", str(file), environment=environment)
    assert done.returncode == 0, done.stderr
    await content.run(f"DROP OWNED BY twi_reader_{worker_id}")
    await content.run(f"DROP ROLE twi_reader_{worker_id}")
    await content.run("INSERT INTO guilds (id, name) VALUES (1, 'newer')")
    refused = await asyncio.to_thread(twi, "db", "restore", str(file), environment=environment, given="y\n")
    assert refused.returncode == 2
    assert f'role "twi_reader_{worker_id}" does not exist' in refused.stderr
    assert await content.guilds() == ["newer"]


async def test_nobody_else_can_read_a_backup_while_it_is_written(own_database: str, tmp_path: Path) -> None:
    environment = {"TWI_DATABASE__URL": own_database}
    file = tmp_path / "backup.dump"
    waits = """
        SELECT EXISTS (
            SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
            WHERE datname = current_database() AND NOT granted
        )
    """

    def files() -> list[tuple[str, int]]:
        return [(path.name, path.stat().st_mode) for path in tmp_path.glob("backup*")]

    connection = await asyncpg.connect(own_database)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE guilds IN ACCESS EXCLUSIVE MODE")
            running = asyncio.create_task(
                asyncio.to_thread(twi, "db", "backup", str(file), environment=environment)
            )
            async with asyncio.timeout(30):
                while not await connection.fetchval(waits):
                    await asyncio.sleep(0.05)
            [(_, mode)] = files()
            assert mode & 0o077 == 0
    finally:
        await connection.close()
    done = await running
    assert done.returncode == 0, done.stderr
    [(name, mode)] = files()
    assert (name, mode & 0o077) == ("backup.dump", 0)


def test_the_schema_can_be_taken_back(own_database: str) -> None:
    environment = {"TWI_DATABASE__URL": own_database}
    newest = migrate.newest_revision()
    one, two = f"{int(newest) - 1:04}", f"{int(newest) - 2:04}"

    def moved(*command: str, given: str = "") -> str:
        done = twi("db", *command, environment=environment, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    assert twi("db", "downgrade", "base", environment=environment, given="n\n").returncode == 1
    assert moved("downgrade", "-1", given="y\n").endswith(f"The schema is at {one}.")
    assert moved("downgrade", "--yes", "-1") == f"The schema is at {two}."
    assert moved("upgrade", "+1") == f"The schema is at {one}."
    assert moved("downgrade", "base", given="y\n").endswith("The schema is at base.")
    assert moved("upgrade") == f"The schema is at {newest}."


@pytest.mark.parametrize(
    "command",
    ["upgrade 9999", "upgrade nonsense", "upgrade +99", "downgrade --yes 9999", "downgrade --yes -99"],
)
def test_a_revision_that_does_not_exist_is_refused_in_one_sentence(own_database: str, command: str) -> None:
    refused = twi("db", *command.split(), environment={"TWI_DATABASE__URL": own_database})
    assert refused.returncode == 2
    target = command.rsplit(maxsplit=1)[-1]
    newest = migrate.newest_revision()
    assert refused.stderr == (
        f"twi: there is no way to the revision {target}; give base, head, a number up to {newest}, "
        "or steps such as +1 or -1\n"
    )


@pytest.mark.parametrize("command", ["db upgrade", "db downgrade --yes -1", "db downgrade --yes base", "run"])
async def test_a_database_of_another_version_is_said_in_one_sentence(own_database: str, command: str) -> None:
    await Content(own_database).run("UPDATE alembic_version SET version_num = '9876'")
    environment = {"TWI_DATABASE__URL": own_database, "TWI_ENV": "development", "TWI_SANDBOX__PORT": "0"}
    refused = await asyncio.to_thread(twi, *command.split(), environment=environment)
    assert refused.returncode == 2
    *_, last = refused.stderr.splitlines()
    assert last == (
        "twi: the database is at revision 9876, which this version does not have; with the version that has it, "
        f"run `twi db downgrade {migrate.newest_revision()}`, or start it instead of this one"
    )
    assert "Traceback" not in refused.stderr
