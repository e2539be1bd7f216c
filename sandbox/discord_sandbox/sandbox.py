"""A local Discord: REST and gateway on a loopback address, and people to act as."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from aiohttp import web

from discord_sandbox.clients.action_handlers import ActionHandlers
from discord_sandbox.clients.actions import Actions
from discord_sandbox.clients.finder import Finder, UserHandle
from discord_sandbox.clients.guild import GuildHandle
from discord_sandbox.control import Control
from discord_sandbox.faults import Faults
from discord_sandbox.fixtures import SMALL, WorldFile, load
from discord_sandbox.fixtures.permission_sets import BOT, MEMBER
from discord_sandbox.gateway.gateway import HEARTBEAT_SECONDS, Gateway
from discord_sandbox.load import Loads
from discord_sandbox.model.application import PRIVILEGED_INTENTS, Application
from discord_sandbox.model.clock import Clock
from discord_sandbox.model.command_registry import Commands
from discord_sandbox.model.condition import Condition
from discord_sandbox.model.entries import Call, Violation
from discord_sandbox.model.interaction_registry import ANSWER_SECONDS, Interactions
from discord_sandbox.model.journal import Journal
from discord_sandbox.model.rate_limits import InvalidRequests
from discord_sandbox.model.session_start_limit import SessionStarts
from discord_sandbox.model.snowflakes import Snowflakes
from discord_sandbox.model.user import User
from discord_sandbox.model.world import API, World
from discord_sandbox.operations import channels, guilds, users
from discord_sandbox.page.api import PageApi
from discord_sandbox.page.client_state import ClientState
from discord_sandbox.page.context import PageContext
from discord_sandbox.page.live import Live
from discord_sandbox.page.site import Site
from discord_sandbox.rest.api import Api
from discord_sandbox.rest.openapi import Description
from discord_sandbox.rest.request import Middleware
from discord_sandbox.scenarios.recorder import Recorder
from discord_sandbox.server import Server

if TYPE_CHECKING:
    from discord_sandbox.storage.snapshots import Keeper

PORT = 8120
OPENAPI_VARIABLE = "DISCORD_OPENAPI"

Populate = Callable[[World], None]


class NotReady(TimeoutError):
    """No bot connected and registered its commands in time."""


class Sandbox:
    """A local Discord, while it is entered as an async context."""

    def __init__(  # noqa: PLR0913 - by name only, and each has a default
        self,
        *,
        host: str = "127.0.0.1",
        port: int = PORT,
        world: Populate | None = None,
        keep: Path | None = None,
        openapi: Path | None = None,
        clock: Clock | None = None,
        shards: int = 1,
        heartbeat_interval: float = HEARTBEAT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        privileged_intents: int = PRIVILEGED_INTENTS,
        rate_limits: bool = False,
    ) -> None:
        self.clock = clock or Clock()
        self.world = _new_world(self.clock, shards, privileged_intents)
        self.world.rate_limits = rate_limits
        self.world.interactions.answer_seconds = answer_seconds
        self.journal = Journal(self.clock)
        self.gateway = Gateway(self.world, self.journal, heartbeat_interval)
        self._api = Api(self.world, self.journal, _description(openapi))
        self.faults = Faults(self.world, self.gateway, self.journal.disturbed)
        self.actions = Actions(
            self.journal, ActionHandlers(self.world, self.create_guild, self.faults.perform)
        )
        self._api.middlewares.append(self.faults.intercept)
        self._finder = Finder(self.world)
        self._server = Server(host, port)
        self._populate = world or load(SMALL)
        source = self._populate.source if isinstance(self._populate, WorldFile) else SMALL
        self._keeper = _keeper(self.world, keep and keep / Path(source).stem)
        self.recorder = Recorder(self.world, self.journal, source, keep and keep / "recordings")
        self.loads = Loads(self)
        context = PageContext(
            self.world,
            self.gateway,
            self.journal,
            self.actions,
            ClientState(self.world),
            self.recorder,
            self.faults,
            self.loads,
        )
        self._live = Live(context)
        control, site = Control(context, PageApi(context, self._live)), Site(context)
        self._server.add(API, self._api.serve)
        self._server.add("/gateway", self.gateway.serve)
        self._server.add("/attachments/", self._serve_attachment)
        self._server.add("/sandbox/", control.serve)
        self._server.add("/static/", site.static)
        self._server.add("/", site.page)

    async def __aenter__(self) -> Self:
        await self._server.start()
        self.world.url = self._server.url
        if not self._keeper or not self._keeper.restore():
            with self.world.snowflakes.seeding():
                self._populate(self.world)
        if self._keeper:
            self._keeper.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.loads.end()
        self.faults.clear()
        await self._live.close()
        await self.gateway.close()
        await self._server.stop()
        await self.actions.close()
        if self._keeper:
            await self._keeper.stop()
        self.clock.stop()

    @property
    def url(self) -> str:
        """Where the page is."""
        return self._server.url

    @property
    def rest_url(self) -> str:
        """What a bot takes for the root of the REST API."""
        return self.url + API

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.application.token

    @property
    def calls(self) -> Sequence[Call]:
        """The latest REST calls, oldest first."""
        return self.journal.calls

    @property
    def violations(self) -> list[Violation]:
        """What was refused, is unknown, or does not match Discord's description; may be cleared."""
        return self.journal.violations

    @property
    def middlewares(self) -> list[Middleware]:
        """What every REST call passes through; the first is the outermost."""
        return self._api.middlewares

    def guild(self, key: str = "inn") -> GuildHandle:
        return self._finder.guild(key)

    def user(self, username: str) -> UserHandle:
        return self._finder.user(username)

    async def ready(self, *, commands: int = 0, timeout: float = 20.0) -> None:  # noqa: ASYNC109 - reads best where it is used
        """Wait until a bot is connected and has registered at least so many commands."""
        registered, gateway = self.world.commands, self.gateway
        if not await self.world.changed.until(
            lambda: bool(gateway.connected) and len(registered) >= commands, timeout
        ):
            connected = len(gateway.connected)
            raise NotReady(f"{connected} shards are connected, {len(registered)} commands are registered")

    async def add_guild(self, key: str, name: str, *, owner: str, permissions: int = BOT) -> GuildHandle:
        """Let somebody found a guild, with one channel, and invite the bot."""
        founder = self.world.user_named(owner) or users.create(self.world, owner)
        guild = guilds.create(self.world, key, name, founder, MEMBER)
        channels.create(self.world, guild, "general")
        guilds.invite_bot(self.world, guild, permissions)
        return self.guild(key)

    def create_guild(self, key: str, like: str = "inn", world: str | None = None) -> GuildHandle:
        """Create one more guild, like one of a world: of this one, unless another is named."""
        own = self._populate if isinstance(self._populate, WorldFile) else load(SMALL)
        pattern = own if world in {None, own.source} else load(world or SMALL)
        pattern.create_guild(self.world, key, like)
        return self.guild(key)

    async def remove_guild(self, key: str) -> None:
        """Throw the bot out of a guild."""
        guilds.remove_bot(self.world, self.guild(key).guild)

    async def _serve_attachment(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        """A file, at the address that its message gives: channel, id and name."""
        snowflake = path.split("/")[1] if path.count("/") == 2 else ""
        attachment = self.world.attachments.get(int(snowflake) if snowflake.isdecimal() else 0)
        if attachment is None or not self.world.signed_urls.holds(snowflake, http.query):
            return web.Response(status=404, text="This content is no longer available.\n")
        headers = {
            "Content-Type": attachment.content_type,
            # What a member uploaded must not run as a page of the sandbox.
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=attachment.content, headers=headers)


def _new_world(clock: Clock, shards: int, privileged_intents: int) -> World:
    """A world with an application, its bot and its owner, and nobody else."""
    snowflakes, changed = Snowflakes(clock), Condition()
    # Ids that stay the same from run to run, as a bot keeps what it knows of a guild by them.
    with snowflakes.seeding():
        owner = User(snowflakes.next(), "maple", "Maple")
        application_id = snowflakes.next()
    bot = User(application_id, "shard", "Shard", bot=True)
    application = Application(application_id, "Shard", bot, owner, privileged_intents)
    world = World(
        application=application,
        clock=clock,
        snowflakes=snowflakes,
        commands=Commands(clock, snowflakes, changed),
        interactions=Interactions(clock, snowflakes),
        starts=SessionStarts(clock),
        invalid_requests=InvalidRequests(clock),
        changed=changed,
        shards=shards,
    )
    world.users = {owner.id: owner, bot.id: bot}
    return world


def _keeper(world: World, path: Path | None) -> Keeper | None:
    if path is None:
        return None
    from discord_sandbox.storage.snapshots import Keeper

    return Keeper(world, path)


def _description(path: Path | None) -> Description | None:
    named = path or os.environ.get(OPENAPI_VARIABLE)
    return Description(Path(named)) if named else None
