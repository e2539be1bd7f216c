"""Addresses as settings: what is wrong with one is said without showing it, for there are passwords in them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import AfterValidator, SecretStr

HIGHEST_PORT = 65_535
LONGEST_PORT = len(str(HIGHEST_PORT))


def _ports_fit(url: SecretStr) -> bool:
    """Whether each host, of which libpq takes several, has a port that there can be, or none."""
    try:
        parts = urlsplit(url.get_secret_value())
    except ValueError:
        return False
    hosts = parts.netloc.rpartition("@")[2].split(",")
    ports = [host.rpartition("]")[2].partition(":")[2] for host in hosts]
    ports += parse_qs(parts.query).get("port", [""])[-1].split(",")
    return all(
        not port or (port.isdecimal() and len(port) <= LONGEST_PORT and 0 < int(port) <= HIGHEST_PORT)
        for port in ports
    )


def _with_ports(url: SecretStr) -> SecretStr:
    if not _ports_fit(url):
        raise ValueError(f"an address with ports from 1 to {HIGHEST_PORT}, or without")
    return url


def _cache_address(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("mem://", "redis://", "rediss://")):
        raise ValueError("an address that starts with mem:// or redis://")
    return url


def _database_address(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("postgresql://", "postgres://", "postgresql+asyncpg://")):
        raise ValueError("an address that starts with postgresql://")
    return url


def _encoded(url: SecretStr) -> SecretStr:
    """Refuse an address that a password or a name cuts short, and one that PostgreSQL has no means to read."""
    try:
        parts = urlsplit(url.get_secret_value())
        parse_qs(parts.query, strict_parsing=bool(parts.query))
        whole = not parts.fragment and "@" not in parts.path and "\0" not in unquote(url.get_secret_value())
    except ValueError:
        whole = False
    if not whole:
        raise ValueError("an address with special characters as codes: %40 for @, %2F for /, %23 for #")
    return url


def _is_dsn(text: str) -> bool:
    """As Sentry's own client reads it, which is imported only where a DSN is set."""
    try:
        parts = urlsplit(text)
        complete = parts.scheme in {"http", "https"} and parts.hostname and parts.username and parts.port != 0
    except ValueError:
        return False
    return bool(complete) and parts.path.rpartition("/")[2].isdecimal()


def _dsn(dsn: SecretStr) -> SecretStr:
    if not _is_dsn(dsn.get_secret_value()):
        raise ValueError("a DSN as Sentry shows it: https://key@host/number")
    return dsn


CacheAddress = Annotated[SecretStr, AfterValidator(_cache_address), AfterValidator(_with_ports)]
DatabaseAddress = Annotated[
    SecretStr, AfterValidator(_database_address), AfterValidator(_encoded), AfterValidator(_with_ports)
]
Dsn = Annotated[SecretStr, AfterValidator(_dsn)]
