"""What Discord is sent for each part of a card."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.cards import (
    ACCENT,
    MOST_OPTIONS,
    Button,
    Card,
    File,
    Link,
    Menu,
    Option,
    Picture,
    Select,
    Style,
)
from app.core.errors import Forbidden
from app.core.i18n import t
from app.discord.cards import ALT_TEXT, LABEL, MESSAGE_TEXT, OPTION, PLACEHOLDER, Signer, render, say
from app.discord.components import CustomIds

GUILD, READER = 1, 2
IDS = CustomIds(b"key")
ROW, BUTTON, SELECT, TEXT, GALLERY, FILE = 1, 2, 3, 10, 12, 13


def shown(card: Card) -> list[dict[str, Any]]:
    """The container of each message."""
    messages = render(card, "en-US", Signer(IDS, GUILD, READER))
    assert all(len(message) == 1 for message in messages)
    return [dict(message[0].build()[0]) for message in messages]


def parts(card: Card) -> list[dict[str, Any]]:
    [container] = shown(card)
    return list(container["components"])


def controls(*row: Button | Link | Menu) -> list[dict[str, Any]]:
    [only] = parts(Card(controls=[row]))
    assert only["type"] == ROW
    return list(only["components"])


def test_a_card_is_a_heading_its_texts_its_fields_and_a_small_foot() -> None:
    card = Card(
        title=t("The Inn"),
        body=["one", "", t("two")],
        fields=[(t("Who"), "Erin"), ("nothing", ""), ("Where", t("Liscor"))],
        footer=t("the end"),
    )
    texts = ["### The Inn\none\ntwo\n**Who**\nErin\n**Where**\nLiscor", "-# the end"]
    assert [(part["type"], part["content"]) for part in parts(card)] == [(TEXT, text) for text in texts]


@pytest.mark.parametrize(
    ("card", "texts"),
    [
        (Card(title="T"), ["### T"]),
        (Card(footer="f"), ["-# f"]),
        (Card(body=["b"]), ["b"]),
        (Card(), []),
    ],
)
def test_what_a_card_does_not_say_takes_no_place(card: Card, texts: list[str]) -> None:
    assert [part["content"] for part in parts(card)] == texts


def test_a_card_has_a_color_at_its_side() -> None:
    assert [shown(Card(title="T", accent=color))[0]["accent_color"] for color in (ACCENT, 0xFF0000)] == [
        ACCENT,
        0xFF0000,
    ]


def test_a_text_that_just_fits_is_one_message() -> None:
    head, foot = "### T", "-# f"
    room = MESSAGE_TEXT - len(head) - len(foot) - 2
    assert len(shown(Card(title="T", footer="f", body=["x" * room]))) == 1
    assert len(shown(Card(title="T", footer="f", body=["x" * (room + 1)]))) == 2
    assert len(shown(Card(body=["x" * (MESSAGE_TEXT - 2)]))) == 1


def test_of_several_messages_the_first_has_the_head_and_the_last_all_else() -> None:
    file = File(name="a.txt", content=b"x")
    picture = Picture(source="https://example.com/a.png", alt="a")
    card = Card(
        title="T",
        body=["a" * 3900, "b" * 3900, "c" * 3900],
        footer="f",
        thumbnail=picture,
        gallery=[picture],
        files=[file],
        controls=[[Link(label="l", url="https://a.b")]],
    )
    first, second, third = (message["components"] for message in shown(card))
    [section] = first
    assert section["accessory"]["media"]["url"] == "https://example.com/a.png"
    assert [text["content"] for text in section["components"]] == ["### T\n" + "a" * 3900]
    assert [(part["type"], part["content"]) for part in second] == [(TEXT, "b" * 3900)]
    assert [part["type"] for part in third] == [TEXT, GALLERY, FILE, TEXT, ROW]
    assert (third[0]["content"], third[3]["content"]) == ("c" * 3900, "-# f")


def test_a_picture_at_the_side_needs_a_text_beside_it() -> None:
    picture = Picture(source="https://example.com/a.png", alt="a")
    assert parts(Card(thumbnail=picture)) == []
    [section] = parts(Card(body=["b"], thumbnail=picture))
    assert section["components"][0]["content"] == "b"


@pytest.mark.parametrize("spoiler", [True, False])
def test_files_and_pictures_are_covered_only_if_they_are_to_be(spoiler: bool) -> None:
    file = File(name="a.png", content=b"golem", spoiler=spoiler)
    gallery, sent = parts(Card(gallery=[Picture(source=file, alt="A golem")], files=[file]))
    [item] = gallery["items"]
    assert (item["spoiler"], sent["spoiler"]) == (spoiler, spoiler)
    assert item["description"] == "A golem"


async def test_the_content_of_a_file_is_sent_along() -> None:
    [[container]] = render(
        Card(files=[File(name="a.txt", content=b"golem")]), "en-US", Signer(IDS, GUILD, READER)
    )
    _, [resource] = container.build()
    assert resource.filename == "a.txt"
    assert await resource.read() == b"golem"


def test_a_picture_at_an_address_is_never_covered() -> None:
    picture = Picture(source="https://example.com/a.png", alt="a")
    section, gallery = parts(Card(body=["b"], thumbnail=picture, gallery=[picture]))
    for each in (section["accessory"], gallery["items"][0]):
        assert (each["media"]["url"], each["spoiler"]) == ("https://example.com/a.png", False)


def test_what_a_picture_shows_is_told_in_as_many_words_as_discord_takes() -> None:
    picture = Picture(source="https://example.com/a.png", alt="x" * (ALT_TEXT + 9))
    section, gallery = parts(Card(body=["b"], thumbnail=picture, gallery=[picture]))
    for each in (section["accessory"], gallery["items"][0]):
        assert (len(each["description"]), each["description"][-1]) == (ALT_TEXT, "…")


def test_buttons_look_as_much_as_they_warn() -> None:
    styles = [Style.PRIMARY, Style.SECONDARY, Style.SUCCESS, Style.DANGER]
    buttons = [Button(label="x", action="a.b", argument=style.name, style=style) for style in styles]
    assert [button["style"] for button in controls(*buttons)] == [1, 2, 3, 4]
    [plain] = controls(Button(label="x", action="a.b"))
    assert plain["style"] == 2


def test_a_button_says_what_it_does_and_whether_it_can_be_pressed() -> None:
    on, off = controls(
        Button(label=t("Next"), action="a.b", argument=1),
        Button(label="y" * (LABEL + 9), action="a.b", argument=2, disabled=True),
    )
    assert (on["type"], on["label"], on["disabled"]) == (BUTTON, "Next", False)
    assert (len(off["label"]), off["label"][-1], off["disabled"]) == (LABEL, "…", True)
    assert IDS.read(off["custom_id"], guild_id=GUILD, user_id=READER) == ("a.b", "2")


def test_a_link_opens_its_address() -> None:
    [link] = controls(Link(label=t("Read"), url="https://example.com/x"))
    assert (link["style"], link["url"], link["label"]) == (5, "https://example.com/x", "Read")
    [long] = controls(Link(label="y" * (LABEL + 9), url="https://example.com/x"))
    assert len(long["label"]) == LABEL


def test_every_row_of_controls_is_a_row() -> None:
    rows = [[Button(label=str(n), action="a.b", argument=(m, n)) for n in range(m)] for m in (1, 5, 6)]
    found = parts(Card(controls=rows))
    assert [len(row["components"]) for row in found] == [1, 5, 5, 1]
    assert [button["label"] for row in found for button in row["components"]] == [*"0", *"01234", *"012345"]


def test_a_menu_shows_its_options() -> None:
    options = [
        Option(value="a", label=t("First"), description=t("the best")),
        Option(value="b", label="x" * (OPTION + 9), description="y" * (OPTION + 9), selected=True),
    ]
    [menu] = controls(
        Menu(action="a.b", argument=7, placeholder=t("Choose"), options=options, least=0, most=2)
    )
    assert (menu["type"], menu["placeholder"]) == (SELECT, "Choose")
    assert (menu["min_values"], menu["max_values"]) == (0, 2)
    assert IDS.read(menu["custom_id"], guild_id=GUILD, user_id=READER) == ("a.b", "7")
    first, second = menu["options"]
    assert first == {"label": "First", "value": "a", "description": "the best", "default": False}
    assert (len(second["label"]), len(second["description"]), second["default"]) == (OPTION, OPTION, True)


@pytest.mark.parametrize("kind", list(Select))
def test_a_menu_may_want_several_to_be_chosen(kind: Select) -> None:
    options = [Option(value=str(number), label="x") for number in range(4)]
    [menu] = controls(Menu(action="a.b", placeholder="p", kind=kind, options=options, least=2, most=3))
    assert (menu["min_values"], menu["max_values"]) == (2, 3)


def test_an_option_without_a_description_has_none() -> None:
    [menu] = controls(Menu(action="a.b", placeholder="p", options=[Option(value="a", label="A")]))
    assert "description" not in menu["options"][0]


def test_as_many_options_as_discord_shows_can_be_in_a_menu_and_all_of_them_chosen() -> None:
    options = [Option(value=str(number), label="x") for number in range(MOST_OPTIONS)]
    [menu] = controls(Menu(action="a.b", placeholder="p" * 200, options=options, most=99))
    assert (len(menu["options"]), menu["max_values"]) == (MOST_OPTIONS, MOST_OPTIONS)
    assert len(menu["placeholder"]) == PLACEHOLDER


@pytest.mark.parametrize(
    ("kind", "types"), [(Select.ROLES, None), (Select.CHANNELS, [0, 5])], ids=["roles", "channels"]
)
def test_a_menu_of_the_guild_offers_what_can_be_chosen(kind: Select, types: list[int] | None) -> None:
    [menu] = controls(Menu(action="a.b", argument=7, placeholder="p" * 200, kind=kind, least=0, most=3))
    assert menu.get("channel_types") == types
    assert (menu["min_values"], menu["max_values"], len(menu["placeholder"])) == (0, 3, PLACEHOLDER)
    assert IDS.read(menu["custom_id"], guild_id=GUILD, user_id=READER) == ("a.b", "7")


def test_a_form_belongs_to_who_asked_for_it() -> None:
    form = Signer(IDS, GUILD, READER).form("a.form", 12)
    assert IDS.read(form, guild_id=GUILD, user_id=READER) == ("a.form", "12")
    with pytest.raises(Forbidden):
        IDS.read(form, guild_id=GUILD, user_id=READER + 1)


def test_what_is_said_is_said_in_the_readers_language() -> None:
    assert (say("as it is", "de"), say(t("{count} golems", count=3), "en-US")) == ("as it is", "3 golems")
