"""Scheduled events of a guild."""

from __future__ import annotations

from discord_sandbox.model.channel import ChannelType
from discord_sandbox.model.checks import problem
from discord_sandbox.model.errors import ApiError, ErrorCode, invalid_form
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.scheduled_event import OPEN, EventPlace, EventStatus, ScheduledEvent
from discord_sandbox.model.world import World
from discord_sandbox.operations import scheduled_events
from discord_sandbox.rest import access
from discord_sandbox.rest.paging import around_id
from discord_sandbox.rest.pictures import stored
from discord_sandbox.rest.request import Request, Response, answer, no_content
from discord_sandbox.rest.router import Routes
from discord_sandbox.validation.scheduled_event import CREATE_EVENT, EDIT_EVENT, attributes

OPEN_PER_GUILD = 100

routes = Routes()

_PATH = "/guilds/{guild_id}/scheduled-events"
_ONE = _PATH + "/{guild_scheduled_event_id}"
_KINDS = {
    EventPlace.STAGE_INSTANCE: ChannelType.GUILD_STAGE_VOICE,
    EventPlace.VOICE: ChannelType.GUILD_VOICE,
}
_NEXT = {
    EventStatus.SCHEDULED: {EventStatus.ACTIVE, EventStatus.CANCELED},
    EventStatus.ACTIVE: {EventStatus.COMPLETED},
}
_COMPARED = (
    *("name", "description", "scheduled_start_time", "scheduled_end_time", "privacy_level"),
    *("entity_type", "channel_id", "entity_metadata"),
)


@routes.get(_PATH)
def list_events(world: World, request: Request) -> Response:
    guild, counted = access.guild(world, request), request.flag("with_user_count")
    return answer([event.payload(counted=counted) for event in guild.scheduled_events.values()])


@routes.get(_ONE)
def get_event(world: World, request: Request) -> Response:
    event = _event(access.guild(world, request), request)
    return answer(event.payload(counted=request.flag("with_user_count")))


def _event(guild: Guild, request: Request) -> ScheduledEvent:
    found = guild.scheduled_events.get(request.id("guild_scheduled_event_id"))
    if found is None:
        raise ApiError(ErrorCode.UNKNOWN_SCHEDULED_EVENT)
    return found


@routes.post(_PATH)
def create_event(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    body = request.checked(CREATE_EVENT)
    _require(world, guild, body, Permission.CREATE_EVENTS)
    if sum(event.status in OPEN for event in guild.scheduled_events.values()) >= OPEN_PER_GUILD:
        raise ApiError(ErrorCode.TOO_MANY_SCHEDULED_EVENTS)
    wanted = attributes(body)
    _check_start(world, wanted["starts_at"])
    cause = access.cause(world, request)
    picture = stored(body.get("image"))
    event = scheduled_events.create(world, guild, cause=cause, image=picture, **wanted)
    return answer(event.payload())


def _check_start(world: World, starts_at: float) -> None:
    if starts_at <= world.clock.time():
        message = "Cannot schedule event in the past."
        wrong = problem("GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", message)
        raise invalid_form({"scheduled_start_time": wrong})


def _require(world: World, guild: Guild, body: Payload, permission: Permission) -> None:
    """The permission, in the channel of the event if it has one."""
    if body.get("channel_id") is None:
        access.require_in_guild(world, guild, permission)
        return
    channel = guild.channels.get(int(body["channel_id"]))
    if channel is None or channel.type is not _KINDS.get(body["entity_type"]):
        wrong = problem("CHANNEL_INVALID", "The channel is not one for such events")
        raise invalid_form({"channel_id": wrong})
    access.require(world, channel, permission | Permission.VIEW_CHANNEL | Permission.CONNECT)


@routes.patch(_ONE)
def edit_event(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    event = _event(guild, request)
    body = request.checked(EDIT_EVENT)
    merged = _merged(event, body)
    wrong = CREATE_EVENT(merged)
    if wrong:
        raise invalid_form(wrong)
    _require(world, guild, merged, _needed_for(world, event))
    changes = attributes(merged)
    if changes["starts_at"] != event.starts_at:
        _check_start(world, changes["starts_at"])
    if "image" in body:
        changes["image"] = stored(body["image"])
    if body.get("status") is not None:
        changes["status"] = _next_status(event, EventStatus(body["status"]))
    scheduled_events.update(world, event, access.cause(world, request), **changes)
    return answer(event.payload())


def _merged(event: ScheduledEvent, body: JsonObject) -> JsonObject:
    """The event as the body would have to be to make it."""
    present = event.payload()
    merged = {name: present[name] for name in _COMPARED}
    merged |= {name: value for name, value in body.items() if name not in {"status", "image"}}
    if merged["entity_type"] is None:
        merged["entity_type"] = int(event.place)
    if merged["entity_type"] != EventPlace.EXTERNAL:
        merged["entity_metadata"] = None
    if "recurrence_rule" not in body and event.recurrence_rule:
        kept = event.recurrence_rule.items()
        merged["recurrence_rule"] = {
            name: value for name, value in kept if name not in {"end", "count", "by_year_day"}
        }
    return merged


def _needed_for(world: World, event: ScheduledEvent) -> Permission:
    """One's own events can be changed with less."""
    own = event.creator is world.bot
    guild = world.guilds[event.guild_id]
    manages = world.guild_permissions(world.bot.id, guild) & Permission.MANAGE_EVENTS
    return Permission.CREATE_EVENTS if own and not manages else Permission.MANAGE_EVENTS


def _next_status(event: ScheduledEvent, wanted: EventStatus) -> EventStatus:
    if event.status not in OPEN:
        raise ApiError(ErrorCode.EVENT_FINISHED)
    if wanted is not event.status and wanted not in _NEXT[event.status]:
        wrong = problem("GUILD_SCHEDULED_EVENT_STATUS_INVALID", "The event cannot come to that from here")
        raise invalid_form({"status": wrong})
    return wanted


@routes.delete(_ONE)
def delete_event(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    event = _event(guild, request)
    access.require_in_guild(world, guild, _needed_for(world, event))
    scheduled_events.delete(world, event, access.cause(world, request))
    return no_content()


@routes.get(_ONE + "/users")
def list_event_users(world: World, request: Request) -> Response:
    guild = access.guild(world, request)
    event, full = _event(guild, request), request.flag("with_member")
    page = around_id(request, event.interested.values(), lambda user: user.id, default=100, most=100)
    return answer(
        [
            {
                "guild_scheduled_event_id": str(event.id),
                "user_id": str(user.id),
                "user": user.payload(),
                "response": 1,
                **({"member": guild.members[user.id].payload()} if full and user.id in guild.members else {}),
            }
            for user in page
        ]
    )


@routes.get(_ONE + "/users/counts")
def count_event_users(world: World, request: Request) -> Response:
    event = _event(access.guild(world, request), request)
    counted = {"guild_scheduled_event_count": len(event.interested)}
    return answer(counted | {"guild_scheduled_event_exception_counts": {}})
