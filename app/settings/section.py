"""What every section of the settings is made of."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def comma_separated(value: Any) -> Any:
    # An environment variable can only hold text: TWI_DISCORD__OWNER_GUILDS=1,2
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
