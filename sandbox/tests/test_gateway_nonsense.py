"""Whatever a client sends, the gateway answers as Discord does: with a close code, or with nothing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from discord_sandbox import Sandbox
from discord_sandbox.gateway import handshake
from discord_sandbox.gateway.protocol import Closed
from discord_sandbox.gateway.requests import REQUESTS

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def unstarted() -> Sandbox:
    """A sandbox with nobody in it, which nobody can reach."""
    return Sandbox(port=0)


def payloads(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of the fields that are known, of any type."""
    return st.dictionaries(st.sampled_from(names), VALUES | st.just("1") | st.just(["1"]))


IDENTITIES = payloads("token", "intents", "shard", "compress", "large_threshold", "properties", "presence")
REQUESTED = payloads(
    *("guild_id", "channel_id", "self_mute", "self_deaf", "query", "limit", "user_ids", "nonce"),
    *("presences", "since", "activities", "status", "afk"),
)


@given(identity=IDENTITIES, right=st.booleans())
def test_nonsense_does_not_identify(unstarted: Sandbox, identity: dict[str, Any], right: bool) -> None:
    dispatcher = unstarted.gateway.dispatcher
    identity = identity | ({"token": unstarted.token} if right else {})
    if handshake.IDENTIFY(identity) is None:
        with suppress(Closed, handshake.InvalidSession):
            dispatcher.greet(handshake.identify(dispatcher, identity, ""))


@given(request=payloads("token", "session_id", "seq"))
def test_nonsense_does_not_resume(unstarted: Sandbox, request: dict[str, Any]) -> None:
    if handshake.RESUME(request) is None:
        with pytest.raises((Closed, handshake.InvalidSession)):
            handshake.resume(unstarted.gateway.dispatcher, request)


@given(data=REQUESTED | VALUES)
@example(data={"guild_id": [], "query": "1"})
def test_nonsense_is_not_obeyed(unstarted: Sandbox, data: Any) -> None:
    dispatcher = unstarted.gateway.dispatcher
    session = dispatcher.open({"intents": 0, "shard": (0, 1)}, "")
    for check, obey in REQUESTS.values():
        if check(data) is None:
            obey(dispatcher, session, data)
    dispatcher.disconnected(session, for_good=True)
