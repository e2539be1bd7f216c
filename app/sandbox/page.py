"""The page at the root: what is connected, and how to act."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape

from app.sandbox.payload import Payload

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 2rem; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
th { font-weight: 600; }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
pre { background: #8882; padding: .75rem; overflow-x: auto; }
.bad { color: light-dark(#b00020, #ff8a80); }
"""
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'"
)


def page(state: Payload, calls: Sequence[Payload]) -> str:
    """The whole page. Whatever was written by a bot or a member is escaped."""
    sessions = [session for session in state["sessions"] if session["connected"]]
    heading = (
        f"{len(sessions)} shard{'s' if len(sessions) != 1 else ''} connected"
        if sessions
        else "No bot is connected"
    )
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sandbox: {heading}</title>
<style>{STYLE}</style></head>
<body>
<main>
<h1>A local Discord</h1>
<p>{heading}. Bots reach the REST API at <code>{escape(state["rest_url"])}</code>
with the token <code>{escape(state["token"])}</code>.</p>
{_violations(state["violations"])}
<h2>Sessions</h2>
{_table(("Shard", "Connected", "Since", "Intents", "Events", "Library", "Session"), map(_session, state["sessions"]))}
<h2>Commands</h2>
{_table(("Name", "Kind", "Guild", "Options"), map(_command, state["commands"]))}
<h2>People and places</h2>
{_table(("Guild", "Bot", "Channels", "People"), map(_guild, state["guilds"]))}
<h2>Act as somebody</h2>
{_hints(state)}
<h2>Last calls</h2>
{_table(("Method", "Path", "Status", "ms", "Problem"), map(_call, calls))}
</main>
</body>
</html>
"""


def _violations(violations: Sequence[str]) -> str:
    if not violations:
        return "<p>Every request so far was as it should be.</p>"
    items = "".join(f"<li>{escape(violation)}</li>" for violation in violations[-20:])
    return f'<h2 class="bad">{len(violations)} requests had problems</h2><ul class="bad">{items}</ul>'


def _hints(state: Payload) -> str:
    body = '{"who": "erin", "kind": "slash", "line": "/ping"}'
    return f"""<pre>.venv/bin/twi sandbox act erin "/ping"

curl {escape(state["url"])}/sandbox/act -H 'Content-Type: application/json' -d '{escape(body)}'
curl {escape(state["url"])}/sandbox/state
curl {escape(state["url"])}/sandbox/calls</pre>"""


def _session(session: Payload) -> tuple[object, ...]:
    return (
        session["shard"],
        "yes" if session["connected"] else "no",
        session["since"],
        session["intents"],
        session["events"],
        session["library"] or session["user_agent"],
        session["id"],
    )


def _command(command: Payload) -> tuple[object, ...]:
    slash = "/" if command["type"] == "chat_input" else ""
    return slash + command["name"], command["type"], command["guild"] or "all", ", ".join(command["options"])


def _guild(guild: Payload) -> tuple[object, ...]:
    people = [
        person["name"]
        + (" (owner)" if person["owner"] else "".join(f" ({role})" for role in person["roles"][:1]))
        for person in guild["people"]
    ]
    channels = ", ".join(f"#{channel}" for channel in guild["channels"])
    return (
        f"{guild['name']} ({guild['key']})",
        "yes" if guild["has_bot"] else "no",
        channels,
        ", ".join(people),
    )


def _call(call: Payload) -> tuple[object, ...]:
    return (
        call["method"],
        call["path"],
        call["status"],
        f"{call['milliseconds']:.1f}",
        call["violation"] or "",
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    top = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(each))}</td>" for each in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
