from __future__ import annotations

from pathlib import Path

import pytest

from app.settings.loader import ROOT, SettingsError, load_settings
from app.settings.reference import reference, secrets_example
from app.settings.schema import Settings
from app.settings.sections.database import EmbeddedDatabase
from app.settings.types import Profile

TOKEN = "MTA1MDAwMDAwMDAwMDAwMDAwMA.GabcdE.abcdefghijklmnopqrstuvwxyz0123"
SECRET = "hunter2-very-secret"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("TWI_"):
            monkeypatch.delenv(name)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "settings.toml").write_text((ROOT / "settings.toml").read_text())
    return tmp_path


def test_the_three_profiles_differ_as_promised(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    development = load_settings(root)
    assert (development.profile, development.sandbox.enabled) == (Profile.DEVELOPMENT, True)
    assert (development.database.embedded, development.log.format) == (EmbeddedDatabase.KEPT, "text")

    monkeypatch.setenv("TWI_ENV", "testing")
    testing = load_settings(root)
    assert (testing.database.embedded, testing.sandbox.enabled) == (EmbeddedDatabase.TEMPORARY, False)

    monkeypatch.setenv("TWI_ENV", "production")
    monkeypatch.setenv("TWI_DISCORD__TOKEN", TOKEN)
    monkeypatch.setenv("TWI_DATABASE__URL", "postgresql://u:p@db/twi")
    production = load_settings(root)
    assert (production.database.embedded, production.log.format) == (EmbeddedDatabase.OFF, "json")
    assert not production.sandbox.enabled


def test_each_layer_overrides_the_one_before(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "settings.toml").write_text(
        "[default.database]\npool_size = 11\n[development.database]\npool_size = 12\n"
    )
    assert load_settings(root).database.pool_size == 12
    (root / ".secrets.toml").write_text("[default.database]\npool_size = 13\n")
    assert load_settings(root).database.pool_size == 13
    credentials = root / "credentials"
    credentials.mkdir()
    (credentials / "twi_database__pool_size").write_text("14\n")
    (credentials / "unrelated").write_text("not ours")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    assert load_settings(root).database.pool_size == 14
    monkeypatch.setenv("TWI_DATABASE__POOL_SIZE", "15")
    assert load_settings(root).database.pool_size == 15


@pytest.mark.parametrize("token", ["1e5", "true", "@jinja {{ 1 }}", "@int 5", "007", '"quoted"', "[1]"])
def test_a_variable_is_the_text_it_is(root: Path, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    monkeypatch.setenv("TWI_PANELS__SIGNING_KEY", token)
    read = load_settings(root).panels.signing_key
    assert read is not None
    assert read.get_secret_value() == token


def test_lists_and_flags_can_come_from_variables(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWI_DISCORD__OWNER_GUILDS", "1, 2")
    monkeypatch.setenv("TWI_PLUGINS__QUOTES", "false")
    settings = load_settings(root)
    assert settings.discord.owner_guilds == (1, 2)
    assert settings.plugins["quotes"] is False
    assert settings.plugins["links"] is True


def test_keys_can_be_a_list_or_a_variable_and_are_never_shown(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [f"{number}-key-of-thirty-two-characters-or-more" for number in range(2)]
    (root / ".secrets.toml").write_text(f"[default.privacy]\nmessage_keys = {keys}\n")
    found = load_settings(root).privacy.message_keys
    monkeypatch.setenv("TWI_PRIVACY__MESSAGE_KEYS", ", ".join(keys))
    assert load_settings(root).privacy.message_keys == found
    assert [key.get_secret_value() for key in found] == keys
    assert "key-of" not in str(load_settings(root).model_dump(mode="json"))
    monkeypatch.setenv("TWI_PRIVACY__MESSAGE_KEYS", f"{keys[0]},too-short-a-key")
    with pytest.raises(SettingsError, match="keys of at least 32 characters each") as caught:
        load_settings(root)
    assert "too-short" not in str(caught.value)
    assert "key-of" not in str(caught.value)


def test_every_problem_is_told_at_once_with_its_origin(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWI_ENV", "production")
    monkeypatch.setenv("TWI_DATABASE__POOL_SIZE", "abc")
    monkeypatch.setenv("TWI_LOG__LEVEL", "LOUD")
    monkeypatch.setenv("TWI_DATABASE__POOL_TIMEOUT", "-1")
    (root / ".secrets.toml").write_text(
        f'[production.discord]\ntokn = "{SECRET}"\n[default.log]\nfromat = "json"\n'
    )
    with pytest.raises(SettingsError) as caught:
        load_settings(root)
    message = str(caught.value)
    for part in (
        "database.pool_size: expected a whole number, got 'abc'\n    set by environment variable TWI_DATABASE__POOL_SIZE",
        "log.level: expected one of 'DEBUG', 'INFO', 'WARNING' or 'ERROR', got 'LOUD'",
        "database.pool_timeout: expected a number above 0, got '-1'",
        "discord.tokn: no such setting; did you mean discord.token?\n    set by .secrets.toml, [production]",
        "log.fromat: no such setting; did you mean log.format?\n    set by .secrets.toml, [default]",
        "discord.token: required in profile 'production', for example as TWI_DISCORD__TOKEN",
        "database.url: required in profile 'production', for example as TWI_DATABASE__URL",
    ):
        assert part in message
    assert SECRET not in message


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("TWI_DATABASE__URL", "database.url"),
        ("TWI_CACHE__URL", "cache.url"),
        ("TWI_DISCORD__TOKEN", "discord.token"),
    ],
)
def test_a_wrong_secret_is_not_shown(
    root: Path, monkeypatch: pytest.MonkeyPatch, variable: str, name: str
) -> None:
    monkeypatch.setenv(variable, f"mysql://user:{SECRET}@host/")
    with pytest.raises(SettingsError, match=f"{name}: expected an? ") as caught:
        load_settings(root)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("TWI_SENTRY__DSN", "hunter4", "sentry.dsn: expected a DSN as Sentry shows it"),
        ("TWI_SENTRY__DSN", "https://hunter4@nope", "sentry.dsn: expected a DSN as Sentry shows it"),
        ("TWI_SENTRY__DSN", "https://hunter4@nope/x", "sentry.dsn: expected a DSN"),
        ("TWI_SENTRY__DSN", "https://hunter4@nope:x/1", "sentry.dsn: expected a DSN"),
        ("TWI_SENTRY__DSN", "https://hunter4@[nope/1", "sentry.dsn: expected a DSN"),
        ("TWI_SENTRY__DSN", "https://hunter4.example/1", "sentry.dsn: expected a DSN"),
        ("TWI_CACHE__URL", "redis://:hunter4@h:notaport/0", "cache.url: expected an address with ports"),
        (
            "TWI_DATABASE__URL",
            "postgresql://u:hunter4@h:99999999/d",
            "database.url: expected an address with",
        ),
        (
            "TWI_DATABASE__URL",
            "postgresql://u:hunter4@a,b:0/d",
            "database.url: expected an address with ports",
        ),
        (
            "TWI_DATABASE__URL",
            "postgresql:///hunter4?host=h&port=x",
            "database.url: expected an address with",
        ),
        (
            "TWI_DATABASE__DIRECT_URL",
            "postgresql://u:hunter4@\u2100/d",
            "database.direct_url: expected an addr",
        ),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_and_not_shown(
    root: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=expected) as caught:
        load_settings(root)
    assert "hunter4" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TWI_SENTRY__DSN", "https://key:secret@sentry.example:9000/below/42"),
        ("TWI_SENTRY__DSN", ""),
        ("TWI_CACHE__URL", "mem://"),
        ("TWI_CACHE__URL", "redis://[::1]:6379/0"),
        ("TWI_DATABASE__URL", "postgresql:///name?host=/run/postgresql"),
        ("TWI_DATABASE__URL", "postgresql://%2Frun%2Fpostgresql/name"),
        ("TWI_DATABASE__URL", "postgresql://u:100%@h/d?user=me@elsewhere&application_name="),
        ("TWI_DATABASE__URL", "postgresql://u:%2F%3F%23%5B%25@h"),
        ("TWI_DATABASE__URL", "postgresql://u:p:w@h@a:5432,[::1]:5433,c/name?port=5432,5433,5434"),
    ],
)
def test_an_address_of_every_kind_is_taken(
    root: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    load_settings(root)


@pytest.mark.parametrize("variable", ["TWI_DATABASE__URL", "TWI_DATABASE__DIRECT_URL"])
@pytest.mark.parametrize(
    "value",
    [
        "postgresql://u:1/hunter4@h/d",
        "postgresql://u:hunter4/x@h:5432/d",
        "postgresql://u:1#hunter4@h/d",
        "postgresql://u:1?hunter4@h/d",
        "postgresql://u:hunter4[x@h/d",
        "postgresql://u:[hunter4]@h/d",
        "postgresql://u:x%00hunter4@h/d",
        "postgresql://u@h/d?password=x&hunter4",
        "postgresql://u@h/d?password=x#hunter4",
    ],
)
def test_a_password_that_breaks_its_address_is_refused_with_the_way_out(
    root: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=r"url: expected an address .* %40 for @") as caught:
        load_settings(root)
    assert "hunter4" not in str(caught.value)


def test_a_plugin_that_does_not_exist_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWI_PLUGINS__QUOTESS", "true")
    monkeypatch.setenv("TWI_PLUGINS__LINK", "false")
    with pytest.raises(SettingsError) as caught:
        load_settings(root)
    message = str(caught.value)
    for variable, name, meant in (("QUOTESS", "quotess", "quotes"), ("LINK", "link", "links")):
        assert (
            f"plugins.{name}: no such plugin; did you mean plugins.{meant}?\n"
            f"    set by environment variable TWI_PLUGINS__{variable}"
        ) in message


@pytest.mark.parametrize("host", ["", " "])
def test_a_server_needs_an_address_to_listen_on(
    root: Path, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("TWI_HTTP__HOST", host)
    with pytest.raises(SettingsError, match="http.host: expected text that is not empty"):
        load_settings(root)


def test_an_empty_folder_is_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(root).sandbox.keep == Path(".data/sandbox")
    monkeypatch.setenv("TWI_SANDBOX__KEEP", "")
    assert load_settings(root).sandbox.keep is None


def test_lists_of_a_variable_are_separated_by_commas(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWI_EXTERNAL__PORTS", "443, 8443")
    monkeypatch.setenv("TWI_EXTERNAL__NAMED_HOSTS", "WanderingInn.com,example.org")
    monkeypatch.setenv("TWI_EXTERNAL__ALLOW_ADDRESSES", "127.0.0.1,fd00::/8")
    external = load_settings(root).external
    assert external.ports == (443, 8443)
    assert external.named_hosts == ("wanderinginn.com", "example.org")
    assert [str(network) for network in external.allow_addresses] == ["127.0.0.1/32", "fd00::/8"]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORTS", "443,0", "external.ports: expected a number of at least 1"),
        ("PORTS", "65536", "external.ports: expected a number of at most 65535"),
        ("PORTS", "https", "external.ports: expected a whole number"),
        ("ALLOW_ADDRESSES", "localhost", "external.allow_addresses: expected an address such as 127.0.0.1"),
        ("ALLOW_ADDRESSES", "10.1.2.3/8", "external.allow_addresses: expected an address such as 127.0.0.1"),
    ],
)
def test_lists_with_a_mistake_stop_the_start(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(f"TWI_EXTERNAL__{name}", value)
    with pytest.raises(SettingsError, match=expected):
        load_settings(root)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.0/8", "::1", "8.8.8.8"])
def test_production_opens_no_address_that_is_not_public(
    root: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("TWI_ENV", "production")
    monkeypatch.setenv("TWI_EXTERNAL__ALLOW_ADDRESSES", address)
    with pytest.raises(SettingsError, match="external: expected no allow_addresses in production"):
        load_settings(root)


def test_a_misspelt_profile_stops_the_start(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWI_ENV", "prodution")
    with pytest.raises(SettingsError, match="TWI_ENV: expected one of development, testing, production"):
        load_settings(root)


def test_a_misspelt_table_stops_the_start(root: Path) -> None:
    (root / "settings.toml").write_text("[devlopment.log]\nlevel = 'DEBUG'\n")
    with pytest.raises(SettingsError, match=r"settings.toml: \[devlopment\] is no profile"):
        load_settings(root)


def test_a_broken_file_is_named(root: Path) -> None:
    (root / ".secrets.toml").write_text("[default\n")
    with pytest.raises(SettingsError, match=".secrets.toml: not a TOML file"):
        load_settings(root)


def test_settings_are_frozen_and_print_no_secret() -> None:
    settings = Settings.model_validate({"panels": {"signing_key": SECRET}})
    assert SECRET not in repr(settings)
    assert SECRET not in settings.model_dump_json()
    with pytest.raises(ValueError, match="frozen"):
        settings.profile = Profile.PRODUCTION  # type: ignore[misc]


def test_the_generated_files_are_up_to_date() -> None:
    assert (ROOT / "docs" / "configuration.md").read_text() == reference()
    assert (ROOT / ".secrets.toml.example").read_text() == secrets_example()


@pytest.mark.regression(88)
def test_no_secret_is_in_the_committed_settings() -> None:
    assert "token" not in (ROOT / "settings.toml").read_text()
