from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.cards import MOST_OPTIONS, Button, Card, File, Link, Menu, Option, Picture, Select
from app.core.errors import Forbidden
from app.core.i18n import t
from app.discord.cards import ALT_TEXT, BUTTONS_PER_ROW, LABEL, MESSAGE_TEXT, Signer, render
from app.discord.components import CustomIds

GUILD, READER, OWNER, OTHER = 1, 2, 3, 4
IDS = CustomIds(b"key")
COMPONENTS = 40
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=3000)
buttons = st.lists(
    st.builds(
        lambda label, number: Button(label=label or "x", action="a.b", argument=number),
        text,
        st.integers(0, 2**64),
    ),
    max_size=12,
)
pictures = st.builds(lambda alt: Picture(source="https://example.com/a.png", alt=alt), text)
cards = st.builds(
    lambda title, body, fields, footer, thumbnail, controls: Card(
        title=title[:200],
        body=body,
        fields=fields,
        footer=footer[:200],
        thumbnail=thumbnail,
        controls=[controls],
    ),
    text,
    st.lists(text, max_size=6),
    st.lists(st.tuples(text.map(lambda name: name[:100]), text), max_size=6),
    text,
    st.none() | pictures,
    buttons,
)


def payloads(card: Card, reader_id: int | None = READER) -> list[list[dict[str, Any]]]:
    messages = render(card, "en-US", Signer(IDS, GUILD, reader_id))
    return [[dict(component.build()[0]) for component in message] for message in messages]


