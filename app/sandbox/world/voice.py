"""Who is in which voice channel. Nothing is to be heard there."""

from __future__ import annotations

from dataclasses import dataclass

from app.sandbox.payload import Payload


@dataclass(slots=True, eq=False)
class VoiceState:
    """Somebody in a voice channel."""

    user_id: int
    channel_id: int
    session_id: str
    """Of the gateway's session that joined; empty for people."""
    self_mute: bool = False
    self_deaf: bool = False

    def payload(self, *, here: bool = True) -> Payload:
        """As GUILD_CREATE has it; when no longer ``here``, the channel is null."""
        return {
            "channel_id": str(self.channel_id) if here else None,
            "user_id": str(self.user_id),
            "session_id": self.session_id,
            "deaf": False,
            "mute": False,
            "self_deaf": self.self_deaf,
            "self_mute": self.self_mute,
            "self_video": False,
            "suppress": False,
            "request_to_speak_timestamp": None,
        }
