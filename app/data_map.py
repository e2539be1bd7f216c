"""The whole data map: every column that belongs to a person, collected from the parts that keep it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from pkgutil import walk_packages

import app.features
from app.core.privacy import PersonalData

INFRASTRUCTURE = (
    "app.infra.audit",
    "app.infra.db.claims",
    "app.infra.db.guilds_and_members",
    "app.infra.import_ledger",
    "app.infra.leases",
    "app.infra.component_states",
    "app.recording.models",
)
"""Modules with tables that belong to no feature."""

INTRODUCTION = """\
# What is kept about people

<!-- Generated from the DATA_MAPs by `twi config docs`. Do not edit. -->

Every column that tells something about a person is listed here, with why it is kept, for how long, and
what happens to it when that person asks to be forgotten. A test fails when a table is missing.
The text of messages is not kept, except where a member puts it into a feature, as with a quote, and, encrypted
and for a while, in servers whose staff switched the message log on.
The ids of interactions, kept for a day so that none has two effects, tell of nobody: no person belongs to them.
"""


def model_modules() -> Iterator[str]:
    """The modules in which tables are defined."""
    yield from INFRASTRUCTURE
    for module in walk_packages(app.features.__path__, "app.features."):
        if module.name.endswith(".models"):
            yield module.name


def entries() -> list[PersonalData]:
    """Every entry, by table."""
    found: list[PersonalData] = []
    for name in model_modules():
        found += getattr(import_module(name), "DATA_MAP", ())
    return sorted(found, key=lambda entry: (entry.table, entry.owner))


def reference() -> str:
    """The text of docs/data-map.md."""
    sections = [INTRODUCTION]
    for table, parts in groupby(entries(), key=lambda entry: entry.table):
        sections.append(f"## {table}\n")
        sections += [_section(entry) for entry in parts]
    return "\n".join(sections)


def _section(entry: PersonalData) -> str:
    columns = ", ".join(f"`{column}`" for column in entry.columns)
    return (
        f"| about | the person in `{entry.owner}` |\n| --- | --- |\n"
        f"| columns | {columns} |\n"
        f"| why | {entry.purpose} |\n"
        f"| how long | {entry.retention} |\n"
        f"| part of an export | {'yes' if entry.exported else 'no'} |\n"
        f"| on erasure | {entry.on_erase} |\n"
    )
