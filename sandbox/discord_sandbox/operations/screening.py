"""The automatic moderation looks at what members write, and acts."""

from __future__ import annotations

import re
from typing import NamedTuple

from discord_sandbox.model.audit import Attribution, AuditAction
from discord_sandbox.model.automod import ActionType, Match, Rule
from discord_sandbox.model.channel import Channel
from discord_sandbox.model.event import Event
from discord_sandbox.model.guild import Guild
from discord_sandbox.model.member import Member
from discord_sandbox.model.message import Message, MessageType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.permissions import Permission
from discord_sandbox.model.world import World
from discord_sandbox.operations import audit, members
from discord_sandbox.operations.draft import Draft
from discord_sandbox.operations.writing import write

_MESSAGE_SEND = 1
_MENTION = re.compile(r"<@[!&]?(\d+)>")
_MANAGE_GUILD = int(Permission.MANAGE_GUILD)
_LOGGED_AS = {
    ActionType.BLOCK_MESSAGE: AuditAction.AUTO_MODERATION_BLOCK_MESSAGE,
    ActionType.SEND_ALERT_MESSAGE: AuditAction.AUTO_MODERATION_FLAG_TO_CHANNEL,
    ActionType.TIMEOUT: AuditAction.AUTO_MODERATION_USER_COMMUNICATION_DISABLED,
}


class Finding(NamedTuple):
    """A rule that was broken, and by what."""

    rule: Rule
    match: Match

    @property
    def blocking(self) -> Payload | None:
        """The action that keeps the message from being sent, if there is one."""
        kind = ActionType.BLOCK_MESSAGE
        return next((action for action in self.rule.actions if action["type"] == kind), None)


def screen(world: World, channel: Channel, member: Member, text: str) -> list[Finding]:
    """The rules that ``text`` breaks there. Who manages the guild may write anything, and so may bots."""
    guild = world.guilds[member.guild_id]
    if not guild.automod_rules or member.user.bot:
        return []
    if world.guild_permissions(member.user.id, guild) & _MANAGE_GUILD:
        return []
    mentions = len(set(_MENTION.findall(text)))
    matches = [
        (rule, rule.match(text, mentions))
        for rule in guild.automod_rules.values()
        if rule.enabled and rule.event_type == _MESSAGE_SEND and not _exempt(rule, channel, member)
    ]
    return [Finding(rule, match) for rule, match in matches if match]


def _exempt(rule: Rule, channel: Channel, member: Member) -> bool:
    where = {channel.id, channel.parent_id}
    return bool(where.intersection(rule.exempt_channels)) or bool(
        set(member.roles).intersection(rule.exempt_roles)
    )


def act(
    world: World,
    channel: Channel,
    member: Member,
    text: str,
    finding: Finding,
    message: Message | None = None,
) -> None:
    """Do what the rule says; ``message`` is what was written, unless it was blocked."""
    guild = world.guilds[member.guild_id]
    for action in finding.rule.actions:
        kind = ActionType(action["type"])
        data = _execution(channel, member, text, finding, action)
        if message and kind is not ActionType.BLOCK_MESSAGE:
            data["message_id"] = str(message.id)
        if kind is ActionType.SEND_ALERT_MESSAGE:
            alert = _alert(world, guild, channel, member, text, finding, action)
            data |= {"alert_system_message_id": str(alert.id)} if alert else {}
        elif kind is ActionType.TIMEOUT:
            until = world.clock.time() + action["metadata"]["duration_seconds"]
            members.time_out(world, member, until)
        event = Event(
            "AUTO_MODERATION_ACTION_EXECUTION",
            data,
            guild.id,
            needs=_MANAGE_GUILD,
            withhold=_without_content,
        )
        world.emit(event)
        _log(world, guild, channel, member, finding, kind)


def _execution(
    channel: Channel, member: Member, text: str, finding: Finding, action: JsonObject
) -> JsonObject:
    rule, match = finding
    return {
        "guild_id": str(member.guild_id),
        "action": action,
        "rule_id": str(rule.id),
        "rule_trigger_type": int(rule.trigger),
        "user_id": str(member.user.id),
        "channel_id": str(channel.id),
        "content": text,
        "matched_keyword": match.keyword,
        "matched_content": match.content,
    }


def _without_content(data: JsonObject) -> JsonObject:
    return data | {"content": "", "matched_content": ""}


def _alert(
    world: World,
    guild: Guild,
    channel: Channel,
    member: Member,
    text: str,
    finding: Finding,
    action: Payload,
) -> Message | None:
    """The note for the moderators, which seems to be from the member."""
    where = guild.channel(int(action["metadata"]["channel_id"]))
    if where is None:
        return None
    rule, match = finding
    fields = {
        "rule_name": rule.name,
        "channel_id": str(channel.id),
        "keyword": match.keyword or "",
        "keyword_matched_content": match.content or "",
    }
    embed = {
        "type": "auto_moderation_message",
        "description": text,
        "fields": [{"name": name, "value": value, "inline": False} for name, value in fields.items()],
    }
    note = Draft(embeds=[embed], allowed_mentions={"parse": []})
    return write(world, where, member.user, note, type=MessageType.AUTO_MODERATION_ACTION)


def _log(
    world: World, guild: Guild, channel: Channel, member: Member, finding: Finding, kind: ActionType
) -> None:
    action = _LOGGED_AS.get(kind)
    if action:
        audit.record(
            world,
            guild,
            Attribution(member.user),
            action,
            member.user.id,
            channel_id=channel.id,
            auto_moderation_rule_name=finding.rule.name,
            auto_moderation_rule_trigger_type=int(finding.rule.trigger),
        )
