"""Short forms of commands: whatever is decided about the command itself holds for them."""

from __future__ import annotations

import pytest

from discord_sandbox import ActionUnavailable, GuildHandle
from tests.pipeline.test_settings import rule_of


@pytest.mark.parametrize("ruled", ["link", "link list"])
async def test_a_rule_of_the_command_holds_for_its_short_form(inn: GuildHandle, ruled: str) -> None:
    maple, erin = inn.member("maple"), inn.member("erin")
    await maple.select(await rule_of(maple, ruled), "Choose roles", ["Moderators"])
    refused = await erin.slash("tag", tag="maps")
    assert refused.ephemeral
    assert "This command is for members with" in refused.text
    [suggested] = await erin.autocomplete("tag", tag="m")
    assert suggested.name == "You cannot use this command here."


async def test_a_short_form_has_no_rule_of_its_own(inn: GuildHandle) -> None:
    with pytest.raises(ActionUnavailable, match="More commands"):
        await rule_of(inn.member("maple"), "tag")


async def test_a_short_form_does_what_the_command_does(inn: GuildHandle) -> None:
    erin, sage = inn.member("erin"), inn.member("sage")
    await sage.slash("link add", title="Map", content="https://example.com/map", tags="Maps")
    assert (await erin.slash("tag")).text == (await erin.slash("link list")).text
    assert (await erin.slash("tag", tag="maps")).text == (await erin.slash("link list", tag="maps")).text
    assert "/tag tag:Maps" in (await erin.slash("help", command="/tag")).text
