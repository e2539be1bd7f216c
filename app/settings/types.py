"""What sections of the settings are made of."""

from __future__ import annotations

import base64
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SecretStr,
    StringConstraints,
)


class Profile(StrEnum):
    """Where the process runs; chosen by ``TWI_ENV``."""

    DEVELOPMENT = "development"
    TESTING = "testing"
    PRODUCTION = "production"


def comma_separated(value: object) -> object:
    # An environment variable can only hold text: TWI_DISCORD__OWNER_GUILDS=1,2
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def nothing_if_empty(value: object) -> object:
    # An environment variable cannot hold nothing, but it can be empty.
    return None if value == "" else value


def _strong(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if any(len(key.get_secret_value()) < SHORTEST_KEY for key in keys):
        raise ValueError(f"keys of at least {SHORTEST_KEY} characters each")
    return keys


def _bot_token(token: SecretStr) -> SecretStr:
    first = token.get_secret_value().strip().partition(".")[0]
    try:
        int(base64.b64decode(first + "=" * (-len(first) % 4), validate=True))
    except ValueError:
        # "from None": the text of the error quotes a part of the token.
        raise ValueError("a bot token as Discord's developer portal shows it") from None
    return token


SHORTEST_KEY = 32


BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]


HostName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


Keys = Annotated[tuple[SecretStr, ...], BeforeValidator(comma_separated), AfterValidator(_strong)]


Ids = Annotated[tuple[int, ...], BeforeValidator(comma_separated)]


WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://", max_length=512)]


REQUIRED_IN_PRODUCTION: dict[str, Any] = {"required_in": Profile.PRODUCTION.value}


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
