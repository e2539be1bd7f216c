"""Which files an option or an upload takes: groups of them, or endings of their names."""

from __future__ import annotations

import mimetypes
from collections.abc import Collection

from discord_sandbox.model.checks import Errors, array, every, maybe, problem, string

# Discord: Reference > File Type Filtering (groups, endings, ten at most, only the name is looked at).
_GROUPS = ("audio", "image", "video")
_MOST = 10


def _group_or_ending(value: str) -> Errors | None:
    if value in _GROUPS or value.startswith("."):
        return None
    return problem("BASE_TYPE_CHOICES", f"Value must be one of {{{', '.join(_GROUPS)}}} or an extension.")


FILE_TYPES = maybe(array(every(string(1, 32), _group_or_ending), 0, _MOST))


def takes(file_types: Collection[str], filename: str) -> bool:
    """Whether a file of this name can be chosen. Discord looks at nothing else of it."""
    group = (mimetypes.guess_type(filename)[0] or "").partition("/")[0]
    name = filename.casefold()
    return not file_types or any(
        each == group if each in _GROUPS else name.endswith(each.casefold()) for each in file_types
    )
