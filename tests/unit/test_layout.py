from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import t
from app.discord.layout import (
    ALT_TEXT,
    BUTTONS_PER_ROW,
    LABEL,
    MESSAGE_TEXT,
    OPTIONS,
    Button,
    Card,
    Link,
    Menu,
    Option,
    Picture,
    render,
)

COMPONENTS = 40
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=3000)
buttons = st.lists(
    st.builds(lambda label, number: Button(label=label or "x", custom_id=str(number)), text, st.integers()),
    max_size=12,
)
pictures = st.builds(lambda alt: Picture(url="https://example.com/a.png", alt=alt), text)
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


def payloads(card: Card) -> list[list[dict[str, Any]]]:
    return [[dict(component.build()[0]) for component in message] for message in render(card, "en-US")]


def walk(component: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield component
    for child in component.get("components", []):
        yield from walk(child)
    if "accessory" in component:
        yield from walk(component["accessory"])


@given(cards)
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


def test_fields_without_a_value_are_left_out() -> None:
    [[container]] = payloads(Card(title="T", fields=[("empty", ""), ("full", "value")]))
    assert container["components"][0]["content"] == "### T\n**full**\nvalue"


def test_more_buttons_than_fit_make_another_row() -> None:
    row = [Button(label=str(number), custom_id=str(number)) for number in range(7)]
    [[container]] = payloads(Card(title="T", controls=[row]))
    assert [len(part["components"]) for part in container["components"][1:]] == [5, 2]


def test_a_menu_that_cannot_be_shown_is_a_bug_and_not_cut() -> None:
    options = [Option(value=str(number), label="x") for number in range(OPTIONS + 1)]
    with pytest.raises(ValueError, match="page through"):
        payloads(Card(title="T", controls=[[Menu(custom_id="m", placeholder="p", options=options)]]))


def test_pictures_have_words_for_those_who_do_not_see_them() -> None:
    picture = Picture(url="https://example.com/a.png", alt=t("A golem"))
    [[container]] = payloads(Card(title="T", thumbnail=picture, gallery=[picture]))
    section, gallery = container["components"]
    assert section["accessory"]["description"] == "A golem"
    assert gallery["items"][0]["description"] == "A golem"
