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


TEXT = re.compile(
    r"(?:^|_)(?:text|texts|name|title|content|label|words|message|description|reason|topic|nick|line|said|quote|body)$"
)
"""What holds what somebody wrote, by its name."""
CUTTING = {"excerpts.py", "runs.py", "words.py", "wordless.py"}
"""The one place, and two that take texts apart and keep all of it, or leave out what is no member's."""


def cut_by_hand(source: str) -> list[str]:
    """Where a text is cut by a slice, a precision or a library that knows nothing of Markdown and characters."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Subscript(value=value, slice=ast.Slice(upper=upper)) if upper is not None:
                found += [ast.unparse(node)] if _is_text(value) else []
            case ast.FormattedValue(format_spec=ast.JoinedStr() as spec) if re.search(
                r"\.\d+s?$", _literal(spec)
            ):
                found.append(ast.unparse(node))
            case (
                ast.ImportFrom(module="textwrap") | ast.Call(func=ast.Attribute(attr="shorten" | "truncate"))
            ):
                found.append(ast.unparse(node))
    return found


def _is_text(value: ast.expr) -> bool:
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(TEXT.search(name))
        case ast.Call(func=ast.Attribute(attr="join" | "strip" | "rstrip" | "replace" | "lower")):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in {"str", "repr", "plain", "excerpt", "escape"}
        case ast.JoinedStr() | ast.Constant(value=str()):
            return True
        case _:
            return False


@pytest.mark.parametrize(
    "source",
    [
        "text[:100]",
        "quote.text[:OFFERED]",
        'f"{number}: {text}"[:100]',
        '" ".join(text.split())[:100]',
        "str(name)[0:30] + '…'",
        'f"{title:.80}"',
        "from textwrap import shorten",
        "textwrap.shorten(text, 80)",
        "member.display_name[: LONGEST - 1]",
    ],
)
def test_cutting_is_found_in_every_spelling(source: str) -> None:
    assert cut_by_hand(source)


@pytest.mark.parametrize(
    "source", ["text[2:]", "shown[:MOST]", "digest[:4]", "excerpt(text, 100)", "pages[:1]"]
)
def test_what_cuts_no_text_is_left_alone(source: str) -> None:
    assert cut_by_hand(source) == []


def test_only_one_place_cuts_what_people_wrote() -> None:
    found = {
        str(path.relative_to(ROOT)): cut
        for path in sources("app/core", "app/features", "app/recording", "app/discord", "plugins")
        if path.name not in CUTTING and (cut := cut_by_hand(path.read_text(encoding="utf-8")))
    }
    assert found == {}
