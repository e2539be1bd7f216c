"""Which addresses may be opened: web addresses of public hosts, written in the one usual way.

What is looked at here is what aiohttp connects to: both read an address with yarl. Whatever has a second
reading (a number instead of four, a backslash, a name that a search domain completes) is refused, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

from yarl import URL

from app.core.i18n import t
from app.infra.external.errors import AddressRefused

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

LONGEST_URL = 2048
SCHEMES = {"http", "https"}
LOCAL_NAMES = (
    *("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan"),
    *("home.arpa", "onion", "alt"),
)
"""Names below which no public host can be. Their addresses would be refused as well."""

# The lists of Python's versions differ, so these are on top of what it knows.
NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)
PUBLIC_6 = IPv6Network("2000::/3")
NOT_PUBLIC_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",
        "2002::/16",  # 6to4, which is retired and could carry any IPv4 address
        "3fff::/20",
    )
)
CARRIES_IPV4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
"""Mapped, and the NAT64 through which hosts without IPv4 reach it: as good as the address inside."""

# Blanks and control characters, which parsers drop or keep as they like, and the backslash some take for a slash.
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029]")
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_AUTHORITY_END = re.compile(r"[/?#]")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def is_public(address: Address) -> bool:
    """Whether ``address`` is reached over the internet, and nothing nearer than that."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in NOT_PUBLIC_4)
    if any(address in network for network in CARRIES_IPV4):
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    return (
        address in PUBLIC_6
        and address.is_global
        and address.scope_id is None
        and not any(address in network for network in NOT_PUBLIC_6)
    )


@dataclass(frozen=True, slots=True)
class Guard:
    """Admits what may be opened; anything else raises ``AddressRefused``.

    ``allow`` are addresses that count as public all the same. There are none in production.
    """

    ports: frozenset[int] = frozenset({80, 443})
    allow: tuple[Network, ...] = ()

    def admit(self, text: str) -> URL:
        """The address in ``text``, in its plain form: host in ASCII, no fragment. Looks nothing up."""
        url = _parse(text)
        host = _plain_host(url)
        if url.port not in self.ports:
            raise AddressRefused(_ODD_PORT)
        literal = _literal(host)
        if literal is None:
            _refuse_unless_name(host)
        else:
            self.admit_address(literal)
        return url.with_host(host).with_fragment(None)

    def admit_address(self, address: Address) -> None:
        """Raise unless a connection to ``address`` may be opened."""
        if not is_public(address) and not _within(address, self.allow):
            raise AddressRefused(_NOT_PUBLIC)

    def admit_all(self, answers: Iterable[str]) -> None:
        """Raise if one of the addresses that a name has is not public: then none of them is trusted."""
        for answer in answers:
            self.admit_address(_numeric(answer))


_NO_WEB_ADDRESS = t(
    "That is not a web address that I can open. It should look like https://example.org/page."
)
_PASSWORD = t("I do not open addresses with a name and password in them.")
_ODD_PORT = t("I do not open addresses with an unusual port.")
_NOT_PUBLIC = t("I only open addresses that everybody on the internet can reach.")


def _parse(text: str) -> URL:
    if len(text) > LONGEST_URL or _ODD.search(text):
        raise AddressRefused(_NO_WEB_ADDRESS)
    try:
        url = URL(text)
        port_is_number = url.port is not None
    except ValueError:
        raise AddressRefused(_NO_WEB_ADDRESS) from None
    if url.scheme not in SCHEMES or not url.raw_host or not port_is_number:
        raise AddressRefused(_NO_WEB_ADDRESS)
    if "@" in _AUTHORITY_END.split(text.partition("://")[2], 1)[0]:
        raise AddressRefused(_PASSWORD)
    return url


def _plain_host(url: URL) -> str:
    host = (url.raw_host or "").lower()
    return host.removesuffix(".")


def _literal(host: str) -> Address | None:
    """The address that ``host`` spells out, or None for a name."""
    if ":" not in host and not _NUMBER.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        # 127.1, 0177.0.0.1 and 2130706433 are addresses to a C library, but not to this.
        return ip_address(host)
    except ValueError:
        raise AddressRefused(_NOT_PUBLIC) from None


def _refuse_unless_name(host: str) -> None:
    if len(host) > 253 or not _NAME.fullmatch(host):
        raise AddressRefused(_NO_WEB_ADDRESS if "." in host else _NOT_PUBLIC)
    if host.endswith(tuple(f".{name}" for name in LOCAL_NAMES)):
        raise AddressRefused(_NOT_PUBLIC)


def _numeric(answer: str) -> Address:
    try:
        return ip_address(answer)
    except ValueError:
        raise AddressRefused(_NOT_PUBLIC) from None


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
