"""Faults: delays, refusals and broken connections that are made to happen, to see how a bot takes them."""

from app.sandbox.faults.active import ActiveFault
from app.sandbox.faults.connections import (
    AskHeartbeat,
    Close,
    ConnectionFault,
    Drop,
    Ignore,
    InvalidSession,
    Reconnect,
)
from app.sandbox.faults.events import Duplicate, EventFault, Garbled, Late, Lost, Reorder
from app.sandbox.faults.fault import Fault
from app.sandbox.faults.faults import Faults
from app.sandbox.faults.kinds import KINDS, BadFault, from_payload, schema
from app.sandbox.faults.outages import Outage
from app.sandbox.faults.requests import Delay, Gone, RateLimit, RequestFault, Reset, ServerError
from app.sandbox.faults.tokens import ExpiredToken

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
