"""Clicks and forms, read from what Discord sends."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.errors import Forbidden, InvalidInput, NotFound
from app.discord.components import ComponentEvent, CustomIds, event_of
from app.discord.gateway import Bot
from app.discord.unreadable import Unreadable
from app.infra.metrics import Metrics

TOKEN = "MTA1MDAwMDAwMDAwMDAwMDAwMA.Gabcde.abcdefghijklmnopqrstuvwxyz0123"
USER = {"id": "5", "username": "erin", "discriminator": "0", "avatar": None}
NOON = "2026-10-14T12:00:00+00:00"
BUTTON, TEXTS, ROLES = 2, 3, 6


@pytest.fixture
def bot() -> Bot:
    return Bot(TOKEN, Unreadable(Metrics()), banner=None, logs=None, suppress_optimization_warning=True)


def interaction(kind: int, data: dict[str, Any], *components: dict[str, Any]) -> dict[str, Any]:
    message = {
        "id": "9", "channel_id": "8", "author": USER, "content": "", "timestamp": NOON, "edited_timestamp": None,
        "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [],
        "embeds": [], "pinned": False, "type": 0, "flags": 0, "components": list(components),
    }  # fmt: skip
    return {
        "id": "1", "application_id": "2", "type": kind, "token": "t", "version": 1, "user": USER, "data": data,
        "channel": {"id": "8", "type": 1, "name": None, "last_message_id": None, "recipients": [USER]},
        "channel_id": "8", "message": message, "locale": "en-US", "app_permissions": "0", "entitlements": [],
        "authorizing_integration_owners": {}, "context": 1, "attachment_size_limit": 1,
    }  # fmt: skip


def menu(custom_id: str, *values: str) -> dict[str, Any]:
    options = [{"label": value, "value": value} for value in values]
    select = {
        "type": TEXTS,
        "id": 2,
        "custom_id": custom_id,
        "options": options,
        "min_values": 1,
        "max_values": 1,
    }
    return {"type": 1, "id": 3, "components": [select]}


def boxed(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 17, "id": 1, "spoiler": False, "components": list(components)}


def clicked(
    bot: Bot, kind: int, custom_id: str, chosen: list[str], *components: dict[str, Any]
) -> ComponentEvent:
    data = {"component_type": kind, "custom_id": custom_id, "values": chosen}
    told = bot.entity_factory.deserialize_component_interaction(interaction(3, data, *components))
    return event_of(told, "quotes.page", "12")


async def test_a_button_says_what_it_was_made_for(bot: Bot) -> None:
    assert clicked(bot, BUTTON, "b", []) == ComponentEvent(action="quotes.page", argument="12")


@pytest.mark.parametrize("wrap", [lambda *rows: rows, lambda *rows: (boxed(*rows),)])
async def test_a_menu_says_what_was_chosen_of_what(bot: Bot, wrap: Any) -> None:
    rows = wrap(menu("other", "x"), menu("mine", "a", "b"))
    click = clicked(bot, TEXTS, "mine", ["b"], *rows)
    assert (click.values, click.offered, click.fields) == (("b",), ("a", "b"), None)
    assert clicked(bot, TEXTS, "mine", ["a", "b"], *rows).values == ("a", "b")


@pytest.mark.parametrize("chosen", ["c", "x"])
async def test_what_the_menu_did_not_offer_cannot_be_chosen(bot: Bot, chosen: str) -> None:
    with pytest.raises(NotFound, match=r"^This panel is out of date\. Please run the command again\.$"):
        clicked(bot, TEXTS, "mine", ["a", chosen], menu("other", "x"), menu("mine", "a", "b"))


async def test_roles_and_channels_are_chosen_by_id(bot: Bot) -> None:
    click = clicked(bot, ROLES, "mine", ["12", "13"])
    assert click.ids == [12, 13]
    with pytest.raises(InvalidInput, match="do not understand"):
        _ = ComponentEvent(action="a", argument="", values=("12", "x")).ids


async def test_a_form_says_what_was_written_into_which_field(bot: Bot) -> None:
    fields = [
        {"type": 4, "id": 4, "custom_id": name, "value": value}
        for name, value in (("words", "a"), ("by", "b"))
    ]
    data = {"custom_id": "f", "components": [{"type": 1, "id": 5, "components": [field]} for field in fields]}
    told = bot.entity_factory.deserialize_modal_interaction(interaction(5, data))
    form = event_of(told, "quotes.edit", "12")
    assert form == ComponentEvent(action="quotes.edit", argument="12", fields={"words": "a", "by": "b"})
    assert (form.field("words"), form.field("missing")) == ("a", "")
    assert ComponentEvent(action="a", argument="").field("words") == ""


def test_ids_stay_readable_by_later_versions_of_the_bot() -> None:
    """Buttons are as old as the messages they are on: what was signed once has to stay readable."""
    made = CustomIds(b"key").make("quotes.delete", 1, guild_id=2, owner_id=300)
    version, signature, rest = made.split(":", 2)
    assert (version, len(signature), rest) == ("1", 12, "quotes.delete:12c:1")
    assert CustomIds(b"key").make("a.b", guild_id=None).endswith(":a.b::")


def test_outside_of_guilds_there_is_one_place() -> None:
    ids = CustomIds(b"key")
    made = ids.make("a.b", "x:y", guild_id=None)
    assert ids.read(made, guild_id=None, user_id=5) == ("a.b", "x:y")
    with pytest.raises(NotFound):
        ids.read(made, guild_id=1, user_id=5)


@pytest.mark.parametrize("free", range(3))
def test_an_id_may_be_as_long_as_discord_allows(free: int) -> None:
    ids = CustomIds(b"key")
    room = 100 - len(ids.make("a.b", "", guild_id=1))
    made = ids.make("a.b", "x" * (room - free), guild_id=1)
    assert ids.read(made, guild_id=1, user_id=5) == ("a.b", "x" * (room - free))
    with pytest.raises(
        ValueError, match=rf"^a\.b: an argument of {room + 1} characters does not fit; keep a panel$"
    ):
        ids.make("a.b", "x" * (room + 1), guild_id=1)


def test_whose_buttons_they_are_is_said_kindly() -> None:
    made = CustomIds(b"key").make("a.b", guild_id=1, owner_id=5)
    with pytest.raises(Forbidden) as refusal:
        CustomIds(b"key").read(made, guild_id=1, user_id=6)
    assert str(refusal.value) == (
        "These buttons belong to somebody else. Run the command yourself to get your own."
    )


def test_an_id_that_is_no_text_is_out_of_date_like_any_other_forgery() -> None:
    with pytest.raises(NotFound):
        CustomIds(b"key").read("1:aaaaaaaaaaaa:quotes.delete::\ud800", guild_id=1, user_id=5)
