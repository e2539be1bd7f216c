"""Whatever is not on the internet is refused, however it is written."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.infra.external.addresses import Guard, is_public
from app.infra.external.errors import AddressRefused

GUARD = Guard()
PRIVATE_4 = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
    *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
    *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32", "169.254.169.254/32"),
]
PRIVATE_6 = [
    *("::/128", "::1/128", "::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:2::/48", "2001:10::/28"),
    *("2001:20::/28", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10"),
    *("fec0::/10", "ff00::/8"),
]
PUBLIC_4 = [
    "1.0.0.0/8",
    "8.0.0.0/8",
    "93.0.0.0/8",
    "128.0.0.0/7",
    "151.101.0.0/16",
    "185.0.0.0/8",
    "223.0.0.0/8",
]
PUBLIC_6 = ["2400::/12", "2600::/12", "2800::/12", "2a00::/12", "2c00::/12"]


def inside(networks: list[str]) -> st.SearchStrategy[IPv4Address | IPv6Address]:
    def address(network: IPv4Network | IPv6Network) -> st.SearchStrategy[IPv4Address | IPv6Address]:
        first, last = int(network[0]), int(network[-1])
        kind = IPv4Address if network.version == 4 else IPv6Address
        return st.integers(first, last).map(kind)

    return st.sampled_from([ip_network(network) for network in networks]).flatmap(address)


def full_width(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isdigit() else letter for letter in text)


def parts(address: IPv4Address) -> list[int]:
    return list(address.packed)


FORMS_4: list[Callable[[IPv4Address], str]] = [
    str,
    lambda address: f"{address}.",
    lambda address: full_width(str(address)),
    lambda address: str(address).replace(".", "\u3002"),
    lambda address: str(address).replace(".", "%2e"),
    lambda address: str(int(address)),
    lambda address: f"{int(address)}.",
    lambda address: hex(int(address)),
    lambda address: f"0X{int(address):08X}",
    lambda address: f"0{int(address):o}",
    lambda address: ".".join(f"0{part:o}" for part in parts(address)),
    lambda address: ".".join(f"{part:03}" for part in parts(address)),
    lambda address: ".".join(hex(part) for part in parts(address)),
    lambda address: f"{parts(address)[0]}.{int(address) & 0xFFFFFF}",
    lambda address: f"{hex(parts(address)[0])}.{int(address) & 0xFFFFFF}",
    lambda address: f"{parts(address)[0]}.{parts(address)[1]}.{int(address) & 0xFFFF}",
    lambda address: f"[::ffff:{address}]",
    lambda address: f"[::ffff:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}]",
    lambda address: f"[64:ff9b::{address}]",
    lambda address: f"[64:ff9b:1::{address}]",
    lambda address: f"[::{address}]",
    lambda address: f"[2002:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}::1]",
    lambda address: f"[2001:0:{int(address) >> 16:x}:{int(address) & 0xFFFF:x}::1]",
    lambda address: f"user@{address}",
    lambda address: f"example.org@{address}",
    lambda address: f"example.org\\@{address}",
    lambda address: f"{address}\\.example.org",
]
FORMS_6: list[Callable[[IPv6Address], str]] = [
    lambda address: f"[{address}]",
    lambda address: f"[{address.exploded}]",
    lambda address: f"[{str(address).upper()}]",
    lambda address: f"[{address}%25eth0]",
    lambda address: f"[{address}%1]",
    lambda address: f"user:password@[{address}]",
]
PATHS = ["", "/", "/page?x=1", "#part", "?http://example.org"]


@given(
    inside(PRIVATE_4), st.sampled_from(FORMS_4), st.sampled_from(PATHS), st.sampled_from(["http", "HTTPS"])
)
def test_no_form_of_a_private_ipv4_address_is_admitted(
    address: IPv4Address, form: Callable[[IPv4Address], str], path: str, scheme: str
) -> None:
    with pytest.raises(AddressRefused):
        GUARD.admit(f"{scheme}://{form(address)}{path}")


@given(inside(PRIVATE_6), st.sampled_from(FORMS_6), st.sampled_from(PATHS))
def test_no_form_of_a_private_ipv6_address_is_admitted(
    address: IPv6Address, form: Callable[[IPv6Address], str], path: str
) -> None:
    with pytest.raises(AddressRefused):
        GUARD.admit(f"http://{form(address)}{path}")


@given(inside(PRIVATE_4 + PRIVATE_6))
def test_no_private_answer_of_a_resolver_is_admitted(address: IPv4Address | IPv6Address) -> None:
    for answers in ([str(address)], ["8.8.8.8", str(address)], [str(address), "2600::1"]):
        with pytest.raises(AddressRefused):
            GUARD.admit_all(answers)


@given(inside(PUBLIC_4))
def test_public_ipv4_is_admitted(address: IPv4Address) -> None:
    assert is_public(address)
    assert str(GUARD.admit(f"http://{address}/page#part")) == f"http://{address}/page"
    GUARD.admit_all([str(address), f"::ffff:{address}", f"64:ff9b::{address}"])


@given(inside(PUBLIC_6))
def test_public_ipv6_is_admitted(address: IPv6Address) -> None:
    assert is_public(address)
    assert GUARD.admit(f"https://[{address.exploded}]/").raw_host == str(address)


@given(inside(PUBLIC_4), st.sampled_from(FORMS_4[1:]))
def test_odd_forms_of_public_addresses_lead_nowhere_else(
    address: IPv4Address, form: Callable[[IPv4Address], str]
) -> None:
    try:
        url = GUARD.admit(f"http://{form(address)}/")
    except AddressRefused:
        return
    found = ip_address(url.raw_host or "")
    assert found in {address, IPv6Address(f"::ffff:{address}"), IPv6Address(f"64:ff9b::{address}")}


@given(st.integers(0, 2**128 - 1).map(IPv6Address))
def test_outside_of_what_is_given_out_nothing_is_public(address: IPv6Address) -> None:
    if address not in ip_network("2000::/3") and address not in ip_network("64:ff9b::/96"):
        assert not is_public(address) or address.ipv4_mapped is not None


@given(st.text(max_size=60))
def test_no_text_at_all_does_more_than_be_refused(text: str) -> None:
    for candidate in (text, f"http://{text}", f"https://{text}.example.org/", f"http://example.org{text}"):
        try:
            url = GUARD.admit(candidate)
        except AddressRefused:
            continue
        assert url.scheme in {"http", "https"}
        assert url.user is None
        assert url.port in {80, 443}
        assert (url.raw_host or "").isascii()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "localhost",
            "localhost.",
            "LOCALHOST",
            "a.localhost",
            "ｌocalhost",
            "printer",
            "printer.",
            "nas.local",
        ),
        *(
            "vault.internal",
            "VAULT.Internal.",
            "db.home.arpa",
            "x.lan",
            "x.onion",
            "metadata.google.internal",
        ),
        *(
            "127.1",
            "0177.0.0.1",
            "2130706433",
            "0x7f.1",
            "0x7f000001",
            "017700000001",
            "127.0.0.1.",
            "0",
            "0x",
        ),
        *("１２７.0.0.1", "①②⑦.0.0.1", "127。0。0。1", "1.1.1.1.1", "1.1.1.256", "08.8.8.8", "8.8.8.0x8"),
        *(
            "[::]",
            "[::1]",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:7f00:1]",
            "[fe80::1%25lo]",
            "[2606::1%251]",
            "[::1].org",
        ),
        *(
            "",
            ".",
            "..",
            "example..org",
            "example.org..",
            "-a.org",
            "a-.org",
            "exa mple.org",
            "exam\tple.org",
        ),
        *("example.org:0", "example.org:22", "example.org:8080", "example.org:99999"),
        *("example.org:80a", "example.org:-1", "user@example.org", ":@example.org", "@example.org"),
        *("user:pass@example.org", "example.org%00.local", "example.org\x00", "a" * 64 + ".org"),
        *(
            "example.org\u2028",
            "exam\u00adple.org",
            "exa\u200bmple.org",
            "evil.org\\@example.org",
            "xn--.org.",
        ),
    ],
)
def test_tricks_are_refused(text: str) -> None:
    with pytest.raises(AddressRefused):
        GUARD.admit(f"http://{text}/")


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.org", "//example.org/", "/page", "http:", "http:/", "http://", "http:example.org"),
        *("ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "data:text/plain,x"),
        *("javascript:alert(1)", "http+unix://x/", "ws://example.org/", " http://example.org/"),
        *("http://example.org/\r\nHost: x", "http://[::1", "http://]/", "http://example.org/" + "a" * 2100),
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(AddressRefused):
        GUARD.admit(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("HTTP://Example.ORG", "http://example.org"),
        ("http://example.org:/", "http://example.org/"),
        ("https://example.org./a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://a_b.example.org/", "https://a_b.example.org/"),
        ("https://1.example/", "https://1.example/"),
        ("https://x.xn--p1ai/", "https://x.xn--p1ai/"),
        ("https://example.org/a%2Fb?q=%26", "https://example.org/a%2Fb?q=%26"),
    ],
)
def test_ordinary_addresses_are_admitted(text: str, plain: str) -> None:
    assert str(GUARD.admit(text)) == plain


def test_what_is_allowed_is_that_and_no_more() -> None:
    guard = Guard(frozenset({8080}), (IPv4Network("127.0.0.1/32"),))
    assert str(guard.admit("http://127.0.0.1:8080/")) == "http://127.0.0.1:8080/"
    for text in (
        "http://127.0.0.2:8080/",
        "http://127.0.0.1/",
        "http://[::1]:8080/",
        "http://localhost:8080/",
    ):
        with pytest.raises(AddressRefused):
            guard.admit(text)


@pytest.mark.parametrize("answer", ["", "localhost", "example.org", "127.1", "fe80::1%eth0", "2600::1%eth0"])
def test_a_resolver_has_to_answer_with_addresses(answer: str) -> None:
    with pytest.raises(AddressRefused):
        GUARD.admit_all([answer])
