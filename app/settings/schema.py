"""Every setting: its type, default, limits and meaning. The only list there is.

``loader`` reads values into it; ``reference`` writes docs/configuration.md and .secrets.toml.example from it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from app.settings.sections.about import AboutSettings
from app.settings.sections.activity import ActivitySettings
from app.settings.sections.cache import CacheSettings
from app.settings.sections.database import DatabaseSettings
from app.settings.sections.discord import DiscordSettings
from app.settings.sections.external import ExternalSettings
from app.settings.sections.http import HttpSettings
from app.settings.sections.jobs import JobSettings
from app.settings.sections.log import LogSettings
from app.settings.sections.panels import PanelSettings
from app.settings.sections.privacy import PrivacySettings
from app.settings.sections.sandbox import SandboxSettings
from app.settings.sections.sentry import SentrySettings
from app.settings.types import Profile, Section

DISCORDS_OWN = re.compile(r"https://(?:[a-z]+\.)?discord\.com(?::443)?(?:/[\w./-]*)?", re.ASCII)
"""Addresses that a token may be sent to."""

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


def _plugin(name: str) -> str:
    if name not in plugin_names():
        raise ValueError("the name of a plugin")
    return name


@cache
def plugin_names() -> frozenset[str]:
    """Every plugin there is, without importing one."""
    return frozenset(module.name for module in iter_modules([str(PLUGINS)]))


PluginName = Annotated[str, AfterValidator(_plugin)]


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
    plugins: dict[PluginName, bool] = Field(
        default_factory=dict, description="Plugins by name, on or off. Those that are not named are on."
    )

    @field_validator("discord")
    @classmethod
    def _discords_own_in_production(cls, discord: DiscordSettings, info: ValidationInfo) -> DiscordSettings:
        address = None if discord.trust_rest_url else discord.rest_url
        if (
            address is not None
            and info.data.get("profile") is Profile.PRODUCTION
            and not DISCORDS_OWN.fullmatch(address)
        ):
            raise ValueError(
                "a rest_url of Discord's own in production, such as https://discord.com/api/v10: the token is "
                "sent there; for a proxy that is yours, set trust_rest_url as well"
            )
        return discord

    @field_validator("external")
    @classmethod
    def _public_in_production(cls, external: ExternalSettings, info: ValidationInfo) -> ExternalSettings:
        if external.allow_addresses and info.data.get("profile") is Profile.PRODUCTION:
            raise ValueError("no allow_addresses in production: members could reach them")
        return external
