"""Tells PostgreSQL's own tools the way to a database: by their environment, which only its owner can read.

An address is taken apart as asyncpg does it, so that a backup is of the database the bot works with. libpq
would read some addresses otherwise: a ``+``, a stray ``%``, a setting of the server's among the options.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import parse_qsl, unquote, urlsplit

VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "passfile": "PGPASSFILE",
    "options": "PGOPTIONS",
    "application_name": "PGAPPNAME",
    "client_encoding": "PGCLIENTENCODING",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "sslmode": "PGSSLMODE",
    "sslnegotiation": "PGSSLNEGOTIATION",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcrl": "PGSSLCRL",
    "ssl_min_protocol_version": "PGSSLMINPROTOCOLVERSION",
    "ssl_max_protocol_version": "PGSSLMAXPROTOCOLVERSION",
    "krbsrvname": "PGKRBSRVNAME",
    "gsslib": "PGGSSLIB",
}
"""What asyncpg and libpq both know, and libpq's variable for it."""

KEY_PASSWORD = "sslpassword"  # noqa: S105 - a name
"""The one thing that both know and libpq has no variable for."""

MISLEADING = {"PGSERVICE", "PGSERVICEFILE", "PGHOSTADDR"}
"""Variables that asyncpg pays no heed to, and that libpq would prefer to what the address says."""

USUAL_HOSTS = "/run/postgresql,/var/run/postgresql,/tmp,/private/tmp,localhost"
"""Where asyncpg looks if nobody names a host; the tools know but one of them."""


@contextmanager
def tool_environment(url: str) -> Iterator[dict[str, str]]:
    """The environment that leads a tool without any option to the database at ``url``."""
    given = parameters(url)
    server = [f"-c {name}={_escaped(value)}" for name, value in given.items() if name not in _KNOWN]
    if server:
        given["options"] = " ".join([*filter(None, [given.get("options")]), *server])
    environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    environment.setdefault(VARIABLES["host"], USUAL_HOSTS)
    environment |= {variable: given[name] for name, variable in VARIABLES.items() if name in given}
    if KEY_PASSWORD not in given:
        yield environment
        return
    # Only its owner can read a temporary file.
    with NamedTemporaryFile("w", prefix="twi-", encoding="utf-8") as file:
        file.write(f"[twi]\n{KEY_PASSWORD}={given[KEY_PASSWORD]}\n")
        file.flush()
        yield {**environment, "PGSERVICEFILE": file.name, "PGSERVICE": "twi"}


def parameters(url: str) -> dict[str, str]:
    """What an address says, by libpq's names; what is no name of libpq's is a setting of the server's."""
    parts = urlsplit(url)
    # Of one name that stands there twice the last counts; an empty one counts as none.
    options = dict(parse_qsl(parts.query))
    service = _of_service(options.pop("service", None))
    options = {**service, **options}
    alias = options.pop("database", None)
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    named = {
        "dbname": unquote(parts.path.removeprefix("/")) or options.get("dbname") or alias,
        "user": unquote(user),
        "password": unquote(password),
    }
    places = _places(hosts, options.pop("host", ""), options.pop("port", ""))
    return options | places | {name: value for name, value in named.items() if value}


def _places(hosts: str, host: str, port: str) -> dict[str, str]:
    """Hosts and ports as two lists. Hosts of the address's own, which can have ports, outdo both options."""
    pairs = [_place(unquote(part)) for part in hosts.split(",")] if hosts else []
    if not pairs and host:
        pairs = [_place(part) for part in host.split(",")]
    ports = [number for _, number in pairs]
    if port and not hosts:
        ports = [port]
    found = {"host": ",".join(name for name, _ in pairs), "port": ",".join(ports) if any(ports) else ""}
    return {name: value for name, value in found.items() if value}


def _place(host: str) -> tuple[str, str]:
    if host.startswith("/"):
        path, _, port = host.partition(":")
        return path, port
    if host.startswith("["):
        name, _, port = host[1:].partition("]")
        return name, port.removeprefix(":")
    name, _, port = host.partition(":")
    return name, port


def _of_service(name: str | None) -> dict[str, str]:
    """What the connection service file says of a service. libpq would put it above the address."""
    if name is None:
        return {}
    services = ConfigParser(interpolation=None)
    services.read(os.environ.get("PGSERVICEFILE", Path.home() / ".pg_service.conf"))
    found = dict(services[name]) if services.has_section(name) else {}
    return {option: value for option, value in found.items() if option in _KNOWN}


def _escaped(value: str) -> str:
    """As the server reads options: a space ends one."""
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


_KNOWN = {*VARIABLES, KEY_PASSWORD}
