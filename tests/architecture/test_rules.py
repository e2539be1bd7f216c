"""Rules of the whole program that no linter knows."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
import typing
from collections.abc import AsyncIterator
from types import UnionType
from typing import Any

import pytest
from dependency_injector import providers

import plugins
from app.container import Container
from app.core.actor import Actor, Permission
from app.data_map import entries, model_modules
from app.discord.components import LONGEST, CustomIds
from app.discord.member_chunker import MemberChunker
from app.discord.monitor import Monitor
from app.discord.registry import Command
from app.features.message_log.policy import LogChoices
from app.infra.db.base import GuildId, Model, Snowflake, UserId
from app.injection import collect_background
from app.recording.consent.service import ActivityService
from app.runtime import Runtime, assemble
from app.settings.loader import ROOT, load_settings
from app.settings.schema import Settings
from tests.support.entries import declared

SINGLETONS = [name for name, item in Container.providers.items() if isinstance(item, providers.Singleton)]
PLUGINS = [module.name for module in pkgutil.iter_modules(plugins.__path__)]
GUILD_TABLES_WITHOUT_GUILD = {
    "guilds",
    "audit_log",
    "audit_heads",
    "panels",
    "link_tags",
    "claimed_interactions",
    "shard_leases",
}
"""Their guild is the row itself, the chain, a signed button, or the link."""

FILES = {
    "actions", "cards", "jobs", "metrics", "models", "observer", "options", "policy", "ports", "repository", "service",
    "statements", "values",
}  # fmt: skip
"""What the files of a feature can be called, and of each of its parts; docs/coding-standards.md tells what is in them.

