"""What a person does on the page, with a real browser and a real bot."""

from __future__ import annotations

import re

import hikari
import pytest
from playwright.async_api import Locator, Page, expect

from discord_sandbox import GuildHandle, Person, Sandbox
from sandbox.tests.browser.conftest import Look

pytestmark = pytest.mark.usefixtures("bot")


def line(page: Page) -> Locator:
    return page.locator("#line")


def log(page: Page) -> Locator:
    return page.locator("#log")


def last(page: Page) -> Locator:
    return page.locator("#log > [data-message]").last


async def send(page: Page, text: str) -> None:
    """Type a whole line and send it."""
    await line(page).fill(text)
    await page.get_by_role("button", name="Send").click()


async def test_a_slash_command_is_completed_as_it_is_typed(look: Look) -> None:
    page = await look("erin")
    suggestions = page.get_by_role("option")
    await line(page).press_sequentially("/quo")
    await expect(suggestions).to_have_text(["/quote add Keep a quote."])
    await line(page).press("Enter")
    await expect(line(page)).to_have_value("/quote add text:")
    await expect(page.locator(".command-line")).to_contain_text("text: The words. (string)")
    await line(page).press_sequentially("Words mo")
    await expect(suggestions.first).to_contain_text("How. (string, optional)")
    await line(page).press("Tab")
    await expect(suggestions).to_have_text(["Glad glad", "Sad sad"])
    await line(page).press("ArrowDown")
    await line(page).press("Tab")
    await expect(line(page)).to_have_value("/quote add text:Words mood:Sad ")
    await line(page).press_sequentially("said_by:@jun")
    await expect(suggestions).to_have_text(["Juniper juniper"])
    await line(page).press("Enter")
    await expect(line(page)).to_have_value("/quote add text:Words mood:Sad said_by:@juniper ")
    await line(page).press_sequentially("title:per")
    await expect(suggestions).to_have_text(["Persistence", "Percolation"])
    await line(page).press("Enter")
    await expect(line(page)).to_have_value(
        "/quote add text:Words mood:Sad said_by:@juniper title:Persistence "
    )
    await line(page).press("Enter")
    await expect(last(page)).to_contain_text("Words (juniper, nowhere, none, none, sad)")
    await expect(last(page)).to_contain_text("Erin used /quote add")
    await expect(line(page)).to_have_value("")


async def test_tab_goes_through_the_options_of_a_command(look: Look) -> None:
    page = await look("erin")
    await line(page).press_sequentially("/quote add text:Words")
    await line(page).press("Tab")
    await expect(line(page)).to_have_value(re.compile("^/quote add text:Words [a-z_]+:$"))
    await expect(line(page)).to_be_focused()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="All commands").click()
    await page.get_by_role("dialog").get_by_role("button", name="/ping").click()
    await expect(page.get_by_role("alert")).to_contain_text("Something stands in the message box already.")
    await expect(line(page)).to_have_value(re.compile("^/quote add text:Words"))
    await line(page).fill("/slow how:never private:true")
    await expect(page.locator(".chip.current")).to_have_text("private")
    await line(page).press("Tab")
    await expect(line(page)).to_be_focused()


async def test_a_file_goes_along_with_a_command_and_with_a_message(look: Look) -> None:
    page = await look("erin")
    await line(page).press_sequentially("/quote add text:Words")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="picture").click()
    await (await chooser.value).set_files({"name": "a b.png", "mimeType": "image/png", "buffer": b"\x89PNG"})
    await expect(line(page)).to_have_value("/quote add text:Words picture:a b.png ")
    await line(page).press("Enter")
    await expect(last(page)).to_contain_text("Words (nobody, nowhere, none, a_b.png, glad)")
    await page.locator("#files").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": b"a,b"}
    )
    await send(page, "Here is a list")
    await expect(last(page)).to_contain_text("list.csv")
    await expect(last(page)).to_contain_text("Here is a list")


