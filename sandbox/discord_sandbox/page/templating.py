"""The templates, and what they can use. Everything is escaped unless it is marked as HTML already."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from discord_sandbox.model.component import ButtonStyle, ComponentType
from discord_sandbox.model.payload import seconds_of
from discord_sandbox.page import avatars, navigation, parts
from discord_sandbox.page.known_names import KnownNames
from discord_sandbox.page.markdown import html, moment
from discord_sandbox.page.viewer import Viewer, colour

TEMPLATES = Path(__file__).parent / "templates"

_KINDS = {int(kind): kind.name.lower() for kind in ComponentType}
_STYLES = {int(style): style.name.lower() for style in ButtonStyle}


def render(template: str, viewer: Viewer | None = None, **context: object) -> str:
    """A whole template; with a viewer, texts are shown as that person reads them."""
    return _environment().get_template(template).render(**_reading(viewer), **context)


def render_macro(template: str, macro: str, viewer: Viewer, *arguments: object) -> str:
    """One macro of a template."""
    module = _environment().get_template(template).make_module(_reading(viewer))
    return str(getattr(module, macro)(*arguments))


def _reading(viewer: Viewer | None) -> dict[str, Any]:
    if viewer is None:
        return {}
    names, world = KnownNames(viewer), viewer.world
    return {
        "viewer": viewer,
        "md": lambda text: html(str(text or ""), names),
        "md_in_dialog": lambda text: _below_a_title(html(str(text or ""), names)),
        "picture": lambda url: avatars.picture(world, url),
    }


def _below_a_title(text: Markup) -> Markup:
    """In a dialog there is no message between its title and a heading of the text."""
    # Nobody can write these words: quotation marks in a text are escaped.
    return Markup(str(text).replace('aria-level="4"', 'aria-level="3"'))  # noqa: S704 - it was HTML before


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "colour": colour,
        "size": avatars.size,
        "face": avatars.face,
        "icon_of": navigation.icon_of,
        "moment": moment,
        "seconds": seconds_of,
        "json": _indented,
        "only_emoji": parts.only_emoji,
        "suppresses_embeds": parts.suppresses_embeds,
        "is_spoiler": parts.is_spoiler,
        "sorted_attachments": parts.sorted_attachments,
        "chosen_labels": parts.chosen_labels,
        "tally": parts.tally,
        "rest_of_fault": lambda fault: ", ".join(
            f"{name}={value}" for name, value in fault.items() if name != "kind"
        ),
    }
    environment.globals |= {"kinds": _KINDS, "styles": _STYLES}
    return environment


def _indented(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
