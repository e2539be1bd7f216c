"""What the scripts of the page ask for, below ``/sandbox/page/``."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from aiohttp import web

from discord_sandbox.clients.action_handlers import BadAction, text
from discord_sandbox.faults import schema
from discord_sandbox.model.command import CommandType
from discord_sandbox.model.message import Message
from discord_sandbox.model.payload import Payload
from discord_sandbox.page import headers, menus
from discord_sandbox.page.context import PageContext
from discord_sandbox.page.live import Live
from discord_sandbox.page.navigation import standing
from discord_sandbox.page.page_actions import PageActions
from discord_sandbox.page.site import avatar, nothing
from discord_sandbox.page.viewer import Viewer, find_viewer, roles_of


class PageApi:
    """Answers with parts of the page."""

    def __init__(self, context: PageContext, live: Live) -> None:
        self._context = context
        self._live = live
        self._actions = PageActions(context)
        self._parts: dict[str, Callable[[Viewer, web.BaseRequest], web.Response]] = {
            "commands": self._commands,
            "entry": self._entry,
            "menu": self._menu,
            "older": self._older,
            "pins": self._pins,
            "profile": self._profile,
            "choices": self._choices,
            "faults": self._faults,
        }

    async def get(self, http: web.BaseRequest, path: str) -> web.StreamResponse:
        if path == "live":
            return await self._live.serve(http)
        if path.startswith("avatar/"):
            return avatar(path.removeprefix("avatar/"))
        part = self._parts.get(path)
        if part is None:
            return nothing()
        try:
            viewer = find_viewer(self._context.world, http.query.get("who"), http.query.get("channel"))
            return part(viewer, http)
        except (LookupError, ValueError) as error:
            return web.Response(status=404, text=f"{error}\n", headers=headers.COMMON)

    async def post(self, path: str, asked: object) -> Payload | None:
        """What was done, or what is suggested; None where there is nothing."""
        if not isinstance(asked, dict):
            raise BadAction("what is asked for has to be an object")
        viewer = find_viewer(self._context.world, text(asked, "who"), text(asked, "channel"))
        match path:
            case "act":
                return await self._actions.perform(viewer, asked)
            case "complete":
                return await self._actions.complete(viewer, asked)
            case "dismiss":
                return self._actions.dismiss(viewer, asked)
            case _:
                return None

    def _commands(self, viewer: Viewer, http: web.BaseRequest) -> web.Response:
        return html("commands.html", viewer, commands=menus.commands(viewer, CommandType.CHAT_INPUT))

    def _menu(self, viewer: Viewer, http: web.BaseRequest) -> web.Response:
        message = self._message(viewer, http)
        return html(
            "menu.html",
            viewer,
            label=f"Message of {viewer.name_of(message.author)}",
            items=menus.with_message(viewer, message),
            apps=menus.commands(viewer, CommandType.MESSAGE) if not message.ephemeral else [],
            kind="message_menu",
        )

    def _profile(self, viewer: Viewer, http: web.BaseRequest) -> web.Response:
        world = self._context.world
        user = world.users[int(http.query.get("user", ""))]
        guild = viewer.guild
        member = guild.members.get(user.id) if guild else None
        return html(
            "profile.html",
            viewer,
            user=user,
            member=member,
            standing=standing(world, guild, user),
            roles=roles_of(guild, member) if guild and member else [],
            timed_out=bool(member and member.timed_out(world.clock.time())),
            apps=menus.commands(viewer, CommandType.USER),
        )

    def _older(self, viewer: Viewer, http: web.BaseRequest) -> web.Response:
        from discord_sandbox.page.messages import history

        shown, older = history(viewer, self._context.client_state, int(http.query.get("before", "")))
        return html("older.html", viewer, messages=shown, older=older)

    def _pins(self, viewer: Viewer, http: web.BaseRequest) -> web.Response:
        from discord_sandbox.page.messages import show

        found = viewer.channel.messages.values() if viewer.channel else ()
        pinned = sorted((each.pinned_at, each.id, each) for each in found if each.pinned_at is not None)
        pins = [show(viewer, self._context.client_state, each, None) for _, _, each in reversed(pinned)]
        return html("pins.html", viewer, pins=pins)

    def _choices(self, viewer: Viewer, http: web.BaseRequest) -> web.Response:
        from discord_sandbox.page.candidates import for_select
        from discord_sandbox.page.parts import find_component

        select = find_component(self._message(viewer, http).components, http.query.get("component", ""))
        if select is None:
            raise LookupError("there is no such select")
        return json([each.payload() for each in for_select(viewer, select)])

    def _entry(self, viewer: Viewer, http: web.BaseRequest) -> web.Response:
        from discord_sandbox.page.inspector import detail

        number = int(http.query.get("number", ""))
        entry = next(
            (each for each in reversed(self._context.journal.entries) if each.number == number), None
        )
        if entry is None:
            raise LookupError("the entry is not kept any more")
        return html("entry.html", viewer, line=entry, **detail(entry))

    def _faults(self, viewer: Viewer, http: web.BaseRequest) -> web.Response:
        from discord_sandbox.page.fault_forms import fault_forms

        forms = fault_forms(schema())
        active = [fault.payload() for fault in self._context.faults.active]
        chosen = http.query.get("kind") or forms[0].kind
        return html("faults.html", viewer, active=active, forms=forms, chosen=chosen)

    def _message(self, viewer: Viewer, http: web.BaseRequest) -> Message:
        """The message that is meant, if the person sees it."""
        snowflake = int(http.query.get("message", ""))
        channel = viewer.channel
        found = channel.messages.get(snowflake) if channel else None
        found = found or self._context.client_state.find(snowflake)
        if found is None or not found.visible_to(viewer.user.id) or channel is None:
            raise LookupError("there is no such message here")
        return found


def html(template: str, viewer: Viewer, **context: object) -> web.Response:
    from discord_sandbox.page.templating import render

    return web.Response(
        text=render(template, viewer, **context), content_type="text/html", headers=headers.PAGE
    )


def json(body: object, status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=orjson.dumps(body), content_type="application/json", headers=headers.COMMON
    )
