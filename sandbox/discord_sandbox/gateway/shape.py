"""How the payloads of clients have to look."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from discord_sandbox.model.checks import Check, Errors, record


def anything(_: object) -> None:
    """What may be anything, or is looked at elsewhere."""


def shape(fields: Mapping[str, Check], needed: Collection[str]) -> Check:
    """An object in which these fields are right. Libraries send more than is documented, which is overlooked."""
    check_known = record(fields, needed)

    def check(value: object) -> Errors | None:
        if not isinstance(value, dict):
            return check_known(value)
        return check_known({name: each for name, each in value.items() if name in fields})

    return check
