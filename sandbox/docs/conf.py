"""How Sphinx builds the documentation of the sandbox; of the repository it needs nothing but this distribution."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sphinx.application import Sphinx

# The code of this checkout comes before an installed copy of it.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from discord_sandbox import __version__

project = "discord-sandbox"
copyright = "the authors of discord-sandbox"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click", "sphinx_copybutton"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True, "ignore-module-all": True}
autodoc_inherit_docstrings = False
add_module_names = False

copybutton_prompt_text = "$ "
copybutton_only_copy_prompt_lines = True

html_theme = "furo"
html_title = "discord-sandbox"
html_show_sphinx = False


def without_repeated_fields(*given: Any) -> tuple[str, str] | None:
    """What a pydantic model takes are its fields, which are listed below it with what they mean."""
    _, _, _, documented, _, _, returned = given
    model = isinstance(documented, type) and issubclass(documented, BaseModel)
    return ("", returned) if model else None


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-signature", without_repeated_fields)
