"""The page at the root, and the scripts, styles and pictures that belong to it."""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path

from aiohttp import web

from discord_sandbox.page import headers
from discord_sandbox.page.avatars import FACES
from discord_sandbox.page.context import PageContext
from discord_sandbox.page.view import View
from discord_sandbox.page.viewer import find_viewer

STATIC = Path(__file__).parent / "static"
SHEETS = (
    "base.css",
    "layout.css",
    "messages.css",
    "parts.css",
    "composer.css",
    "overlays.css",
    "inspector.css",
)

mimetypes.add_type("text/javascript", ".js")


class Site:
    """Answers at the root."""

    def __init__(self, context: PageContext) -> None:
        self._context = context

    async def page(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        if path or http.method not in {"GET", "HEAD"}:
            return nothing()
        # Imported on the first look: a sandbox in a test does without.
        from discord_sandbox.page.templating import render

        try:
            viewer = find_viewer(self._context.world, http.query.get("who"), http.query.get("channel"))
        except LookupError as error:
            return web.Response(status=404, text=f"{error}.\n", headers=headers.PAGE)
        text = render("page.html", viewer, view=View(viewer, self._context), sheets=SHEETS)
        return web.Response(text=text, content_type="text/html", headers=headers.PAGE)

    async def static(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        content = _files().get(path)
        if content is None:
            return nothing()
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return web.Response(body=content, content_type=kind, charset="utf-8", headers=headers.STATIC)


@cache
def _files() -> dict[str, bytes]:
    """Everything that is served, by name: no other path can be asked for."""
    return {path.name: path.read_bytes() for path in STATIC.iterdir() if path.is_file()}


def avatar(name: str) -> web.Response:
    """A picture for those who have none."""
    digits = name.removesuffix(".svg")
    if not digits.isdecimal() or int(digits) >= FACES:
        return nothing()
    from discord_sandbox.page.templating import render

    picture = render("avatar.svg", number=int(digits))
    return web.Response(text=picture, content_type="image/svg+xml", headers=headers.PICTURE)


def nothing() -> web.Response:
    return web.Response(status=404, text="There is nothing here.\n", headers=headers.COMMON)
