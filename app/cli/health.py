"""``twi health``."""

from __future__ import annotations

import http.client

import click

from app.core.errors import AppError
from app.settings.loader import load_settings
from app.settings.sections.http import HttpSettings

SECONDS = 2.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is listened on, and where that is found
ALIVE = 200


class NotHealthy(AppError):
    """The process does not answer, or says that it is not well."""

    exit_code = 1


@click.command()
@click.option("--ready", is_flag=True, help="Ask whether it can do its work, not only whether it is alive.")
def health(*, ready: bool) -> None:
    """Ask the process that runs with these settings how it is; exit code 1 if it is not well."""
    settings = load_settings().http
    if not settings.enabled:
        raise NotHealthy("http.enabled is false, so there is nobody to ask")
    path = "/readyz" if ready else "/livez"
    status, answer = _asked(settings, path)
    if status != ALIVE:
        raise NotHealthy(f"{path} on port {settings.port} says {status}: {answer}")
    click.echo(answer)


def _asked(settings: HttpSettings, path: str) -> tuple[int, str]:
    host = EVERYWHERE.get(settings.host, settings.host)
    connection = http.client.HTTPConnection(host, settings.port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        raise NotHealthy(
            f"nobody answers on {host}, port {settings.port} (http.port): {type(error).__name__}"
        ) from error
    finally:
        connection.close()