async def test_buttons_forms_and_private_replies(look: Look) -> None:
    page, other = await look("sage"), await look("erin")
    await send(page, "/panel")
    await expect(last(page)).to_contain_text("Page 1")
    await last(page).get_by_role("button", name="Form", exact=True).click()
    form = page.get_by_role("dialog", name="A form")
    await expect(form.get_by_label("Your words")).to_be_focused()
    await form.get_by_label("Your words").fill("x")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_contain_text("2 to 20 characters")
    await form.get_by_label("Your words").fill("some words")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_be_hidden()
    await expect(last(page)).to_contain_text("You wrote some words")
    await expect(last(page)).to_contain_text("Only you can see this")
    await expect(last(other)).to_contain_text("Page 1")
    await expect(log(other)).not_to_contain_text("You wrote")
    await last(page).hover()
    await expect(last(page).locator(".tools button")).to_have_count(1)
    await last(page).get_by_role("button", name="Dismiss message").click()
    await expect(log(page)).not_to_contain_text("You wrote")
    await page.get_by_role("button", name="Later", exact=True).click()
    for each in (page, other):
        await expect(last(each)).to_contain_text("Page 3")
        await expect(last(each)).to_contain_text("(edited)")


async def test_a_pressed_button_keeps_the_focus(look: Look) -> None:
    page = await look("sage")
    await send(page, "/panel")
    later = last(page).get_by_role("button", name="Later", exact=True)
    await later.focus()
    await later.press("Enter")
    await expect(last(page)).to_contain_text("Page 3")
    await expect(later).to_be_focused()


async def test_selects_offer_what_there_is_to_choose(look: Look) -> None:
    page = await look("sage")
    await send(page, "/panel")
    await last(page).get_by_role("combobox", name="Colour").click()
    options = page.get_by_role("listbox", name="Colour").get_by_role("option")
    await expect(options).to_have_text(["Red", "Blue"])
    await options.first.press("Enter")
    await options.first.press("ArrowDown")
    await options.last.press(" ")
    await page.get_by_role("button", name="Done").click()
    await expect(last(page)).to_contain_text("r, b")
    await page.get_by_role("combobox", name="Who").click()
    await page.get_by_role("option", name="Juniper").click()
    await expect(last(page)).to_contain_text("juniper")


