"""What production does not put up with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.settings.loader import ROOT, SettingsError, load_settings, warnings_of

TOKEN = "MTA1MDAwMDAwMDAwMDAwMDAwMA.GabcdE.abcdefghijklmnopqrstuvwxyz0123"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("TWI_"):
            monkeypatch.delenv(name)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    (tmp_path / "settings.toml").write_text((ROOT / "settings.toml").read_text())
    return tmp_path


@pytest.fixture
def production(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings that production can use, from the environment."""
    monkeypatch.setenv("TWI_ENV", "production")
    monkeypatch.setenv("TWI_DISCORD__TOKEN", TOKEN)
    monkeypatch.setenv("TWI_DATABASE__URL", "postgresql://u:p@db/twi")
    return root


@pytest.mark.parametrize(
    "address",
    [
        "http://discord.com/api/v10",
        "http://127.0.0.1:8120/api/v10",
        "https://127.0.0.1/api/v10",
        "https://example.com/api/v10",
        "https://discord.com.example.com/api",
        "https://notdiscord.com/api",
        "https://discord.com@example.com/api",
        "https://example.com/discord.com",
        "https://example.com\\.discord.com/api",
        "https://example.com#.discord.com/api",
        "https://discord.com:8443/api",
        "HTTP://DISCORD.COM/api",
    ],
)
def test_production_sends_its_token_to_discord_alone(
    production: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("TWI_DISCORD__REST_URL", address)
    # Some of these are no addresses in any profile.
    with pytest.raises(SettingsError, match=r"discord(\.rest_url)?: expected "):
        load_settings(production)
    monkeypatch.setenv("TWI_DISCORD__TRUST_REST_URL", "true")
    if address.startswith("http"):
        assert load_settings(production).discord.rest_url == address


@pytest.mark.parametrize(
    "address",
    ["https://discord.com/api/v10", "https://canary.discord.com/api/v10", "https://discord.com:443/api"],
)
def test_production_takes_addresses_of_discords(
    production: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("TWI_DISCORD__REST_URL", address)
    assert load_settings(production).discord.rest_url == address


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o660, 0o602, 0o777])
def test_production_refuses_secrets_that_others_can_read_or_change(production: Path, mode: int) -> None:
    secrets = production / ".secrets.toml"
    secrets.write_text("[production.database]\npool_size = 0\n")
    secrets.chmod(mode)
    with pytest.raises(SettingsError) as caught:
        load_settings(production)
    assert "  .secrets.toml: others than its owner can " in str(caught.value)
    assert "chmod 600" in str(caught.value)
    # Every mistake at once.
    assert "database.pool_size" in str(caught.value)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640])
def test_production_takes_secrets_that_are_kept(production: Path, mode: int) -> None:
    secrets = production / ".secrets.toml"
    secrets.write_text("[production.database]\npool_size = 3\n")
    secrets.chmod(mode)
    assert load_settings(production).database.pool_size == 3


def test_development_only_warns_of_secrets_that_others_can_read(root: Path) -> None:
    secrets = root / ".secrets.toml"
    secrets.write_text("[default.database]\npool_size = 3\n")
    secrets.chmod(0o644)
    assert load_settings(root).database.pool_size == 3
    assert "chmod 600" in "".join(warnings_of(root))
    secrets.chmod(0o600)
    assert warnings_of(root) == []