def walk(component: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield component
    for child in component.get("components", []):
        yield from walk(child)
    if "accessory" in component:
        yield from walk(component["accessory"])


@given(cards)
@pytest.mark.regression(9)
def test_every_message_keeps_discords_limits(card: Card) -> None:
    for message in payloads(card):
        parts = [part for component in message for part in walk(component)]
        assert len(parts) <= COMPONENTS
        assert sum(len(part["content"]) for part in parts if part["type"] == 10) <= MESSAGE_TEXT
        assert all(part["content"] for part in parts if part["type"] == 10)
        assert all(len(part["label"]) <= LABEL for part in parts if part["type"] == 2)
        assert all(1 <= len(part["components"]) <= BUTTONS_PER_ROW for part in parts if part["type"] == 1)
        assert all(len(part["description"]) <= ALT_TEXT for part in parts if part["type"] == 11)


@given(cards)
@pytest.mark.regression(10)
def test_no_word_of_a_card_is_lost(card: Card) -> None:
    shown = "".join(
        part["content"]
        for message in payloads(card)
        for component in message
        for part in walk(component)
        if part["type"] == 10
    )
    letters = "".join(shown.split())
    for words in (*card.body, *(value for _, value in card.fields)):
        # A code block that is cut is closed and opened again, so the marks of blocks may be more.
        assert _plain(str(words)) in _plain(letters)


def _plain(words: str) -> str:
    return "".join(words.split()).replace("```", "")


def test_a_long_card_continues_with_its_buttons_at_the_end() -> None:
    card = Card(
        title="T",
        body=["a" * 3900, "b" * 3900],
        footer="end",
        controls=[[Link(label="l", url="https://a.b")]],
    )
    first, second = payloads(card)
    assert [part["type"] for part in walk(first[0])] == [17, 10]
    assert [part["type"] for part in walk(second[0])] == [17, 10, 10, 1, 2]


@pytest.mark.regression(7)
def test_fields_without_a_value_are_left_out() -> None:
    [[container]] = payloads(Card(title="T", fields=[("empty", ""), ("full", "value")]))
    assert container["components"][0]["content"] == "### T\n**full**\nvalue"


def test_more_buttons_than_fit_make_another_row() -> None:
    row = [Button(label=str(number), action="a.b", argument=number) for number in range(7)]
    [[container]] = payloads(Card(title="T", controls=[row]))
    assert [len(part["components"]) for part in container["components"][1:]] == [5, 2]


@pytest.mark.regression(4)
def test_a_menu_that_cannot_be_shown_is_a_bug_and_not_cut() -> None:
    options = [Option(value=str(number), label="x") for number in range(MOST_OPTIONS + 1)]
    with pytest.raises(ValueError, match="page through"):
        payloads(Card(title="T", controls=[[Menu(action="a.b", placeholder="p", options=options)]]))


def test_pictures_have_words_for_those_who_do_not_see_them() -> None:
    picture = Picture(source="https://example.com/a.png", alt=t("A golem"))
    [[container]] = payloads(Card(title="T", thumbnail=picture, gallery=[picture]))
    section, gallery = container["components"]
    assert section["accessory"]["description"] == "A golem"
    assert gallery["items"][0]["description"] == "A golem"


def test_a_file_can_be_a_picture_and_be_covered() -> None:
    golem = File(name="golem.png", content=b"x", spoiler=True)
    picture = Picture(source=golem, alt="A golem")
    [[container]] = payloads(Card(title="T", gallery=[picture], files=[golem]))
    _, gallery, file = container["components"]
    assert gallery["items"][0]["media"]["url"] == file["file"]["url"] == "attachment://golem.png"
    assert gallery["items"][0]["spoiler"] is file["spoiler"] is True


def custom_ids(card: Card, reader_id: int | None = READER) -> list[str]:
    [[container]] = payloads(card, reader_id)
    return [part["custom_id"] for part in walk(container) if "custom_id" in part]


MINE = Button(label="mine", action="a.mine", argument=7)
OURS = Button(label="ours", action="a.ours", shared=True)
CHOICE = Menu(action="a.choice", argument="x y", placeholder="p", options=[Option(value="1", label="1")])


def test_what_is_not_shared_is_the_readers_alone() -> None:
    mine, ours, choice = custom_ids(Card(controls=[[MINE, OURS], [CHOICE]]))
    assert IDS.read(mine, guild_id=GUILD, user_id=READER) == ("a.mine", "7")
    assert IDS.read(choice, guild_id=GUILD, user_id=READER) == ("a.choice", "x y")
    for user_id in (READER, OTHER):
        assert IDS.read(ours, guild_id=GUILD, user_id=user_id) == ("a.ours", "")
    for custom_id in (mine, choice):
        with pytest.raises(Forbidden):
            IDS.read(custom_id, guild_id=GUILD, user_id=OTHER)


@pytest.mark.parametrize("reader_id", [READER, None])
def test_a_card_can_say_whose_it_is(reader_id: int | None) -> None:
    [mine] = custom_ids(Card(controls=[[MINE]], owner_id=OWNER), reader_id)
    assert IDS.read(mine, guild_id=GUILD, user_id=OWNER) == ("a.mine", "7")
    with pytest.raises(Forbidden):
        IDS.read(mine, guild_id=GUILD, user_id=READER)


@pytest.mark.parametrize("control", [MINE, CHOICE])
def test_a_card_for_nobody_in_particular_has_no_button_that_nobody_could_press(
    control: Button | Menu,
) -> None:
    with pytest.raises(ValueError, match=f"{control.action}: shown to all"):
        payloads(Card(controls=[[control]]), None)
    assert len(custom_ids(Card(controls=[[OURS]]), None)) == 1


@pytest.mark.parametrize(
    ("kind", "number", "name"), [(Select.ROLES, 6, "role"), (Select.CHANNELS, 8, "channel")]
)
def test_a_menu_of_the_guild_shows_what_is_chosen(kind: Select, number: int, name: str) -> None:
    menu = Menu(action="a.b", placeholder="p", kind=kind, chosen=[5, 2**63], least=0, most=3)
    [[container]] = payloads(Card(controls=[[menu]]))
    [shown] = container["components"][0]["components"]
    assert shown["type"] == number
    assert shown["default_values"] == [{"id": "5", "type": name}, {"id": str(2**63), "type": name}]
    [[nothing]] = payloads(Card(controls=[[replace(menu, chosen=())]]))
    assert "default_values" not in nothing["components"][0]["components"][0]


def test_a_menu_shows_no_more_than_can_be_chosen() -> None:
    # Discord refuses the whole message otherwise.
    menu = Menu(action="a.b", placeholder="p", kind=Select.ROLES, chosen=[1, 2, 3], most=2)
    [[container]] = payloads(Card(controls=[[menu]]))
    assert len(container["components"][0]["components"][0]["default_values"]) == 2
