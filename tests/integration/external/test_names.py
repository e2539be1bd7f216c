"""Names that lead where nobody should get, and names that change their mind."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.infra.external.addresses import Guard
from app.infra.external.connector import GuardedResolver, open_session
from app.infra.external.errors import AddressRefused, HostUnavailable
from app.settings.sections.external import ExternalSettings
from tests.support.clockwork import clockwork
from tests.support.internet import HOST, PRIVATE, PUBLIC, Names, client_of, internet, reply


@pytest.mark.parametrize(
    "answers",
    [
        [PRIVATE],
        [PUBLIC, PRIVATE],
        [PRIVATE, PUBLIC],
        ["::1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        [PUBLIC, "::ffff:127.0.0.2"],
        ["64:ff9b::7f00:2"],
        [PUBLIC, "localhost"],
    ],
    ids=" ".join,
)
def test_a_name_that_leads_inside_is_refused(answers: list[str]) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            net.names.answers[HOST] = [answers]
            with pytest.raises(AddressRefused):
                await net.get("/")
            assert net.site.connections == net.vault.connections == 0
            assert net.counted("refused") == 1
            assert net.names.asked == [HOST]

    run()


@clockwork
async def test_a_name_is_looked_up_once_for_a_connection() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(200, b"public", "Connection: close")
        net.vault.routes["/"] = reply(200, b"secret")
        net.names.answers[HOST] = [[PUBLIC], [PRIVATE]]
        assert (await net.get("/")).body == b"public"
        assert net.names.asked == [HOST]
        with pytest.raises(AddressRefused):
            await net.get("/")
        assert net.vault.connections == 0


@clockwork
async def test_a_name_that_came_to_its_senses_is_believed() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(200, b"public")
        net.names.answers[HOST] = [[PRIVATE], [PUBLIC]]
        with pytest.raises(AddressRefused):
            await net.get("/")
        assert (await net.get("/")).body == b"public"
        assert net.vault.connections == 0


@clockwork
async def test_a_second_try_looks_at_the_address_again() -> None:
    async with internet() as net:
        net.site.routes["/"] = reply(503, b"", "Connection: close")
        net.vault.routes["/"] = reply(200, b"secret")
        net.names.answers[HOST] = [[PUBLIC], [PRIVATE]]
        with pytest.raises(AddressRefused):
            await net.get("/")
        assert net.vault.connections == 0


@pytest.mark.parametrize(
    "host", [PRIVATE, "127.0.0.2.", "0x7f000002", "2130706434", "127.2", "[::ffff:127.0.0.2]", "localhost"]
)
def test_an_address_instead_of_a_name_is_looked_at_as_well(host: str) -> None:
    @clockwork
    async def run() -> None:
        async with internet() as net:
            with pytest.raises(AddressRefused):
                await net.client.get(net.url("/", host))
            assert net.vault.connections == 0
            assert net.names.asked == []

    run()


@clockwork
async def test_the_socket_itself_refuses_what_nobody_looked_at() -> None:
    """Below everything else: aiohttp asks no resolver about an address."""
    async with internet() as net:
        guard = Guard(allow=(IPv4Network(PUBLIC),))
        resolver = GuardedResolver(Names(), guard)
        async with open_session(ExternalSettings(), guard, resolver, "test") as session:
            with pytest.raises(aiohttp.ClientConnectorError):
                await session.get(f"http://{PRIVATE}:{net.port}/")
            net.site.routes["/"] = reply(200, b"public")
            assert (await session.get(f"http://{PUBLIC}:{net.port}/")).status == 200
        assert net.vault.connections == 0


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for the name of the site, which the process trusts during the test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "site.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_certificate_has_to_be_for_the_name(certificate: ssl.SSLContext) -> None:
    @clockwork
    async def run() -> None:
        async with internet(certificate) as net:
            net.site.routes["/"] = reply(200, b"sealed")
            assert (await net.get("/")).body == b"sealed"
            for host in ("other.example", PUBLIC):
                with pytest.raises(HostUnavailable) as caught:
                    await net.client.get(net.url("/", host), respect_robots=False)
                assert caught.value.outcome == "tls"
            assert len(net.site.seen) == 1

    run()


def test_a_redirect_does_not_take_the_seal_off(certificate: ssl.SSLContext) -> None:
    @clockwork
    async def run() -> None:
        async with internet(certificate) as net, internet() as plain:
            plain.site.routes["/"] = reply(200, b"open")
            net.site.routes["/"] = reply(302, b"", f"Location: {plain.url('/')}")
            # Both sites at one client: the port of the other is allowed as well.
            ports = (net.port, plain.port)
            async with client_of(net.names, ports=ports, allow_addresses=(PUBLIC,)) as client:
                with pytest.raises(AddressRefused, match="secured"):
                    await client.get(net.url("/"), respect_robots=False)
                assert plain.site.connections == 0
                answer = await client.get(net.url("/"), respect_robots=False, allow_downgrade=True)
                assert (answer.body, answer.url) == (b"open", plain.url("/"))

    run()
