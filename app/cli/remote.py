"""Asking the sandbox that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.core.errors import AppError
from app.settings.loader import load_settings

if TYPE_CHECKING:
    from discord_sandbox.remote import Remote

T = TypeVar("T")


class SandboxRefuses(AppError):
    """The sandbox does not run, or cannot do what was asked."""


def asking(ask: Callable[[Remote], T]) -> T:
    """What the running sandbox answers. Raises ``SandboxRefuses``."""
    from discord_sandbox.remote import Remote, RemoteError

    port = load_settings().sandbox.port
    try:
        return ask(Remote(port))
    except OSError as error:
        raise SandboxRefuses(f"no sandbox listens on port {port}; `make run` starts one") from error
    except RemoteError as error:
        raise SandboxRefuses(str(error)) from error
