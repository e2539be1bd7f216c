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
    refused = twi("sandbox", environment=production)
    assert refused.returncode == 2
    assert "the sandbox does not run in the profile production" in refused.stderr
    directly = subprocess.run(
        [sys.executable, "-m", "discord_sandbox", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, "TWI_ENV": "production"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert directly.returncode == 1
    assert "the sandbox does not run in the profile production" in directly.stderr


def test_plugins_are_listed() -> None:
    listed = twi("plugin", "list", environment={"TWI_PLUGINS__QUOTES": "false"}).stdout
    assert "off quotes" in listed
    assert "on  links" in listed


def test_a_bad_plugin_name_is_refused() -> None:
    refused = twi("plugin", "new", "Reminder")
    assert refused.returncode == 2
    assert "lower-case plural" in refused.stderr


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
    await asyncio.to_thread(process.stop)
    names, parts = await content.guilds(), await content.parts()
    assert parts
    messages = await content.run("SELECT id FROM messages")
    assert messages
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
    assert twi("db", "downgrade", "base", environment=environment, given="n\n").returncode == 1
    assert twi("db", "downgrade", "-1", environment=environment, given="y\n").returncode == 0
    assert twi("db", "downgrade", "--yes", "-1", environment=environment).returncode == 0
    assert twi("db", "downgrade", "base", environment=environment, given="y\n").returncode == 0
    assert twi("db", "upgrade", environment=environment).returncode == 0
