"""Who is in which voice channel."""

from __future__ import annotations

from dataclasses import dataclass

from discord_sandbox.model.member import Member
from discord_sandbox.model.payload import JsonObject, Payload


@dataclass(slots=True, eq=False)
class VoiceState:
    """A member's connection to a voice channel; None as the channel says that it has ended."""

    member: Member
    session_id: str
    channel_id: int | None
    self_mute: bool = False
    self_deaf: bool = False
    self_video: bool = False
    self_stream: bool = False
    suppress: bool = False

    def partial_payload(self) -> JsonObject:
        """Without the guild, as GUILD_CREATE lists it."""
        return {
            "channel_id": None if self.channel_id is None else str(self.channel_id),
            "user_id": str(self.member.user.id),
            "session_id": self.session_id,
            "member": self.member.payload(),
            "deaf": self.member.deaf,
            "mute": self.member.mute,
            "self_deaf": self.self_deaf,
            "self_mute": self.self_mute,
            "self_video": self.self_video,
            "self_stream": self.self_stream,
            "suppress": self.suppress,
            "request_to_speak_timestamp": None,
        }

    def payload(self) -> Payload:
        return self.partial_payload() | {"guild_id": str(self.member.guild_id)}
