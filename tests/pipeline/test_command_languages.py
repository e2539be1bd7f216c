"""Commands in other languages: what Discord is told, and when it is told anew."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.discord.localizations import unfit
from app.discord.sync import EVERYWHERE, CommandSync
from app.runtime import Runtime
from discord_sandbox import GuildHandle, Sandbox
from tests.support.translations import spoken_from, write

GERMAN = {
    "command_name": {"quote": "zitat", "add": "neu"},
    "option_name": {"speaker": "wer"},
    "menu_name": {"Quote this": "Das zitieren"},
    "choice": {"Dark": "Dunkel"},
    "description": {
        "Keep something that was said.": "Bewahre auf, was gesagt wurde.",
        "Who said it.": "Wer es gesagt hat.",
    },
}


@pytest.fixture
def sync(bot: Runtime) -> CommandSync:
    return bot.container.sync()


@pytest.fixture
def german(tmp_path: Path) -> Iterator[Path]:
    write(tmp_path, "de", {}, **GERMAN)
    with spoken_from(tmp_path):
        yield tmp_path


@pytest.fixture
async def told(sync: CommandSync, german: Path) -> AsyncIterator[None]:
    """Discord knows the German names."""
    await sync.sync()
    yield
    with spoken_from(german / "nowhere"):
        await sync.sync()


def registered(discord: Sandbox, name: str) -> dict[str, Any]:
    [found] = [each.body for each in discord.world.commands.of(None) if each.name == name]
    return dict(found)


def below(part: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [each for each in part["options"] if each["name"] == name]
    return dict(found)


@pytest.mark.usefixtures("told")
async def test_discord_is_told_every_translation(discord: Sandbox) -> None:
    quote = registered(discord, "quote")
    assert quote["name_localizations"] == {"de": "zitat"}
    assert not quote.get("description_localizations")
    add = below(quote, "add")
    assert add["name_localizations"] == {"de": "neu"}
    assert add["description_localizations"] == {"de": "Bewahre auf, was gesagt wurde."}
    speaker = below(add, "speaker")
    assert speaker["name_localizations"] == {"de": "wer"}
    assert speaker["description_localizations"] == {"de": "Wer es gesagt hat."}
    assert not below(add, "source").get("name_localizations")
    assert registered(discord, "Quote this")["name_localizations"] == {"de": "Das zitieren"}
    dark, light = below(below(registered(discord, "stats"), "server"), "look")["choices"]
    assert (dark["name_localizations"], dark["value"]) == ({"de": "Dunkel"}, "dark")
    assert not light.get("name_localizations")


@pytest.mark.usefixtures("told")
async def test_a_command_is_served_whatever_it_is_called(inn: GuildHandle) -> None:
    erin = inn.member("erin")
    erin.user.locale = "de"
    try:
        assert "Kept as quote 1" in (await erin.slash("quote add", quote="words in German")).text
        explained = await erin.slash("help", command="/quote add")
        assert "Bewahre auf, was gesagt wurde." in explained.text
        assert "`speaker` Wer es gesagt hat." in explained.text
    finally:
        erin.user.locale = "en-US"


@pytest.mark.usefixtures("told")
async def test_a_changed_translation_is_a_difference(sync: CommandSync, tmp_path: Path) -> None:
    assert not any(await sync.differences())
    for context, name, command in (
        ("command_name", "add", "/quote"),
        ("option_name", "dice", "/roll"),
        ("choice", "Light", "/stats"),
        ("menu_name", "User info", "user: User info"),
        ("description", "Search the quotes.", "/quote"),
    ):
        changed = tmp_path / context
        write(changed, "de", {}, **GERMAN | {context: {**GERMAN[context], name: "anders"}})
        with spoken_from(changed):
            [difference] = filter(None, await sync.differences())
        assert command in difference.changed, context
        assert not difference.added
        assert not difference.removed


async def test_what_fits_is_fit(sync: CommandSync, german: Path) -> None:
    assert list(unfit((await sync.wanted())[EVERYWHERE])) == []


@pytest.mark.parametrize(
    ("context", "name", "translation", "complaint"),
    [
        ("command_name", "quote", "z" * 33, "has 33 characters, of at most 32"),
        ("command_name", "quote", "Zitat", "letters in lower case"),
        ("command_name", "add", "fügt hinzu", "letters in lower case"),
        ("option_name", "speaker", "wer?", "letters in lower case"),
        ("command_name", "add", "find", "is what /quote add is called already"),
        ("command_name", "quote", "link", "is what /link is called already"),
        ("option_name", "speaker", "source", "is what /quote add speaker is called already"),
        ("menu_name", "Quote this", "Z" * 33, "has 33 characters, of at most 32"),
        ("choice", "Dark", "Light", "is what /stats server look Dark is called already"),
        ("choice", "Dark", "d" * 101, "has 101 characters, of at most 100"),
        ("description", "Who said it.", "w" * 101, "has 101 characters, of at most 100"),
    ],
)
async def test_what_discord_would_refuse_is_named(
    sync: CommandSync, tmp_path: Path, context: str, name: str, translation: str, complaint: str
) -> None:
    write(tmp_path, "fi", {}, **{context: {name: translation}})
    with spoken_from(tmp_path):
        complaints = list(unfit((await sync.wanted())[EVERYWHERE]))
    assert complaints
    assert any(complaint in each and " in fi: " in each for each in complaints), complaints


@pytest.mark.parametrize("name", ["läs-mer", "цитата", "引用", "उद्धरण", "คำพูด", "l'avis", "z" * 32])
async def test_a_name_may_be_written_in_any_script(sync: CommandSync, tmp_path: Path, name: str) -> None:
    write(tmp_path, "fi", {}, command_name={"quote": name})
    with spoken_from(tmp_path):
        assert list(unfit((await sync.wanted())[EVERYWHERE])) == []
