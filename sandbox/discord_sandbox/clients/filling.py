"""Filling in a form."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from discord_sandbox.clients.errors import ActionUnavailable
from discord_sandbox.clients.parts import values
from discord_sandbox.clients.reply import Field, Modal
from discord_sandbox.clients.resolved import Resolved
from discord_sandbox.model.component import SELECTS, ComponentType
from discord_sandbox.model.payload import JsonObject, Payload


class Filling:
    """The answers to a modal's fields, by custom id or label."""

    def __init__(self, modal: Modal, given: Mapping[str, Any], resolved: Resolved, *, checked: bool) -> None:
        self._resolved = resolved
        self._checked = checked
        self._modal = modal
        self._given = {_field(modal, name).custom_id: value for name, value in given.items()}

    def components(self) -> list[Payload]:
        """The form as it is sent back."""
        fields = {field.custom_id: self._filled(field) for field in self._modal.fields}
        return [_sent(component, fields) for component in self._modal.components]

    def _filled(self, field: Field) -> JsonObject:
        component = field.component
        sent = {name: component[name] for name in ("type", "id", "custom_id")}
        given = self._given.get(field.custom_id)
        if given is None and self._checked and field.required and not _prefilled(component):
            raise ActionUnavailable(f"{field.label or field.custom_id} has to be filled in")
        match field.type:
            case ComponentType.TEXT_INPUT:
                return sent | {"value": self._text(field, given)}
            case ComponentType.CHECKBOX:
                return sent | {"value": bool(component.get("default") if given is None else given)}
            case ComponentType.RADIO_GROUP:
                return sent | {"value": given}
            case ComponentType.FILE_UPLOAD:
                return sent | {"values": self._files(field, given or ())}
            case kind if kind in SELECTS:
                chosen = values(
                    component, _many(given), self._resolved, checked=self._checked and given is not None
                )
                return sent | {"values": chosen}
            case _:
                return sent | {"values": _many(given)}

    def _files(self, field: Field, given: Collection[Any]) -> list[str]:
        least, most = field.component.get("min_values", 1), field.component.get("max_values", 1)
        if self._checked and (given or field.required) and not least <= len(given) <= most:
            raise ActionUnavailable(
                f"{field.label or field.custom_id} takes {least} to {most} files, not {len(given)}"
            )
        types = field.component.get("file_types") or ()
        return [self._resolved.attachment(file, types) for file in given]

    def _text(self, field: Field, given: Any) -> str:
        text = str(field.component.get("value") or "") if given is None else str(given)
        least, most = field.component.get("min_length") or 0, field.component.get("max_length") or 4000
        if self._checked and (text or field.required) and not least <= len(text) <= most:
            raise ActionUnavailable(
                f"{field.label or field.custom_id} takes {least} to {most} characters, not {len(text)}"
            )
        return text


def _many(given: Any) -> list[Any]:
    if given is None:
        return []
    return list(given) if isinstance(given, list | tuple) else [given]


def _prefilled(component: Payload) -> bool:
    return bool(component.get("value") or component.get("default_values")) or any(
        option.get("default") for option in component.get("options", ())
    )


def _field(modal: Modal, name: str) -> Field:
    """The field with this custom id or label; a label may be written like a Python name."""
    for field in modal.fields:
        if name in {field.custom_id, field.label, _identifier(field.label)}:
            return field
    known = ", ".join(field.label or field.custom_id for field in modal.fields)
    raise ActionUnavailable(f"the form has no field {name!r}, only: {known}")


def _identifier(label: str) -> str:
    return re.sub(r"\W+", "_", label.casefold()).strip("_")


def _sent(component: Payload, fields: Mapping[str, Payload]) -> JsonObject:
    sent: Payload = {"type": component["type"], "id": component["id"]}
    if "components" in component:
        sent["components"] = [fields[child["custom_id"]] for child in component["components"]]
    if "component" in component:
        sent["component"] = fields[component["component"]["custom_id"]]
    return sent