async def test_a_long_select_can_be_searched(look: Look, inn: GuildHandle) -> None:
    for number in range(10):
        await inn.join(f"guest-{number}")
    await inn.join("a-guest-9")
    page = await look("sage")
    await send(page, "/panel")
    await page.get_by_role("combobox", name="Who").click()
    options = page.get_by_role("listbox", name="Who").get_by_role("option")
    await expect(page.get_by_label("Search the choices")).to_be_focused()
    await page.keyboard.type("guest-9")
    names = options.locator("visible=true").locator("b")
    await expect(names).to_have_text(["guest-9", "a-guest-9"])
    await page.get_by_label("Search the choices").fill("nobody of that name")
    await expect(page.get_by_text("Nothing found")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.get_by_label("Search the choices").fill("guest-9")
    await page.keyboard.press("Enter")
    await expect(log(page)).to_contain_text("guest-9")
    await expect(page.locator("#popover")).to_be_hidden()


async def test_menus_of_messages_and_people_have_the_apps(look: Look) -> None:
    page = await look("erin")
    message = page.locator("#log > [data-message]").first
    await message.click(button="right")
    menu = page.get_by_role("menu")
    await expect(menu.get_by_role("menuitem").first).to_be_focused()
    await page.keyboard.press("End")
    await expect(menu.get_by_role("menuitem", name="Quote this")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(last(page)).to_contain_text("Welcome! Tell us where you are")
    await page.get_by_role("button", name="Juniper").first.click()
    profile = page.get_by_role("dialog", name="Juniper")
    await expect(profile).to_contain_text("Readers")
    await profile.get_by_role("button", name="User info").click()
    await expect(last(page)).to_contain_text("That is juniper.")
    await expect(last(page)).to_contain_text("Only you can see this")


async def test_somebody_else_sees_other_commands(look: Look, inn: GuildHandle) -> None:
    page = await look("sage")
    await line(page).fill("/pan")
    await expect(page.get_by_role("option")).to_have_text(["/panel Things to press."])
    await page.keyboard.press("Escape")
    await page.get_by_text("You are Sage").locator("..").click()
    await page.get_by_role("link", name="Erin Readers").click()
    await expect(page).to_have_url(f"{page.url.split('?')[0]}?who=erin&channel={inn.channel('general').id}")
    await line(page).fill("/pan")
    hidden = page.locator("[data-hidden-commands]")
    await expect(hidden.locator(".kept")).to_have_attribute("title", "Hidden: it needs MANAGE_MESSAGES")
    await expect(page.get_by_role("option")).to_have_count(0)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="All commands").click()
    kept = page.get_by_role("dialog", name="Commands for Erin").locator(".kept li")
    await expect(kept).to_contain_text(["/panel"])


async def test_an_app_that_stays_silent_and_one_that_thinks(look: Look, discord: Sandbox) -> None:
    page = await look("erin")
    await send(page, "/slow how:never")
    await expect(last(page)).to_contain_text("Shard is thinking…")
    await send(page, "/slow how:edit private:true")
    await expect(last(page)).to_contain_text("Edited.")
    await send(page, "/silent")
    discord.clock.advance(4)
    await expect(page.get_by_role("alert")).to_contain_text("The application did not respond to /silent.")
    await expect(line(page)).to_have_value("/silent")


async def test_what_others_do_shows_at_once(look: Look, erin: Person) -> None:
    page = await look("juniper")
    said = await erin.say("Hello @here")
    await expect(last(page)).to_contain_text("Hello @here")
    await expect(page.locator("#announcer")).to_have_text("Erin: Hello @here")
    await erin.edit(said, "Hello **you**")
    await expect(last(page).locator("strong")).to_have_text("you")
    await erin.react(said, "🐝")
    await last(page).get_by_role("button", name="🐝 1").click()
    await expect(last(page).get_by_role("button", name="🐝 2")).to_have_attribute("aria-pressed", "true")
    await erin.delete(said)
    await expect(log(page)).not_to_contain_text("Hello")


async def test_what_comes_while_one_reads_further_up(look: Look, erin: Person) -> None:
    for number in range(40):
        await erin.say(f"Line {number}")
    page = await look("sage")
    scroll, present = page.locator(".scroll"), page.get_by_role("button", name="Jump to present")

    async def go_up() -> None:
        await scroll.evaluate("each => each.scrollTop = 0")
        await page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    async def left_below() -> float:
        left: float = await scroll.evaluate("each => each.scrollHeight - each.scrollTop - each.clientHeight")
        return left

    await line(page).fill("1\n2\n3\n4\n5\n6")
    await expect(log(page).get_by_text("Line 39")).to_be_in_viewport(ratio=1)
    await go_up()
    await expect(present).to_be_hidden()
    await erin.say("Something new")
    await expect(present).to_be_visible()
    assert await left_below() > 500
    await present.press("Enter")
    await expect(present).to_be_hidden()
    await expect(scroll).to_be_focused()
    await expect(last(page)).to_be_in_viewport(ratio=1)
    for said, answer in (("My own words", "My own words"), ("/panel", "Page 1")):
        await go_up()
        await send(page, said)
        await expect(last(page)).to_contain_text(answer)
        await expect(last(page)).to_be_in_viewport(ratio=1)
    await expect(present).to_be_hidden()


async def test_one_edits_replies_and_deletes(look: Look) -> None:
    page = await look("erin")
    await send(page, "A mistke for @juniper in #art")
    await expect(last(page).locator(".mention")).to_have_text(["@Juniper", "#art"])
    await line(page).press("ArrowUp")
    await expect(page.locator("[data-replying]")).to_contain_text("Editing your message")
    await page.keyboard.type("!")
    await expect(line(page)).to_have_value(re.compile(r"^A mistke.*!$"))
    await send(page, "A mistake")
    await expect(last(page)).to_contain_text("A mistake (edited)")
    await line(page).press("ArrowUp")
    await expect(line(page)).to_have_value(re.compile("^A mistake"))
    await line(page).press("Escape")
    await expect(line(page)).to_have_value("")
    await expect(page.locator("[data-replying]")).to_be_hidden()
    await last(page).hover()
    await last(page).get_by_role("button", name="Reply").click()
    await expect(page.locator("[data-replying]")).to_contain_text("Replying to Erin")
    await send(page, "An answer")
    await expect(last(page).locator(".above")).to_contain_text("A mistake")
    await last(page).click(button="right")
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(log(page)).not_to_contain_text("An answer")
    await expect(last(page)).to_contain_text("A mistake")


async def test_polls_threads_and_posts_are_begun_and_answered(look: Look, inn: GuildHandle) -> None:
    page, other = await look("erin"), await look("juniper")

    async def begin(what: str) -> Locator:
        await page.get_by_role("button", name="Besides a message").click()
        await page.get_by_role("menuitem", name=what).click()
        return page.get_by_role("dialog", name=what)

    form = await begin("Create a poll")
    await form.get_by_label("Question").fill("Tea or coffee?")
    await form.get_by_label("Answers").fill("Tea\nCoffee\n")
    await form.get_by_role("button", name="Ask").click()
    poll = other.get_by_role("group", name="Tea or coffee?")
    await poll.get_by_label("Coffee").check()
    await poll.get_by_role("button", name="Vote").click()
    await expect(page.get_by_role("group", name="Tea or coffee?")).to_contain_text("1 vote ·")
    await expect(poll.get_by_label("Coffee")).to_be_checked()

    await page.locator("#log > [data-message]").first.click(button="right")
    await page.get_by_role("menuitem", name="Start a thread").click()
    await page.get_by_role("dialog").get_by_label("Its name").fill("About the rules")
    await page.keyboard.press("Enter")
    await other.locator(".thread-link", has_text="About the rules").click()
    await expect(other.get_by_role("heading", level=1)).to_have_text("About the rules")
    await send(other, "In the thread")
    await page.get_by_role("link", name="theories").click()
    await page.get_by_role("button", name="New post").click()
    await page.get_by_role("dialog").get_by_label("Title").fill("Who built the inn?")
    await page.get_by_role("dialog").get_by_label("Text").fill("Words ||and a secret||")
    await page.get_by_role("button", name="Post", exact=True).click()
    await expect(page.locator(".post")).to_contain_text("Who built the inn?")
    await expect(page.locator(".post")).to_contain_text("Words ▮▮▮")


async def test_a_place_that_is_taken_away_is_left(look: Look, inn: GuildHandle) -> None:
    staff = inn.channel("staff")
    page = await look("sage", staff.id)
    await expect(page.get_by_role("heading", level=1)).to_have_text("staff")
    await inn.revoke("sage", "Moderators")
    await expect(page.get_by_role("heading", level=1)).to_have_text("general")
    await expect(page.locator("#places")).not_to_contain_text("staff")


async def test_direct_messages_and_another_guild(look: Look) -> None:
    page = await look("erin", "dm")
    await send(page, "/ping")
    await expect(last(page)).to_contain_text("Pong!")
    basil = await look("basil")
    await expect(basil.locator("#places h2")).to_have_text("Another Book Club")
    await expect(basil.locator("#rail")).not_to_contain_text("Readers of The Wandering Inn")


async def test_a_lost_connection_mends_itself(
    look: Look, discord: Sandbox, erin: Person, bot: hikari.GatewayBot
) -> None:
    page = await look("juniper")
    await discord._live.close()
    await erin.say("Said meanwhile")
    await expect(last(page)).to_contain_text("Said meanwhile")
    await erin.say("Said later")
    await expect(last(page)).to_contain_text("Said later")
    assert bot.is_alive
