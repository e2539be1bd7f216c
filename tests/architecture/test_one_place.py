"""What people read is written in one place: Discord's markup, and numbers and dates in the reader's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings.loader import ROOT

MARKUP = re.compile(r"<@[&!]?|<#|<t:|</[^<>]+:|discord(?:app)?\.com/channels")
"""The beginnings of mentions, of moments, and of the addresses of messages."""


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (ROOT / folder).rglob("*.py")


def texts(source: str) -> Iterator[str]:
    """What is written in strings, docstrings left out; what an f-string puts in stands as ``{}``."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def hand_built(source: str) -> list[str]:
    """The texts that hold Discord's markup."""
    return [text for text in texts(source) if MARKUP.search(text)]


@pytest.mark.parametrize(
    "source",
    [
        'f"<@{user_id}>"',
        '"<@&{}>".format(role_id)',
        'f"in <#{channel}>"',
        't("since <t:{since}:f>", since=1)',
        'f"</{name}:{id}>"',
        'FORM = "https://discord.com/channels/%s/%s/%s"',
    ],
)
def test_markup_is_found_in_every_spelling(source: str) -> None:
    assert hand_built(source)


@pytest.mark.parametrize("source", ['"""Shows <@5>."""', "markup.user(5)", '"a < b"', '"<dim>{a:b}</dim>"'])
def test_what_is_no_markup_is_left_alone(source: str) -> None:
    assert hand_built(source) == []


def test_only_one_place_writes_markup() -> None:
    found = {
        str(path.relative_to(ROOT)): written
        for path in sources("app", "plugins")
        if path != ROOT / "app/core/markup.py" and (written := hand_built(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_only_one_place_answers_those_who_type() -> None:
    """There what was typed in full comes first, whatever is offered."""
    builders = ("AutocompleteChoiceBuilder", ".build_option_choice")
    found = {
        str(path.relative_to(ROOT))
        for path in sources("app", "plugins")
        if any(builder in path.read_text(encoding="utf-8") for builder in builders)
    }
    assert found == {"app/discord/client.py", "app/discord/ui.py"}
    in_plugins = [path for path in sources("plugins") if "ctx.respond" in path.read_text(encoding="utf-8")]
    assert in_plugins == []


FORMAT = re.compile(r"[,%]|\.\d*[efgn]|^[+ ]?n$")
"""Of a format: thousands, decimals, and parts of dates, as English has them."""
FIELD = re.compile(r"\{[^{}]*?:([^{}]+)\}")


def formatted(source: str) -> list[str]:
    """Where numbers and dates are written by hand, in f-strings, with ``format`` or with ``strftime``."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FormattedValue(format_spec=ast.JoinedStr() as spec):
                found += [ast.unparse(node.value)] if FORMAT.search(_literal(spec)) else []
            case ast.Call(func=ast.Attribute(attr="strftime")):
                found.append(ast.unparse(node))
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(template)), attr="format")):
                found += [spec for spec in FIELD.findall(template) if FORMAT.search(spec)]
            case ast.Call(func=ast.Name(id="format"), args=[_, ast.Constant(value=str(spec))]):
                found += [spec] if FORMAT.search(spec) else []
    return found


def _literal(spec: ast.JoinedStr) -> str:
    return "".join(part.value for part in spec.values if isinstance(part, ast.Constant))  # type: ignore[misc]


@pytest.mark.parametrize(
    "source",
    [
        'f"{count:,}"',
        'f"{average:,.1f}"',
        'f"{average:.1f}"',
        'f"{share:.0%}"',
        'f"{day:%A}, {day.day}"',
        'f"{at:%H:%M}"',
        '"{:,}".format(count)',
        '"{count:,}".format(count=count)',
        'format(count, ",")',
        'day.strftime("%d")',
    ],
)
def test_formats_are_found_in_every_spelling(source: str) -> None:
    assert formatted(source)


@pytest.mark.parametrize(
    "source", ['f"{id:x}"', 'f"{name!r:>{width}}"', '"{}: {}".format(a, b)', "Number(count)", 'f"{hour:02}"']
)
def test_what_is_the_same_everywhere_is_left_alone(source: str) -> None:
    assert formatted(source) == []


def test_only_one_place_writes_numbers_and_dates_for_people() -> None:
    found = {
        str(path.relative_to(ROOT)): written
        for path in sources("app/core", "app/features", "app/recording", "app/discord", "plugins")
        if (written := formatted(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def locales_read(source: str) -> list[str]:
    """Where the locale of a person or a guild is taken from what Discord sent."""
    return [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and (
            node.attr in {"guild_locale", "preferred_locale"}
            or (node.attr == "locale" and ast.unparse(node.value).endswith("interaction"))
        )
    ]


@pytest.mark.parametrize(
    "source", ["ctx.interaction.locale", "self._interaction.locale", "interaction.guild_locale"]
)
def test_a_locale_is_found_wherever_it_is_read(source: str) -> None:
    assert locales_read(source)


def test_only_one_place_knows_the_locale() -> None:
    found = {
        str(path.relative_to(ROOT)): read
        for path in sources("app", "plugins")
        if (read := locales_read(path.read_text(encoding="utf-8")))
    }
    assert list(found) == ["app/discord/interaction.py"], found
