"""``twi sandbox``: the commands of ``discord-sandbox``, with what the settings say in place of their defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import click

from app.cli.start import require_sandbox
from app.core.errors import AppError
from app.core.gc_policy import freeze_startup
from app.settings.loader import current_profile, load_settings
from app.settings.sections.sandbox import SandboxSettings
from app.settings.types import Profile


class SandboxRefuses(AppError):
    """The sandbox does not run, or cannot do what was asked."""


class _Mounted(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_commands().commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = _commands().get_command(ctx, cmd_name)
        if cmd_name == "replay":
            from app.cli.replaying import replay

            return replay
        return found

    def invoke(self, ctx: click.Context) -> object:
        commands = _commands()
        from discord_sandbox.cli.program import Program, Refused

        ctx.default_map = _defaults(commands.commands)
        ctx.obj = Program(
            start="`make run` starts one",
            connect="TWI_DISCORD__TOKEN={token} TWI_DISCORD__REST_URL={rest_url} .venv/bin/twi run",
        )
        try:
            return super().invoke(ctx)
        except Refused as error:
            raise SandboxRefuses(str(error)) from error


@click.group(cls=_Mounted, invoke_without_command=True)
@click.pass_context
def sandbox(ctx: click.Context) -> None:
    """The local Discord: run it alone (without a subcommand), or act in the one that runs."""
    if current_profile() is Profile.PRODUCTION:
        raise SandboxRefuses("the sandbox does not run in the profile production")
    freeze_startup()
    if ctx.invoked_subcommand is None:
        ctx.invoke(_commands().commands["run"])


def _commands() -> click.Group:
    require_sandbox()
    from discord_sandbox.cli import sandbox

    return sandbox


def _defaults(names: Iterable[str]) -> dict[str, dict[str, Callable[[], object]]]:
    """What each command takes for what it is not given; the settings are read when one of them is asked for."""

    @cache
    def settings() -> SandboxSettings:
        return load_settings().sandbox

    def setting(name: str) -> Callable[[], object]:
        return lambda: getattr(settings(), name)

    ports = {name: {"port": setting("port")} for name in names}
    return ports | {"run": {name: setting(name) for name in ("port", "world", "keep", "rate_limits")}}
