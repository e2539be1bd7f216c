"""What somebody does on the page."""

from __future__ import annotations

from discord_sandbox.clients.reply import Reply
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.page.context import PageContext
from discord_sandbox.page.viewer import Viewer

_WRITING = ("say", "edit")


class PageActions:
    """From what the scripts send to actions, and from what comes of those to what the scripts show."""

    def __init__(self, context: PageContext) -> None:
        self._context = context

    async def perform(self, viewer: Viewer, asked: JsonObject) -> JsonObject:
        """Perform one action; a form that it opens comes along as HTML."""
        request = {name: value for name, value in asked.items() if name not in {"who", "channel"}}
        if request.get("kind") in _WRITING:
            request["content"] = _with_mentions(viewer, str(request.get("content", "")))
        reply = await self._context.actions.perform({"wait": False} | request | place(viewer))
        return {"form": self._form(viewer, reply)}

    async def complete(self, viewer: Viewer, asked: JsonObject) -> Payload:
        """What to suggest for a line."""
        from discord_sandbox.page.completion import complete

        async def ask(command: str, options: dict[str, object]) -> list[Payload]:
            request = {"kind": "autocomplete", "command": command, "options": options}
            reply = await self._context.actions.perform(request | place(viewer))
            choices: list[Payload] = reply.payload()["choices"]
            return choices

        line = str(asked.get("line", ""))
        cursor = asked.get("cursor")
        completion = await complete(viewer, line, cursor if isinstance(cursor, int) else len(line), ask)
        return completion.payload()

    def dismiss(self, viewer: Viewer, asked: JsonObject) -> JsonObject:
        """Put an ephemeral message away."""
        message = str(asked.get("message"))
        gone = message.isdecimal() and self._context.client_state.dismiss(int(message), viewer.user.id)
        return {"gone": bool(gone)}

    def _form(self, viewer: Viewer, reply: object) -> str | None:
        modal = reply.interaction.modal if isinstance(reply, Reply) else None
        if modal is None:
            return None
        from discord_sandbox.page.candidates import for_select
        from discord_sandbox.page.templating import render

        return render("form.html", viewer, modal=modal, candidates=lambda select: for_select(viewer, select))


def place(viewer: Viewer) -> JsonObject:
    """Who acts and where, as an action says it: by name, unless two channels have the same."""
    channel, guild = viewer.channel, viewer.guild
    if channel is None:
        raise LookupError("there is no channel here")
    if guild is None:
        return {"who": viewer.user.username, "dm": True}
    everything: list[Channel] = [*guild.channels.values(), *guild.threads.values()]
    alone = sum(each.name == channel.name for each in everything) == 1
    return {
        "who": viewer.user.username,
        "guild": guild.key,
        "channel": channel.name if alone else str(channel.id),
    }


def _with_mentions(viewer: Viewer, text: str) -> str:
    from discord_sandbox.page.mentioning import written

    return written(viewer, text)