Each stands for something that any feature may have: a seam of the layers below (`observer`, `jobs`, `options`, `actions`,
`metrics`, `models`), or a place in the feature's own order. What is only one feature's matter becomes a part of it.
"""
SPEAKING_SQL = {"guild_statements", "models", "repository", "statements"}


@pytest.fixture(scope="module")
async def runtime(settings: Settings) -> AsyncIterator[Runtime]:
    """The bot with every plugin there is, and nothing connected."""
    runtime = assemble(settings.model_copy(update={"plugins": dict.fromkeys(PLUGINS, True)}))
    await runtime.load()
    yield runtime
    await runtime.close()


@pytest.fixture(scope="module")
def commands(runtime: Runtime) -> list[Command]:
    return runtime.container.commands().all()


@pytest.mark.parametrize("name", SINGLETONS)
async def test_every_provider_builds_what_it_declares(runtime: Runtime, name: str) -> None:
    provider = getattr(runtime.container, name)
    instance = provider()
    if inspect.isclass(provider.provides):
        assert isinstance(instance, provider.provides)
    for parameter, wanted in _parameters(provider.provides).items():
        given = provider.kwargs.get(parameter)
        checkable = isinstance(wanted, type | UnionType) and not getattr(wanted, "_is_protocol", False)
        if given is not None and checkable:
            value = given() if isinstance(given, providers.Provider) else given
            assert isinstance(value, wanted), f"{name}({parameter}=…) gets a {type(value).__name__}"


async def test_what_runs_beside_the_commands_is_built_of_every_part(runtime: Runtime) -> None:
    owners = {type(getattr(run, "__self__", None)) for run in collect_background(runtime.container)}
    assert owners == {ActivityService, LogChoices, MemberChunker, Monitor}


def _parameters(target: Any) -> dict[str, Any]:
    function = target.__init__ if inspect.isclass(target) else target
    hints = typing.get_type_hints(function)
    return {
        name: hint if isinstance(hint, UnionType) else typing.get_origin(hint) or hint
        for name, hint in hints.items()
        if name != "return"
    }


def test_every_plugin_is_on_unless_somebody_says_otherwise() -> None:
    assert load_settings().plugins == dict.fromkeys(PLUGINS, True)


def test_every_command_explains_itself(commands: list[Command]) -> None:
    assert commands
    for command in commands:
        assert command.kind.name != "SLASH" or str(command.description).endswith("."), command.label
        assert command.info.examples, command.label
        for example in command.info.examples:
            assert command.kind.name != "SLASH" or example.startswith(command.label), command.label
        for option in command.options:
            assert str(option.description).endswith("."), f"{command.label} {option.name}"


def test_every_plugin_has_a_page_that_names_its_commands(commands: list[Command]) -> None:
    pages = {page.stem: page.read_text() for page in (ROOT / "docs" / "plugins").glob("*.md")}
    assert set(pages) == set(PLUGINS)
    for command in commands:
        assert f"`{command.label}`" in pages[command.plugin], (
            f"docs/plugins/{command.plugin}.md: {command.label}"
        )


def test_what_discord_hides_is_what_the_guide_demands(commands: list[Command]) -> None:
    for command in commands:
        if command.info.operators:
            assert command.hidden_without == Permission.ADMINISTRATOR, command.label
            assert command.guild_only, command.label
        elif command.hidden_without is not Permission.NONE:
            assert command.hidden_without == command.info.needs, command.label


def test_discord_hides_nothing_that_the_admin_role_may_do(commands: list[Command]) -> None:
    admin = Actor(user_id=1, guild_id=2, bot_admin=True)
    for command in commands:
        if not command.info.operators and admin.may(command.info.needs):
            assert admin.holds(command.hidden_without), command.label


def test_every_command_fits_into_the_button_that_restricts_it(commands: list[Command]) -> None:
    ids = CustomIds(b"key")
    for command in commands:
        for action in ("settings.channels", "settings.roles", "settings.lift"):
            made = ids.make(action, command.name, guild_id=2**63, owner_id=2**63)
            assert len(made) <= LONGEST


def test_every_menu_follows_the_rule_of_a_command_of_its_plugin(commands: list[Command]) -> None:
    # The panel restricts slash commands alone.
    slash = {command.name: command.plugin for command in commands if command.kind.name == "SLASH"}
    for command in commands:
        ruled_as = command.info.ruled_as
        if command.kind.name == "SLASH":
            assert not ruled_as, command.label
        else:
            assert slash.get(ruled_as) == command.plugin, command.label


def test_every_short_form_is_like_its_command(commands: list[Command]) -> None:
    named = {command.name: command for command in commands}
    for short in commands:
        if short.info.short_for:
            long = named[short.info.short_for]
            assert (short.plugin, short.options, short.hidden_without, short.guild_only) == (
                long.plugin, long.options, long.hidden_without, long.guild_only,
            ), short.label  # fmt: skip


def test_every_menu_shares_the_cooldown_of_its_command(commands: list[Command]) -> None:
    cooldowns = {command.name: command.info.cooldown for command in commands}
    for command in commands:
        assert cooldowns[command.rule_name] == command.info.cooldown, command.label


def test_every_table_with_a_user_is_in_the_data_map() -> None:
    mapped = {(entry.table, entry.owner) for entry in entries()}
    for table in Model.metadata.tables.values():
        for column in table.c:
            if isinstance(column.type, UserId):
                assert (table.name, column.name) in mapped, f"{table.name}.{column.name} is in no DATA_MAP"


def test_the_data_map_speaks_of_what_there_is() -> None:
    for entry in entries():
        columns = set(Model.metadata.tables[entry.table].c.keys())
        assert entry.owner in entry.columns
        assert set(entry.columns) <= columns
        for sentence in (entry.purpose, entry.retention):
            assert sentence.endswith("."), entry


def test_every_id_of_discords_says_whose_it_is() -> None:
    for table in Model.metadata.tables.values():
        for column in table.c:
            if re.search(r"(user|member|guild|channel|message|role|thread)_id$", column.name):
                assert isinstance(column.type, Snowflake), f"{table.name}.{column.name}"


def test_what_a_guild_owns_has_its_id() -> None:
    for table in Model.metadata.tables.values():
        if table.name not in GUILD_TABLES_WITHOUT_GUILD:
            assert isinstance(table.c["guild_id"].type, GuildId), table.name


@pytest.mark.parametrize("layer", ["features", "recording"])
def test_every_feature_and_every_part_has_the_same_files(layer: str) -> None:
    parts = list((ROOT / "app" / layer).rglob("*/__init__.py"))
    assert parts
    for init in parts:
        modules = {path.stem for path in init.parent.glob("*.py")} - {"__init__"}
        assert "service" in modules, init
        assert modules <= FILES, f"{init.parent}: {modules - FILES}"


def test_the_modules_with_tables_are_found() -> None:
    assert list(model_modules())


def test_the_standards_tell_what_is_in_each_file() -> None:
    told = (ROOT / "docs" / "coding-standards.md").read_text(encoding="utf-8")
    assert {name for name in FILES if f"| `{name}` |" not in told} == set()


@pytest.mark.parametrize("layer", ["features", "recording", "importing"])
def test_only_repositories_models_and_statements_speak_sql(layer: str) -> None:
    for path in (ROOT / "app" / layer).rglob("*.py"):
        if path.stem not in SPEAKING_SQL:
            source = path.read_text(encoding="utf-8")
            assert speaks_sql(source) == set(), path


def speaks_sql(source: str) -> set[str]:
    """What of SQLAlchemy a file uses, but for the session that it hands on; and where it asks that itself."""
    handed_on = {
        "sqlalchemy",
        "sqlalchemy.ext",
        "sqlalchemy.ext.asyncio",
        "sqlalchemy.ext.asyncio.AsyncSession",
    }
    asked = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and re.match(r"(self\._)?session\.\w", ast.unparse(node.func))
    }
    imported = {name for name in _named(source) if name.split(".")[0] == "sqlalchemy"}
    return asked | imported - handed_on


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from sqlalchemy.ext.asyncio import AsyncSession", set()),
        ("from sqlalchemy import text", {"sqlalchemy.text"}),
        ("def late():\n    import sqlalchemy.orm", {"sqlalchemy.orm"}),
        ("session.add(quote)", {"session.add"}),
        ("self._session.scalar(query)", {"self._session.scalar"}),
        ("async with self._sessions.begin() as session: await Repository(session).add(1)", set()),
    ],
)
def test_sql_is_found_in_every_spelling(source: str, found: set[str]) -> None:
    assert speaks_sql(source) == found


@pytest.mark.parametrize(
    "package", ["app", "plugins", "migrations", "tests", "sandbox/discord_sandbox", "sandbox/tests"]
)
def test_no_file_is_longer_than_400_lines(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


def test_no_module_of_a_plugin_is_longer_than_150_lines() -> None:
    for path in (ROOT / "plugins").rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 150, path


def test_nothing_is_called_utils() -> None:
    for path in [*(ROOT / "app").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]:
        assert not re.search(r"util|helper|common|misc", path.stem) or path.parent.name == "utility", path


# Reading with one of these can run whatever the writer likes.
RUNNING = {
    "_pickle", "cloudpickle", "dill", "jsonpickle", "joblib", "marshal", "pickle", "shelve", "yaml",
    "multiprocessing.connection", "multiprocessing.managers", "sqlalchemy.ext.serializer",
}  # fmt: skip


def _imported(source: str) -> set[str]:
    """Every module that is imported, with those above it."""
    return {
        ".".join(name.split(".")[:depth])
        for name in _named(source)
        for depth in range(1, name.count(".") + 2)
    }


def _named(source: str) -> set[str]:
    """Every module that is imported, and what is imported of it, wherever and however."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                names |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(module)):
                names |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                names.add(module)
    return names


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "import json, pickle as json_",
        "def read(content):\n    from pickle import loads",
        "import_module('pickle')",
        "importlib.import_module('marshal')",
        "__import__('shelve')",
        "from sqlalchemy.ext import serializer",
        "import multiprocessing.connection",
    ],
)
def test_what_can_run_is_found_in_every_spelling(source: str) -> None:
    assert _imported(source) & RUNNING


@pytest.mark.parametrize("package", ["app", "plugins", "migrations", "scripts", "sandbox/discord_sandbox"])
def test_nothing_makes_objects_out_of_bytes_that_could_run(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert not _imported(path.read_text(encoding="utf-8")) & RUNNING, path


def test_cached_values_have_names_of_their_own() -> None:
    names = [entry.name for entry in declared()]
    assert names
    assert len(names) == len(set(names)), names
    # A key begins with the name, and where that ends must not be a question.
    assert all(":" not in name for name in names)
