"""Faults: delays, refusals and broken connections that are made to happen, to see how a bot takes them."""

from discord_sandbox.faults.active import ActiveFault
from discord_sandbox.faults.connections import (
    AskHeartbeat,
    Close,
    ConnectionFault,
    Drop,
    Ignore,
    InvalidSession,
    Reconnect,
)
from discord_sandbox.faults.events import Duplicate, EventFault, Garbled, Late, Lost, Reorder
from discord_sandbox.faults.fault import Fault
from discord_sandbox.faults.faults import Faults
from discord_sandbox.faults.kinds import KINDS, BadFault, from_payload, schema
from discord_sandbox.faults.outages import Outage
from discord_sandbox.faults.requests import Delay, Gone, RateLimit, RequestFault, Reset, ServerError
from discord_sandbox.faults.tokens import ExpiredToken

__all__ = [
    "KINDS",
    "ActiveFault",
    "AskHeartbeat",
    "BadFault",
    "Close",
    "ConnectionFault",
    "Delay",
    "Drop",
    "Duplicate",
    "EventFault",
    "ExpiredToken",
    "Fault",
    "Faults",
    "Garbled",
    "Gone",
    "Ignore",
    "InvalidSession",
    "Late",
    "Lost",
    "Outage",
    "RateLimit",
    "Reconnect",
    "Reorder",
    "RequestFault",
    "Reset",
    "ServerError",
    "from_payload",
    "schema",
]
