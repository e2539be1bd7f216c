"""Which guilds keep the text of messages, as one process knows it."""

from __future__ import annotations

from app.core.guild_options import TIME_ZONE
from app.features.message_log.options import MESSAGE_LOG
from app.features.message_log.policy import LoggedGuilds


def test_a_guild_that_decides_is_known_at_once() -> None:
    logged = LoggedGuilds()
    assert logged.guilds == set()
    for guild_id in (1, 2):
        logged.option_changed(guild_id, MESSAGE_LOG, 900)
    assert logged.guilds == {1, 2}
    logged.option_changed(1, MESSAGE_LOG, None)
    logged.option_changed(3, MESSAGE_LOG, None)
    assert logged.guilds == {2}


def test_other_decisions_change_nothing() -> None:
    logged = LoggedGuilds()
    logged.replace([1])
    logged.option_changed(1, TIME_ZONE, None)
    logged.option_changed(2, TIME_ZONE, "Europe/Berlin")
    assert logged.guilds == {1}


def test_what_is_learned_replaces_what_was_known() -> None:
    logged = LoggedGuilds()
    kept = logged.guilds
    logged.replace([1, 2])
    logged.replace(iter([2, 3]))
    assert logged.guilds == {2, 3}
    # Whoever asks for every message holds on to the set itself.
    assert kept is logged.guilds
