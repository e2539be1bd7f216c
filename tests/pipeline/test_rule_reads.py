"""How often the rules of a guild are read: once for whatever a member does, and not at all without a guild."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.features.guild_settings.service import GUILD_RULES
from app.runtime import Runtime
from discord_sandbox import GuildHandle
from tests.pipeline.test_statements import SENT, prepared

Reads = Callable[[], int]

BY_SERVICES = {"messagecount", "leaderboard", "stats choices", "stats server", "stats channel", "stats user"}
"""Commands whose service has to know what the guild decided, its time zone or its log: it asks once itself."""


@pytest.fixture
def reads(bot: Runtime) -> Reads:
    """How often the rules of any guild have been read since this was last asked."""
    metric, before = bot.container.metrics().cache, 0

    def since() -> int:
        nonlocal before
        now = sum(
            int(sample.value)
            for family in metric.collect()
            for sample in family.samples
            if sample.name.endswith("_total") and sample.labels["name"] == GUILD_RULES.name
        )
        before, found = now, now - before
        return found

    return since


@pytest.mark.usefixtures("recording")
@pytest.mark.parametrize("command", SENT)
async def test_a_command_reads_the_rules_once(
    bot: Runtime, inn: GuildHandle, reads: Reads, command: str
) -> None:
    maple, options = inn.member("maple"), await prepared(bot, inn, command)
    reads()
    reply = await maple.slash(command.removesuffix(" by number"), **options)
    if reply.deferred:
        await reply.settled()
    assert reads() == 1 + (command in BY_SERVICES)


async def test_suggestions_read_the_rules_once(inn: GuildHandle, reads: Reads) -> None:
    maple = inn.member("maple")
    for command, option in (("help", "command"), ("quote get", "index"), ("tag", "tag")):
        reads()
        await maple.autocomplete(command, **{option: "1"})
        assert reads() == 1, command


async def test_a_form_and_its_button_read_the_rules_once_each(inn: GuildHandle, reads: Reads) -> None:
    maple = inn.member("maple")
    await maple.slash("quote add", quote="words to change")
    reads()
    form = await maple.slash("quote edit", index=1)
    assert reads() == 1
    await maple.submit(form, text="other words")
    assert reads() == 1


async def test_a_click_reads_the_rules_once(inn: GuildHandle, reads: Reads) -> None:
    maple = inn.member("maple")
    listed = await maple.slash("help")
    reads()
    await maple.click(listed, "Next")
    assert reads() == 1
