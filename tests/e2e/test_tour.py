"""The first five minutes of somebody who has never seen the project, with the bot itself."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from discord_sandbox import GuildHandle, Sandbox
from discord_sandbox.scenarios.reading import parse
from discord_sandbox.scenarios.runner import Player
from discord_sandbox.scenarios.transport import LocalTransport
from sandbox.tests.browser.conftest import Look, chromium, keep, look  # noqa: F401 - fixtures
from tests.e2e.conftest import COMMANDS, StartBot

LINKS = 30
WORDS = "A door is only a wall that has changed its mind."


@pytest.fixture
async def started(discord: Sandbox, inn: GuildHandle, start_bot: StartBot) -> None:
    """The bot is online, and the owner has kept a few links."""
    await start_bot()
    await discord.ready(commands=COMMANDS, timeout=40)
    maple = inn.member("maple", "staff")
    for number in range(LINKS):
        title = f"Map {number + 1}"
        await maple.slash("link add", title=title, content=f"https://example.com/{number}", tags="Maps")


async def answered(page: Page, text: str) -> None:
    """Wait for the answer; what the page says went wrong is part of the failure."""
    last = page.locator("#log > [data-message]:last-child, #notices > .notice").last
    await expect(last).to_contain_text(text, timeout=15_000)


async def send(page: Page, text: str) -> None:
    await page.locator("#line").fill(text)
    await page.get_by_role("button", name="Send").click()


async def replayed(discord: Sandbox, recorded: str) -> None:
    """What was recorded comes out the same when it is played."""
    scenario = parse(recorded)
    assert [step.action["kind"] for step in scenario.steps] == ["slash"]
    async for result in Player(LocalTransport(discord), scenario).play():
        assert result.differences == []


@pytest.mark.usefixtures("started")
async def test_the_first_five_minutes(look: Look, discord: Sandbox) -> None:  # noqa: F811 - the fixture
    page = await look("erin", color_scheme="dark", viewport={"width": 1360, "height": 760})
    await add_a_quote(page)
    await page_through_links(page)
    recorded = await record_in_the_inspector(page)
    await be_refused(page)
    assert discord.violations == []
    await replayed(discord, recorded)


async def add_a_quote(page: Page) -> None:
    line = page.locator("#line")
    await line.press_sequentially("/quote a")
    await line.press("Tab")
    await expect(line).to_have_value("/quote add quote:")
    await line.press_sequentially(f"{WORDS} spe")
    await line.press("Tab")
    await expect(line).to_have_value(f"/quote add quote:{WORDS} speaker:")
    await line.press_sequentially("@jun")
    await expect(page.get_by_role("option")).to_contain_text(["Juniper"])
    await line.press("Enter")
    await expect(line).to_have_value(f"/quote add quote:{WORDS} speaker:@juniper ")
    await line.press("Enter")
    await answered(page, "Kept as quote 1")


async def page_through_links(page: Page) -> None:
    line = page.locator("#line")
    await line.press_sequentially("/link list tag:ma")
    await expect(page.get_by_role("option")).to_contain_text(["Maps"])
    await line.press("Enter")
    await expect(line).to_have_value("/link list tag:Maps ")
    await line.press("Enter")
    await answered(page, "Page 1 of 2")
    await page.get_by_role("button", name="Next").click()
    await answered(page, "Page 2 of 2")
    await expect(page.get_by_role("button", name="Next")).to_be_disabled()


async def record_in_the_inspector(page: Page) -> str:
    """Ask for a quote while it is recorded; gives the recording."""
    await page.get_by_role("button", name="Inspector").first.click()
    await page.get_by_role("button", name="Record").click()
    await send(page, "/quote get")
    await answered(page, WORDS)
    await page.get_by_role("button", name="Stop").click()
    dialog = page.get_by_role("dialog", name="Recorded")
    recorded = await dialog.locator("pre").text_content()
    await keep(page, "sandbox-recorded")
    await dialog.get_by_role("button", name="Close").click()
    first_answer = page.locator(".entry.call", has_text="first answer to /quote get").last
    await expect(first_answer).to_contain_text("200")
    await page.locator("#line").press_sequentially("/quote ")
    await expect(page.get_by_role("option").first).to_be_visible()
    await keep(page, "sandbox-page")
    await page.locator("#line").fill("")
    return recorded or ""


async def be_refused(page: Page) -> None:
    """As somebody else, in light."""
    await page.get_by_role("button", name="Inspector").first.click()
    await page.get_by_role("button", name="Light or dark").click()
    await page.get_by_text("You are Erin").locator("..").click()
    await page.get_by_role("link", name="Linden Member", exact=True).click()
    await expect(page).to_have_title("general · Linden · Sandbox")
    await send(page, "/quote delete index:1")
    await answered(page, "Only you can see this")
    await answered(page, "Only who added a quote")
    await page.get_by_role("button", name="All commands").click()
    await expect(page.get_by_role("dialog")).to_contain_text("it needs MANAGE_GUILD")
    await page.get_by_text("/settings", exact=True).scroll_into_view_if_needed()
    await keep(page, "sandbox-refused")
