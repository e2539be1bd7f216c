"""The settings of requests to services other than Discord."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from app.settings.types import Section, comma_separated


def _network(value: str | int | IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    try:
        return ip_network(value)
    except ValueError:
        raise ValueError("an address such as 127.0.0.1, or a network such as 10.0.0.0/8") from None


def _lower(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


Ports = Annotated[tuple[Annotated[int, Field(ge=1, le=65_535)], ...], BeforeValidator(comma_separated)]
Hosts = Annotated[tuple[str, ...], BeforeValidator(comma_separated), AfterValidator(_lower)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
Networks = Annotated[tuple[Network, ...], BeforeValidator(comma_separated)]


class ExternalSettings(Section):
    """Requests to services other than Discord, such as feeds and wikis."""

    connect_timeout: float = Field(
        5.0, gt=0, le=60, description="Seconds for looking a host up and connecting to it."
    )
    read_timeout: float = Field(
        10.0, gt=0, le=120, description="Seconds without a byte after which an answer is given up."
    )
    total_timeout: float = Field(
        30.0, gt=0, le=600, description="Seconds for all of a request: waiting, redirects, tries, body."
    )
    max_sent: int = Field(
        2_097_152, ge=1024, le=67_108_864, description="Bytes of an answer at most, as they are sent."
    )
    max_decoded: int = Field(
        8_388_608, ge=1024, le=134_217_728, description="Bytes of an answer at most, after decompression."
    )
    tries: int = Field(3, ge=1, le=10, description="How often a request that may be repeated is tried.")
    longest_wait: float = Field(
        10.0, ge=0, le=300, description="Seconds that a host may ask to wait; for more, the request fails."
    )
    host_rate: float = Field(5.0, ge=1, le=100, description="Requests to one host per second.")
    host_requests: int = Field(4, ge=1, le=100, description="Requests to one host at the same time.")
    requests: int = Field(20, ge=1, le=1000, description="Requests to all hosts at the same time.")
    breaker_failures: int = Field(
        5, ge=1, le=100, description="Failures in a row after which a host is left alone."
    )
    breaker_seconds: float = Field(
        60.0, gt=0, le=3600, description="Seconds for which it is left alone before it is tried again."
    )
    cache_size: int = Field(
        8_388_608, ge=0, le=1_073_741_824, description="Bytes of answers kept in memory to ask less often."
    )
    named_hosts: Hosts = Field(
        (), description="Hosts that metrics show by name; all others are counted together."
    )
    ports: Ports = Field((80, 443), description="Ports that may be connected to.")
    allow_addresses: Networks = Field(
        (),
        description="Addresses to connect to although they are not public, such as 127.0.0.1, for tests. "
        "Not in production.",
    )
