"""The bodies with which events are announced and changed."""

from __future__ import annotations

from typing import Any

from discord_sandbox.model.checks import (
    Check,
    Errors,
    every,
    maybe,
    moment,
    one_of,
    problem,
    record,
    required,
    snowflake,
    string,
)
from discord_sandbox.model.payload import Payload, seconds_of
from discord_sandbox.model.scheduled_event import EventPlace, EventStatus
from discord_sandbox.validation.image import image
from discord_sandbox.validation.recurrence import RECURRENCE, completed

_GUILD_ONLY = 2

# Discord: Resources > Guild Scheduled Event > Guild Scheduled Event Object (100, 1000, 100 characters). The size of the
# image is assumed.
_EVENT: dict[str, Check] = {
    "name": string(1, 100),
    "description": maybe(string(0, 1000)),
    "image": maybe(image(10 * 1024 * 1024)),
    "scheduled_start_time": moment,
    "scheduled_end_time": maybe(moment),
    "privacy_level": one_of(_GUILD_ONLY),
    "entity_type": one_of(*EventPlace),
    "channel_id": maybe(snowflake),
    "entity_metadata": maybe(record({"location": maybe(string(0, 100))})),
    "recurrence_rule": maybe(RECURRENCE),
}


# Discord: Resources > Guild Scheduled Event > Field Requirements By Entity Type.
def _of_its_place(event: Payload) -> Errors | None:
    """An event elsewhere says where and until when; every other has a channel."""
    if event["entity_type"] == EventPlace.EXTERNAL:
        if event.get("channel_id") is not None:
            return {"channel_id": problem("BASE_TYPE_UNSUPPORTED", "An event elsewhere has no channel")}
        if not (event.get("entity_metadata") or {}).get("location"):
            return {"entity_metadata": {"location": required()}}
        return None if event.get("scheduled_end_time") else {"scheduled_end_time": required()}
    return None if event.get("channel_id") else {"channel_id": required()}


# On no page; the code is assumed too.
def _ending_after_its_start(event: Payload) -> Errors | None:
    end = event.get("scheduled_end_time")
    if end is None or seconds_of(end) > seconds_of(event["scheduled_start_time"]):
        return None
    message = "Cannot schedule event that ends before it starts"
    return {"scheduled_end_time": problem("GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID", message)}


CREATE_EVENT = every(
    record(_EVENT, needed=("name", "privacy_level", "scheduled_start_time", "entity_type")),
    _of_its_place,
    _ending_after_its_start,
)
EDIT_EVENT = record(
    _EVENT | {"status": maybe(one_of(*EventStatus)), "entity_type": maybe(one_of(*EventPlace))}
)
"""What the edited event has become is checked as a new one would be."""


def attributes(event: Payload) -> dict[str, Any]:
    """The parts of an event, from a body that has been checked."""
    end, channel_id = event.get("scheduled_end_time"), event.get("channel_id")
    place = EventPlace(event["entity_type"])
    external = place is EventPlace.EXTERNAL
    return {
        "name": event["name"],
        "place": place,
        "starts_at": seconds_of(event["scheduled_start_time"]),
        "ends_at": None if end is None else seconds_of(end),
        "description": event.get("description"),
        "channel_id": None if channel_id is None else int(channel_id),
        "location": event["entity_metadata"]["location"] if external else None,
        "recurrence_rule": completed(event.get("recurrence_rule")),
    }
