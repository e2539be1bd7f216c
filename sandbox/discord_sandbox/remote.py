"""A client for a sandbox that runs as a process of its own."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from typing import Any, Self

import orjson

from discord_sandbox.model.payload import JsonObject, Payload

PORT = 8120
_OK = 200


class RemoteError(Exception):
    """The sandbox could not do what was asked; the message says why."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error = error


@dataclass(frozen=True, slots=True)
class Connection:
    """What a bot needs in order to connect."""

    url: str
    rest_url: str
    token: str


@dataclass(frozen=True, slots=True)
class RemoteReply:
    """What came back; the names are those of :class:`discord_sandbox.Reply`."""

    text: str
    content: str
    ephemeral: bool
    deferred: bool = False
    latency: float = 0.0
    answer: str | None = None
    buttons: tuple[str, ...] = ()
    followups: tuple[RemoteReply, ...] = ()
    choices: tuple[str, ...] = ()
    modal: Payload | None = None
    payload: Payload = field(default_factory=dict, repr=False, compare=False)
    """Everything, as the sandbox wrote it."""

    @classmethod
    def read(cls, payload: Payload) -> Self:
        return cls(
            text=payload.get("text", ""),
            content=payload.get("content", ""),
            ephemeral=payload.get("ephemeral", False),
            deferred=payload.get("deferred", False),
            latency=payload.get("latency", 0.0),
            answer=payload.get("answer"),
            buttons=tuple(payload.get("buttons", ())),
            followups=tuple(map(cls.read, payload.get("followups", ()))),
            choices=tuple(choice["name"] for choice in payload.get("choices", ())),
            modal=payload.get("modal"),
            payload=payload,
        )


class Remote:
    """Acts in, and looks at, the sandbox on a port of this machine."""

    def __init__(self, port: int = PORT, timeout: float = 30.0) -> None:
        self.port = port
        self._timeout = timeout

    def act(self, who: str, line: str, **where: object) -> RemoteReply:
        """Let somebody type ``line``: a slash command, or else something to say.

        ``where`` may name a ``guild`` and a ``channel``, or be ``dm=True``.
        """
        if line.startswith("/"):
            return self.perform({"who": who, "kind": "slash", "line": line, **where})
        return self.perform({"who": who, "kind": "say", "content": line, **where})

    def click(self, who: str, button: str, **where: object) -> RemoteReply:
        """Press a button on the last reply that this person got."""
        return self.perform({"who": who, "kind": "click", "button": button, **where})

    def submit(self, who: str, fields: dict[str, Any], **where: object) -> RemoteReply:
        """Fill in the form that this person was last shown."""
        return self.perform({"who": who, "kind": "submit", "fields": fields, **where})

    def select(self, who: str, select: str, values: list[str], **where: object) -> RemoteReply:
        """Choose values in the select with this placeholder, on the last reply that this person got."""
        return self.perform({"who": who, "kind": "select", "select": select, "values": values, **where})

    def perform(self, action: JsonObject) -> RemoteReply:
        """Any action, as ``POST /sandbox/action`` takes it; what is None is left out."""
        given = {name: value for name, value in action.items() if value is not None}
        return RemoteReply.read(self._ask("POST", "/sandbox/act", given))

    def state(self) -> Payload:
        """Who is connected, what is registered, and who and what is there."""
        found: Payload = self._ask("GET", "/sandbox/state")
        return found

    def calls(self, limit: int = 50) -> list[JsonObject]:
        """The latest REST calls of the bot, the newest first."""
        found: list[Payload] = self._ask("GET", f"/sandbox/calls?limit={limit}")
        return found

    def journal(self, after: int = 0, limit: int = 500) -> JsonObject:
        """The ``entries`` that began or changed after a revision, and the ``next`` one to name."""
        found: Payload = self._ask("GET", f"/sandbox/journal?after={after}&limit={limit}")
        return found

    def record(self, action: str, **more: object) -> Payload:
        """``start``, ``stop``, or the ``last`` acts, of which there is a ``count``; a recording has a ``text``."""
        done: Payload = self._ask("POST", "/sandbox/record", {"action": action, **more})
        return done

    def load(self, plan: JsonObject, crowd: Payload | None = None) -> JsonObject:
        """Begin a load, with a crowd that joins before: see :meth:`figures` for what comes of it."""
        begun: Payload = self._ask("POST", "/sandbox/load", {"plan": plan, "crowd": crowd})
        return begun

    def figures(self) -> Payload:
        """Whether a load is ``running``, the ``figures`` of the latest, and the ``error`` that ended it, if one did."""
        found: Payload = self._ask("GET", "/sandbox/load")
        return found

    def end_load(self) -> Payload:
        """End the load before its time."""
        ended: Payload = self._ask("DELETE", "/sandbox/load", {})
        return ended

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self._timeout)
        try:
            sent = None if body is None else orjson.dumps(body)
            asked.request(method, path, sent, {"Content-Type": "application/json"})
            response = asked.getresponse()
            answer = orjson.loads(response.read())
        finally:
            asked.close()
        if response.status != _OK:
            raise RemoteError(answer["error"], answer["message"])
        return answer


def connection(port: int = PORT) -> Connection | None:
    """How a bot connects to the sandbox on this port; None if none runs there."""
    try:
        state = Remote(port, timeout=2.0).state()
        return Connection(state["url"], state["rest_url"], state["token"])
    except (OSError, http.client.HTTPException, orjson.JSONDecodeError, KeyError, RemoteError):
        return None
