"""The application whose bot connects to the sandbox."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from discord_sandbox.model.emoji import Emoji
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.model.user import User

PRESENCES, MEMBERS, MESSAGE_CONTENT = 1 << 8, 1 << 1, 1 << 15
PRIVILEGED_INTENTS = PRESENCES | MEMBERS | MESSAGE_CONTENT

# An application that few use has the "limited" flag of each privileged intent that is switched on.
_FLAG_OF_INTENT = {PRESENCES: 1 << 13, MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}


@dataclass(slots=True, eq=False)
class Application:
    """An application, its bot user and its owner."""

    id: int
    name: str
    bot: User
    owner: User
    privileged_intents: int = PRIVILEGED_INTENTS
    """Those switched on in the developer portal."""
    team: list[User] = field(default_factory=list)
    tokens_reset: int = 0
    """How often the bot has had to be given a new token."""
    emojis: dict[int, Emoji] = field(default_factory=dict)

    @property
    def token(self) -> str:
        """Good for nothing but the sandbox. Libraries read the bot's id from its beginning."""
        number = f"-{self.tokens_reset + 1}" if self.tokens_reset else ""
        return (
            f"{base64.b64encode(str(self.bot.id).encode()).decode().rstrip('=')}.sandbox.not-a-secret{number}"
        )

    def reset_token(self) -> None:
        """Give the bot another token; the present one is worth nothing any more."""
        self.tokens_reset += 1

    @property
    def flags(self) -> int:
        return sum(flag for intent, flag in _FLAG_OF_INTENT.items() if intent & self.privileged_intents)

    def payload(self, guilds: int) -> Payload:
        """As the application sees itself, when it is in ``guilds`` guilds."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": self.bot.payload(),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": self.flags,
            "flags_new": str(self.flags),
            "integration_types_config": {"0": {}, "1": {}},
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": self.owner.payload(),
            "approximate_guild_count": guilds,
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": self._team_payload(),
            "eligible_oauth2_scopes": [],
        }

    def _team_payload(self) -> JsonObject | None:
        if not self.team:
            return None
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_user_id": str(self.owner.id),
            "members": [
                {
                    "membership_state": 2,
                    "permissions": ["*"],
                    "role": "admin",
                    "team_id": str(self.id),
                    "user": user.payload(),
                }
                for user in self.team
            ],
        }
