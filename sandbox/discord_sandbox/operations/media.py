"""Embeds and components as Discord sends them back: numbered, and with the files they refer to found."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TypeAlias

from discord_sandbox.model.attachment import Attachment
from discord_sandbox.model.checks import at, problem
from discord_sandbox.model.component import SELECTS, ComponentType, walk
from discord_sandbox.model.errors import invalid_form
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.world import World
from discord_sandbox.validation.controls import no_emoji

_Path: TypeAlias = tuple[str | int, ...]

_SCHEME = "attachment://"
_UNSAID: dict[int, Payload] = {
    ComponentType.SEPARATOR: {"divider": True, "spacing": 1},
    ComponentType.THUMBNAIL: {"description": None, "spoiler": False},
    ComponentType.FILE: {"spoiler": False},
    ComponentType.CONTAINER: {"accent_color": None, "spoiler": False},
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS},
}
"""What Discord writes for a component where its sender said nothing."""


class Finisher:
    """Completes what a request shows, with the attachments that the message then has."""

    def __init__(self, world: World, attachments: list[Attachment]) -> None:
        self._world = world
        self._attachments = {attachment.filename: attachment for attachment in attachments}

    def embeds(self, embeds: list[JsonObject] | None) -> list[Payload]:
        """The embeds with their pictures' addresses, and without what was left empty."""
        return [self._embed(embed) for embed in embeds or ()]

    def components(self, components: list[JsonObject] | None) -> list[Payload]:
        """The components with a number each, and with what they show."""
        if not components:
            return []
        taken = {component["id"] for _, component in walk(components) if component.get("id")}
        numbers = (number for number in count(1) if number not in taken)
        return [
            self._component(each, ("components", index), numbers) for index, each in enumerate(components)
        ]

    def _embed(self, embed: JsonObject) -> JsonObject:
        finished: Payload = {"type": "rich"} | _said(embed)
        for name in ("image", "thumbnail", "video"):
            if name in finished:
                finished[name] = finished[name] | self._picture(finished[name].get("url"))
        for name in ("author", "footer"):
            icon = finished.get(name, {}).get("icon_url")
            if icon:
                address = self._picture(icon)["url"]
                finished[name] = finished[name] | {"icon_url": address, "proxy_icon_url": address}
        if "fields" in finished:
            finished["fields"] = [{"inline": False} | _said(field) for field in finished["fields"]]
        return finished

    def _picture(self, url: str | None) -> JsonObject:
        found = self._referred(url or "")
        address = found.url if found else url
        return {"url": address, "proxy_url": address, "width": 0, "height": 0}

    def _component(self, component: Payload, path: _Path, numbers: Iterator[int]) -> Payload:
        finished = _UNSAID.get(component["type"], {}) | _said(component)
        finished["id"] = component.get("id") or next(numbers)
        finished = self._with_emoji(finished, path)
        if "options" in finished:
            finished["options"] = [
                self._with_emoji(option, (*path, "options", index))
                for index, option in enumerate(finished["options"])
            ]
        for name in ("media", "file"):
            if name in finished:
                finished[name] = self._medium(finished[name], (*path, name))
        if "items" in finished:
            finished["items"] = [
                {"description": None, "spoiler": False}
                | _said(item)
                | {"media": self._medium(item["media"], (*path, "items", index, "media"))}
                for index, item in enumerate(finished["items"])
            ]
        if component["type"] == ComponentType.FILE:
            shown = self._referred(component["file"]["url"])
            finished |= {"name": shown.filename, "size": len(shown.content)} if shown else {}
        for name in ("accessory", "component"):
            if name in finished:
                finished[name] = self._component(finished[name], (*path, name), numbers)
        if "components" in finished:
            finished["components"] = [
                self._component(child, (*path, "components", index), numbers)
                for index, child in enumerate(finished["components"])
            ]
        return finished

    def _with_emoji(self, owner: Payload, path: _Path) -> Payload:
        """A button or an option with its emoji in full, which has to be there unless it is a character."""
        snowflake = (owner.get("emoji") or {}).get("id")
        if not snowflake:
            return owner
        found = self._world.emoji(int(snowflake))
        if found is None:
            raise invalid_form(at((*path, "emoji", "id"), no_emoji()))
        return owner | {"emoji": found.partial_payload()}

    def _medium(self, medium: Payload, path: _Path) -> Payload:
        url: str = medium["url"]
        found = self._referred(url)
        if url.startswith(_SCHEME) and not found:
            message = f"The referenced attachment {url.removeprefix(_SCHEME)} was not found"
            wrong = problem("UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", message)
            raise invalid_form(at((*path, "url"), wrong))
        address = found.url if found else url
        finished: Payload = {
            "id": str(self._world.snowflakes.next()),
            "url": address,
            "proxy_url": address,
            "width": None,
            "height": None,
            "content_type": found.content_type if found else None,
        }
        return finished | ({"attachment_id": str(found.id)} if found else {})

    def _referred(self, url: str) -> Attachment | None:
        return self._attachments.get(url.removeprefix(_SCHEME)) if url.startswith(_SCHEME) else None


def _said(part: JsonObject) -> Payload:
    return {name: value for name, value in part.items() if value is not None}
