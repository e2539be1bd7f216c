"""What the documentation shows of the Python API."""

from __future__ import annotations

from discord_sandbox import Sandbox
from sandbox.tests import specimen


async def test_in_ten_lines() -> None:
    async with Sandbox(port=0) as discord, specimen.running(discord.rest_url, discord.token):
        await discord.ready(commands=1)
        sage = discord.guild("inn").member("sage")
        reply = await sage.slash("whisper", text="A secret")
        assert (reply.text, reply.ephemeral) == ("A secret", True)
        panel = await sage.slash("panel")
        form = await sage.click(panel, "Form")
        answer = await sage.submit(form, words="some words")
        assert answer.text == "You wrote some words"
        assert discord.violations == []
