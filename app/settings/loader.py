"""Layers -> ``Settings``, or ``SettingsError`` with every problem at once."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from app.core.errors import AppError
from app.settings import problems, sources
from app.settings.layers import Dynaconf, get_history
from app.settings.problems import Problem
from app.settings.schema import Settings, plugin_names
from app.settings.types import Profile

ROOT = Path(__file__).resolve().parents[2]
"""The folder with settings.toml: that of the checkout, or where the container put it."""

SECRETS = ".secrets.toml"
FILES = ("settings.toml", SECRETS)

OTHERS = stat.S_IRWXO | stat.S_IWGRP
"""What nobody but the owner of a file with secrets needs; to read it may be given to a group, as of a service."""


class SettingsError(AppError):
    """The configuration cannot be used; the message lists every reason."""


def current_profile() -> Profile:
    """The profile named by ``TWI_ENV``. Raises ``SettingsError`` if there is none of that name."""
    profile = os.environ.get(sources.PROFILE_VARIABLE, Profile.DEVELOPMENT.value)
    if profile not in set(Profile):
        wanted = ", ".join(Profile)
        raise SettingsError(f"TWI_ENV: expected one of {wanted}, got {profile!r}")
    return Profile(profile)


def load_settings(root: Path = ROOT) -> Settings:
    """Read the profile named by ``TWI_ENV``, or raise ``SettingsError``."""
    profile = current_profile()
    found = list(_file_problems(root))
    if not found:
        layers = _layers(root, profile)
        values = _values(layers, profile)
        try:
            settings = Settings.model_validate(values)
        except ValidationError as error:
            found = problems.of_validation(error, Settings)
            settings = None
        found += problems.of_missing_secrets(values, profile)
        found += _open_secrets(root) if profile is Profile.PRODUCTION else []
        if settings is not None and not found:
            return settings
        history = get_history(layers)
        found = [problem.with_origin(origin_of(problem.name, history)) for problem in found]
    lines = "\n".join(str(problem) for problem in found)
    raise SettingsError(f"the configuration of profile '{profile}' is unusable:\n{lines}")


def warnings_of(root: Path = ROOT) -> list[str]:
    """What production would refuse, and another profile puts up with."""
    return [str(problem).strip() for problem in _open_secrets(root)]


def _open_secrets(root: Path) -> list[Problem]:
    """A file with secrets that others can read or change."""
    path = root / SECRETS
    if not path.is_file() or not path.stat().st_mode & OTHERS:
        return []
    mode = stat.S_IMODE(path.stat().st_mode)
    text = f"others than its owner can read or change it (mode {mode:o}); chmod 600 {SECRETS} mends that"
    return [Problem(SECRETS, text)]


def _layers(root: Path, profile: str) -> Dynaconf:
    return Dynaconf(
        root_path=str(root),
        settings_files=list(FILES),
        environments=True,
        env=profile,
        default_env="default",
        merge_enabled=True,
        load_dotenv=False,
        auto_cast=False,
        core_loaders=["TOML"],
        loaders=["app.settings.sources"],
        **{sources.DIRECTORIES: sources.secret_directories()},
    )


def _values(layers: Dynaconf, profile: str) -> dict[str, object]:
    internal = {sources.DIRECTORIES, "LOAD_DOTENV"}
    values = {name.lower(): value for name, value in layers.as_dict().items() if name not in internal}
    plugins = values.get("plugins")
    if isinstance(plugins, dict) or plugins is None:
        # A plugin that is there is on, unless somebody says otherwise.
        values["plugins"] = dict.fromkeys(sorted(plugin_names()), True) | (plugins or {})
    return {**values, "profile": profile}


def _file_problems(root: Path) -> Iterator[Problem]:
    """What dynaconf would pass over in silence: unreadable files and tables that are no profile."""
    for name in FILES:
        path = root / name
        if not path.is_file():
            continue
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            yield Problem(name, f"not a TOML file: {error}")
            continue
        for table in tables:
            if table not in {"default", *Profile}:
                yield Problem(name, f"[{table}] is no profile; expected default, {', '.join(Profile)}")


def origin_of(name: str, history: Iterable[Mapping[str, object]]) -> str | None:
    """The layer that last changed the setting with this dotted name.

    Dynaconf's history shows whole sections after each merge, so the layer is the one after which the
    value differs from before.
    """
    origin, before = None, None
    for layer in history:
        value = _at(layer["value"], name)
        if value is not None and value != before:
            before = value
            origin = str(layer["identifier"])
            if layer["loader"] == "toml":
                origin = f"{Path(origin).name}, [{layer['env']}]"
    return origin


def _at(values: object, name: str) -> object:
    for part in name.split("."):
        if not isinstance(values, dict):
            return None
        values = {str(key).lower(): value for key, value in values.items()}.get(part.lower())
    return values
