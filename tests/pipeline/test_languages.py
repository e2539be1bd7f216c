"""In whose language something is said: one person's where they alone read it, the server's where everybody does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.actor import Actor
from app.runtime import Runtime
from discord_sandbox import GuildHandle
from tests.support.translations import spoken_from, write


@pytest.fixture(autouse=True)
def languages(tmp_path: Path) -> Iterator[None]:
    write(
        tmp_path,
        "de",
        {
            ("Once in {period}, {shared}", "{count} times in {period}, {shared}"): "{count}-mal in {period}",
            "Everybody may use it.": "Für alle.",
            "Your figures here": "Deine Zahlen hier",
            "Every member here.": "Alle hier.",
            "Share": "Zeigen",
            "Edit quote {number}": "Zitat {number} ändern",
            ("One quote found", "{count} quotes found"): "{count} Zitate gefunden",
            "You need the permission **{permission}** for that.": "Dazu brauchst du **{permission}**.",
        },
    )  # fmt: skip
    write(
        tmp_path,
        "fr",
        {
            ("One quote found", "{count} quotes found"): "{count} citations trouvées",
            "Next": "Suivant",
            "Your figures here": "Vos chiffres",
        },
    )
    with spoken_from(tmp_path):
        yield


@pytest.fixture
def abroad(inn: GuildHandle) -> Iterator[GuildHandle]:
    """A French server with a German in it."""
    erin = inn.member("erin")
    inn.guild.preferred_locale, erin.user.locale = "fr", "de"
    yield inn
    erin.user.locale = "en-US"


async def test_what_one_person_sees_is_in_their_language(abroad: GuildHandle) -> None:
    erin = abroad.member("erin")
    help_ = await erin.slash("help", command="/quote add")
    assert "Für alle." in help_.text
    assert "5-mal in 1 Minute" in help_.text
    panel = await erin.slash("stats choices")
    assert "Deine Zahlen hier" in panel.text
    await erin.click(panel, "Zeigen")
    assert "Alle hier." in panel.text


async def test_what_everybody_sees_is_in_the_servers_language(abroad: GuildHandle, bot: Runtime) -> None:
    erin = abroad.member("erin")
    actor = Actor(user_id=erin.id, guild_id=abroad.id)
    for number in range(6):
        await bot.container.quotes().add(actor, f"abroad, number {number}")
    found = await erin.slash("quote find", search="abroad")
    assert "6 citations trouvées" in found.text
    await erin.click(found, "Suivant")
    assert "6 citations trouvées" in found.text
    assert "Zitate" not in found.text


async def test_a_form_is_in_the_language_of_who_fills_it_in(abroad: GuildHandle) -> None:
    erin = abroad.member("erin")
    await erin.slash("quote add", quote="words to correct")
    form = await erin.slash("quote edit", index=1)
    assert form.modal is not None
    assert form.modal.title == "Zitat 1 ändern"


async def test_who_has_no_translation_reads_english_with_english_numbers(inn: GuildHandle) -> None:
    juniper = inn.member("juniper")
    juniper.user.locale = "es-ES"
    try:
        help_ = await juniper.slash("help", command="/quote add")
        assert "5 times in 1 minute, for each member" in help_.text
    finally:
        juniper.user.locale = "en-US"


async def test_a_refused_suggestion_is_in_the_language_of_who_types(abroad: GuildHandle) -> None:
    choices = await abroad.member("erin").autocomplete("audit", action="q")
    assert [choice.name for choice in choices] == ["Dazu brauchst du View Audit Log."]
