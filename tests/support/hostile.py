"""Ids that a hostile client sends, and where a guild's rows would show that one got through."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, JSON, cast, select, true
from sqlalchemy import Text as TextType

from app.infra.db.base import Model, Snowflake
from app.runtime import Runtime
from discord_sandbox import Forged, GuildHandle

ABSENT = 987654321098765432
NUMBERS = {"nothing": ABSENT, "zero": 0, "negative": -5, "too large": 2**63, "huge": 2**70}


def entities(guild: GuildHandle) -> dict[str, Any]:
    """A user, a role and a channel of the guild."""
    if guild.guild.role_named("Vault Keepers"):
        user, role, channel = guild.member("ressa").user, "Vault Keepers", "vault-door"
    else:
        user, role, channel = guild.member("erin").user, "Readers", "general"
    return {"user": user, "role": guild.role(role), "channel": guild.channel(channel)}


def hostile(kind: str, inn: GuildHandle, vault: GuildHandle) -> Iterator[Any]:
    """What a client may send where a ``kind`` is asked for."""
    foreign, own = entities(vault), entities(inn)
    yield foreign[kind]
    yield Forged(str(foreign[kind].id))
    for number in (*NUMBERS.values(), *(own[other].id for other in own if other != kind)):
        yield Forged(str(number))
        # Discord itself would have to say so; the services hold against it all the same.
        yield dataclasses.replace(foreign[kind], id=number)


def number_of(value: Any) -> int:
    return int(value.value) if isinstance(value, Forged) else int(value.id)


async def stored(bot: Runtime, inn: GuildHandle, number: int) -> list[str]:
    """The columns in which the guild's rows hold a number, also inside JSON."""
    found: list[str] = []
    if number == 0:
        # It stands for "none" in some columns.
        return found
    async with bot.container.sessions()() as session:
        for table in Model.metadata.tables.values():
            if table.name == "guilds":
                continue
            guild = table.c.get("guild_id", table.c.get("chain"))
            for column in table.c:
                kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
                if not isinstance(kind, Snowflake | JSON) or column is guild:
                    continue
                holds = cast(column, TextType).regexp_match(rf"(^|\D){number}(\D|$)")
                query = select(column).where(holds, (guild == inn.id) if guild is not None else true())
                if (await session.execute(query.limit(1))).first():
                    found.append(f"{table.name}.{column.name}")
    return found
