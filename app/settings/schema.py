"""Every setting: its type, default, limits and meaning. The only list there is.

``loader`` reads values into it; ``reference`` writes docs/configuration.md and .secrets.toml.example from it.
"""

from __future__ import annotations

import base64
from enum import StrEnum
from functools import cache
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from app.settings.addresses import CacheAddress, DatabaseAddress, Dsn
from app.settings.external import ExternalSettings
from app.settings.section import Section, comma_separated

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
SHORTEST_KEY = 32


class Profile(StrEnum):
    """Where the process runs; chosen by ``TWI_ENV``."""

    DEVELOPMENT = "development"
    TESTING = "testing"
    PRODUCTION = "production"


def _nothing_if_empty(value: Any) -> Any:
    # An environment variable cannot hold nothing, but it can be empty.
    return None if value == "" else value


def _plugin(name: str) -> str:
    if name not in plugin_names():
        raise ValueError("the name of a plugin")
    return name


@cache
def plugin_names() -> frozenset[str]:
    """Every plugin there is, without importing one."""
    return frozenset(module.name for module in iter_modules([str(PLUGINS)]))


def _strong(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if any(len(key.get_secret_value()) < SHORTEST_KEY for key in keys):
        raise ValueError(f"keys of at least {SHORTEST_KEY} characters each")
    return keys


def _bot_token(token: SecretStr) -> SecretStr:
    first = token.get_secret_value().strip().partition(".")[0]
    try:
        int(base64.b64decode(first + "=" * (-len(first) % 4), validate=True))
    except ValueError:
        # "from None": the text of the error quotes a part of the token.
        raise ValueError("a bot token as Discord's developer portal shows it") from None
    return token


BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
HostName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
PluginName = Annotated[str, AfterValidator(_plugin)]
Keys = Annotated[tuple[SecretStr, ...], BeforeValidator(comma_separated), AfterValidator(_strong)]
Ids = Annotated[tuple[int, ...], BeforeValidator(comma_separated)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://", max_length=512)]
REQUIRED_IN_PRODUCTION: dict[str, Any] = {"required_in": Profile.PRODUCTION.value}


class DiscordSettings(Section):
    """The connection to Discord."""

    token: BotToken | None = Field(
        None,
        description="Bot token from Discord's developer portal. Without one, development starts the sandbox.",
        json_schema_extra=REQUIRED_IN_PRODUCTION,
    )
    rest_url: WebAddress | None = Field(
        None,
        description="Another address for Discord's HTTP API; the gateway's address is asked for there.",
    )
    shard_count: int | None = Field(
        None, ge=1, le=16_384, description="Shards of all processes together; none asks Discord."
    )
    shard_ids: Ids = Field(
        (), description="The shards of this process, from 0; empty for all. Needs `shard_count`."
    )
    members_intent: bool = Field(
        True, description="Ask for the privileged intent for members: who joins, leaves and changes roles."
    )
    message_content_intent: bool = Field(
        True,
        description="Ask for the privileged intent for message content; without, no length is counted and the "
        "message log knows no text.",
    )
    owner_guilds: Ids = Field(
        (), description="Register the owner commands only in these guilds; empty registers them everywhere."
    )
    command_guilds: Ids = Field(
        (), description="Register all other commands only in these guilds; empty registers them everywhere."
    )
    sync_commands: bool = Field(
        True, description="At start, tell Discord about commands that changed. See also `twi commands`."
    )

    @model_validator(mode="after")
    def _shards_fit(self) -> Self:
        highest = (self.shard_count or 0) - 1
        if any(not 0 <= shard <= highest for shard in self.shard_ids):
            raise ValueError("shard_ids from 0 up to below shard_count, and shard_count set")
        return self


class EmbeddedDatabase(StrEnum):
    """Whether the process brings its own PostgreSQL."""

    OFF = "off"
    KEPT = "kept"
    TEMPORARY = "temporary"


class DatabaseSettings(Section):
    """PostgreSQL, version 15 to 18."""

    url: DatabaseAddress | None = Field(
        None,
        description="Any libpq address: `postgresql://user:password@host/name`, "
        "or `postgresql:///name?host=/run/postgresql` for a Unix socket. Special characters stand in it as codes: "
        "`%2F` for `/`, `%23` for `#`.",
        json_schema_extra=REQUIRED_IN_PRODUCTION,
    )
    direct_url: DatabaseAddress | None = Field(
        None,
        description="The same database without a pooler in between, for jobs and migrations; "
        "only needed when `url` points to PgBouncer.",
    )
    embedded: EmbeddedDatabase = Field(
        EmbeddedDatabase.OFF,
        description="Without a `url`, bring an own PostgreSQL: one that keeps its data in `directory`, "
        "or one that forgets everything at the end.",
    )
    directory: Path = Field(Path(".data/postgres"), description="Where a kept embedded PostgreSQL lives.")
    pool_size: int = Field(10, ge=1, le=200, description="Connections kept open by each process.")
    pool_overflow: int = Field(5, ge=0, le=200, description="Connections opened beyond that for a moment.")
    pool_timeout: float = Field(2.0, gt=0, le=60, description="Seconds to wait for a free connection.")
    connect_timeout: float = Field(5.0, gt=0, le=60, description="Seconds to wait for a new connection.")
    statement_timeout: float = Field(
        10.0, ge=0, le=600, description="Seconds until a statement is ended; 0: never."
    )
    statement_cache: int = Field(
        256, ge=0, le=10_000, description="Prepared statements kept per connection; 0 behind PgBouncer."
    )
    slow_query: float = Field(0.5, ge=0, description="Seconds from which a query is logged as slow.")


class CacheSettings(Section):
    """The shared cache."""

    url: CacheAddress = Field(
        SecretStr("mem://"),
        description="`mem://` inside the process, or `redis://host:port/number` for Valkey or Redis.",
    )
    size: int = Field(50_000, ge=100, description="Entries kept at most in memory.")
    timeout: float = Field(
        0.25, gt=0, le=10, description="Seconds until a cache that does not answer is done without."
    )


class HttpSettings(Section):
    """The small HTTP server for health checks and metrics."""

    enabled: bool = Field(True, description="Serve `/livez`, `/readyz` and `/metrics`.")
    host: HostName = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8121, ge=0, le=65535, description="Port to listen on; 0 takes any free one.")


class SandboxSettings(Section):
    """The local Discord that stands in while there is no token."""

    enabled: bool = Field(False, description="Without a token, start the sandbox and connect to it.")
    port: int = Field(
        8120, ge=0, le=65535, description="Port of the sandbox, on 127.0.0.1; 0 takes any free one."
    )
    rate_limits: bool = Field(
        False, description="Let the sandbox keep Discord's rate limits, so that a bot has to wait."
    )
    world: str = Field(
        "community", description="What is there at first: one of `twi sandbox worlds list`, or a world file."
    )
    keep: Annotated[Path | None, BeforeValidator(_nothing_if_empty)] = Field(
        None, description="Folder in which the sandbox keeps its state from run to run; without, it forgets."
    )


class LogSettings(Section):
    """Logging."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severe level written."
    )
    format: Literal["text", "json"] = Field("text", description="Lines for people, or JSON for machines.")


class JobSettings(Section):
    """Durable jobs and schedules."""

    enabled: bool = Field(
        True, description="Run jobs inside the bot's process; without, start `twi worker` as well."
    )
    concurrency: int = Field(10, ge=1, le=200, description="Jobs that one process runs at the same time.")
    poll: float = Field(
        5.0, gt=0, le=60, description="Seconds between looks for due jobs; new ones are announced."
    )
    heartbeat: float = Field(
        30.0,
        ge=1,
        le=600,
        description="Seconds without a sign of life after which a job is run again elsewhere.",
    )


class PanelSettings(Section):
    """Messages with buttons."""

    lifetime_hours: int = Field(
        24, ge=1, le=24 * 30, description="Hours for which a list can be paged through."
    )
    signing_key: SecretStr | None = Field(
        None,
        description="Signs buttons; derived from the bot token when empty. Changing it retires every button.",
    )


class ActivitySettings(Section):
    """Recording of what happens in guilds, as figures without text."""

    enabled: bool = Field(True, description="Record messages, reactions, joins and the like.")
    flush_size: int = Field(2000, ge=1, le=50_000, description="Events after which a batch is written.")
    flush_seconds: float = Field(
        0.5, gt=0, le=0.5, description="Seconds after which a batch is written however small it is."
    )
    buffer_events: int = Field(
        100_000, ge=1000, description="Events kept in memory while the database is away; more go to disk."
    )
    spill_directory: Path = Field(
        Path(".data/spill"), description="Where events wait that memory cannot hold."
    )
    message_months: int = Field(24, ge=1, le=240, description="Months for which messages are counted.")
    reaction_months: int = Field(24, ge=1, le=240, description="Months for which reactions are kept.")
    event_months: int = Field(
        24, ge=1, le=240, description="Months for which joins, roles and time in voice channels are kept."
    )


class PrivacySettings(Section):
    """What is kept of members' words, in servers that switched the message log on."""

    message_body_days: int = Field(
        30, ge=1, le=30, description="Days for which the text of messages is kept at most."
    )
    message_keys: Keys = Field(
        (),
        description="Encrypt the text of messages: the first key encrypts, all of them decrypt. "
        "Derived from the bot token when there are none.",
    )


class SentrySettings(Section):
    """Error tracking with Sentry or a service that speaks its protocol."""

    dsn: Annotated[Dsn | None, BeforeValidator(_nothing_if_empty)] = Field(
        None, description="Where to report errors; empty reports nothing."
    )


class AboutSettings(Section):
    """What `/about` links to. Discord wants a public privacy notice, so a bot for others needs one."""

    source_url: WebAddress | None = Field(None, description="Where the source and the documentation are.")
    privacy_url: WebAddress | None = Field(None, description="The privacy notice of those who run this bot.")
    support_url: WebAddress | None = Field(None, description="Where questions and reports are welcome.")


class Settings(Section):
    """The whole configuration of one process."""

    profile: Profile = Field(Profile.DEVELOPMENT, description="Set by `TWI_ENV`, not in a file.")
    discord: DiscordSettings = DiscordSettings()
    database: DatabaseSettings = DatabaseSettings()
    cache: CacheSettings = CacheSettings()
    http: HttpSettings = HttpSettings()
    external: ExternalSettings = ExternalSettings()
    sandbox: SandboxSettings = SandboxSettings()
    log: LogSettings = LogSettings()
    jobs: JobSettings = JobSettings()
    panels: PanelSettings = PanelSettings()
    activity: ActivitySettings = ActivitySettings()
    privacy: PrivacySettings = PrivacySettings()
    sentry: SentrySettings = SentrySettings()
    about: AboutSettings = AboutSettings()
    plugins: dict[PluginName, bool] = Field(default_factory=dict, description="Plugins by name, on or off.")

    @field_validator("external")
    @classmethod
    def _public_in_production(cls, external: ExternalSettings, info: ValidationInfo) -> ExternalSettings:
        if external.allow_addresses and info.data.get("profile") is Profile.PRODUCTION:
            raise ValueError("no allow_addresses in production: members could reach them")
        return external
