"""A real Chromium that looks at a sandbox in this process."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import hikari
import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from discord_sandbox import Sandbox
from sandbox.tests import specimen
from sandbox.tests.conftest import discord, erin, http, inn, rest  # noqa: F401 - fixtures

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MISSING = (
    "These tests need Chromium. On Debian: apt install chromium. "
    "Without it: pytest --ignore sandbox/tests/browser (CI runs them)."
)
PATIENCE = 20_000
"""Milliseconds. Several browsers at once are slow on two cores; how fast a page is, is not what these tests are about."""
expect.set_options(timeout=PATIENCE)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
SCREENSHOTS = Path(__file__).parents[3] / ".data" / "screenshots"
SPECIMEN_COMMANDS = 8

REFUSED = re.compile(r"the server responded with a status of (400|409|504)")
"""What a browser says when an act is refused, or not answered: the page tells the person."""

Look = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.fail(MISSING, pytrace=False)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture
async def bot(discord: Sandbox) -> AsyncIterator[hikari.GatewayBot]:  # noqa: F811 - the fixture
    """The specimen, connected, with its commands registered."""
    async with specimen.running(discord.rest_url, discord.token) as bot:
        await discord.ready(commands=SPECIMEN_COMMANDS)
        yield bot


@pytest.fixture
async def look(chromium: Browser, discord: Sandbox) -> AsyncIterator[Look]:  # noqa: F811 - the fixture
    """Open the page as somebody; nothing may go wrong in the browser, and nothing be asked of others."""
    wrong: list[str] = []
    contexts = []

    async def open_page(who: str, channel: object = "", **options: object) -> Page:
        context = await chromium.new_context(**({"viewport": {"width": 1280, "height": 800}} | options))  # type: ignore[arg-type] # as the library takes them
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("console", lambda said: wrong.append(said.text) if _matters(said) else None)
        page.on(
            "request",
            lambda request: (
                wrong.append(f"asked {request.url}")
                if not request.url.startswith(
                    (discord.url, discord.url.replace("http", "ws"), "data:", "blob:")
                )
                else None
            ),
        )
        await page.goto(f"{discord.url}/?who={who}&channel={channel}")
        await page.locator("body.live").wait_for()
        return page

    yield open_page
    for context in contexts:
        await context.close()
    await asyncio.sleep(0)
    assert wrong == []


def _matters(said: ConsoleMessage) -> bool:
    return said.type in {"error", "warning"} and not REFUSED.search(said.text)


async def keep(page: Page, name: str) -> None:
    """Keep a picture of the page as an artefact of the run."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SCREENSHOTS / f"{name}.png")
