"""How Sphinx builds the documentation: ``make docs``. Everything it needs is in this folder and the code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from pydantic import BaseModel
from pygments.lexer import RegexLexer, bygroups
from pygments.token import Comment, Generic, Keyword, Name, Text
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

# The code of this checkout comes before an installed copy of it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from app import __version__

project = "Twi Bot Shard"
copyright = "the authors of Twi Bot Shard"
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_click",
    "sphinx_copybutton",
]
exclude_patterns = ["_build"]
templates_path = ["_templates"]
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]

autosummary_generate = True
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True, "ignore-module-all": True}
autodoc_inherit_docstrings = False
add_module_names = False

copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True

html_theme = "furo"
html_title = "Twi Bot Shard"
html_show_sphinx = False


class DiscordLexer(RegexLexer):
    """The transcripts that docs/testing.md describes."""

    name = "Discord"
    aliases: ClassVar[list[str]] = ["discord"]
    tokens: ClassVar[dict[str, list[tuple[object, ...]]]] = {
        "root": [
            (r"^([a-z]+)(> )(.*\n)", bygroups(Name.Entity, Generic.Prompt, Keyword)),
            (r"^only you can see this\n", Comment),
            (r".*\n", Text),
        ]
    }


SANDBOX = Path(__file__).resolve().parent.parent / "sandbox" / "docs"
"""Has a documentation of its own, which `make docs` builds into the folder ``sandbox`` beside the bot's."""


def lead_into_the_sandbox(app: Sphinx, document: nodes.document) -> None:
    """Let a link to a file of the sandbox's documentation, which works in the repository, lead to its page here."""
    here = Path(app.env.current_document.docname).parent
    for link in list(document.findall(pending_xref)):
        page = Path(link["reftarget"])
        if page.is_relative_to(SANDBOX):
            address = os.path.relpath(Path("sandbox") / page.relative_to(SANDBOX), here) + ".html"
            fragment = f"#{link['reftargetid']}" if link["reftargetid"] else ""
            link.replace_self(nodes.reference("", "", *link.children, refuri=address + fragment))


def without_repeated_fields(*given: Any) -> tuple[str, str] | None:
    """What a pydantic model takes are its fields, which are listed below it with what they mean."""
    _, _, _, documented, _, _, returned = given
    model = isinstance(documented, type) and issubclass(documented, BaseModel)
    return ("", returned) if model else None


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.add_lexer("discord", DiscordLexer)
    app.connect("doctree-read", lead_into_the_sandbox)
    app.connect("autodoc-process-signature", without_repeated_fields)
