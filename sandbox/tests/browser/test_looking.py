"""What the page shows, and to whom; for eyes, for screen readers, and for those who mean harm."""

from __future__ import annotations

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from discord_sandbox import GuildHandle, Person, Sandbox
from sandbox.tests.browser.conftest import Look, keep
from sandbox.tests.browser.showcase import show_everything
from sandbox.tests.plain import Rest


@pytest.fixture
async def art(rest: Rest, inn: GuildHandle, erin: Person) -> int:
    """A channel with everything in it."""
    channel = inn.channel("art").id
    await show_everything(rest, f"/channels/{channel}", erin)
    return channel


async def accessible(page: Page) -> None:
    results = await Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everything_is_shown_and_accessible(look: Look, art: int, scheme: str) -> None:
    page = await look("erin", art, color_scheme=scheme, viewport={"width": 1280, "height": 2000})
    await page.get_by_role("button", name="Inspector").first.click()
    await expect(page.locator("#entries .entry").first).to_be_visible()
    await keep(page, f"everything-{scheme}")
    await accessible(page)
    await page.locator("#entries .summary").last.click()
    await expect(page.locator(".detail")).to_be_visible()
    await page.get_by_role("tab", name="Connection").click()
    await accessible(page)
    await page.get_by_text("You are Erin").locator("..").click()
    await accessible(page)
    await page.keyboard.press("Escape")
    for opener in ("Pinned messages", "All commands"):
        await page.get_by_role("button", name=opener).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await accessible(page)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name=opener)).to_be_focused()


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_whatever_opens_is_accessible(look: Look, scheme: str) -> None:
    page = await look("sage", color_scheme=scheme)
    line, message = page.locator("#line"), page.locator("#log > [data-message]").first
    await line.press_sequentially("/")
    await expect(page.get_by_role("option").first).to_be_visible()
    await keep(page, f"commands-{scheme}")
    await accessible(page)
    await line.fill("/quote add mood:")
    await expect(page.get_by_role("option")).to_have_count(2)
    await accessible(page)
    await line.fill("/panel")
    await page.get_by_role("button", name="Send").click()
    for name in ("Colour", "Who"):
        await page.get_by_role("combobox", name=name).click()
        await expect(page.get_by_role("listbox", name=name)).to_be_visible()
        await accessible(page)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("combobox", name=name)).to_be_focused()
    await message.click(button="right")
    await expect(page.get_by_role("menu")).to_be_visible()
    await accessible(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Juniper").first.click()
    await expect(page.get_by_role("dialog", name="Juniper")).to_be_visible()
    await accessible(page)
    await page.keyboard.press("Escape")
    await message.hover()
    await message.get_by_role("button", name="Add a reaction").click()
    await accessible(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Form", exact=True).click()
    await expect(page.get_by_role("dialog", name="A form")).to_be_visible()
    await accessible(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Form", exact=True)).to_be_focused()
    await line.fill("/nothing like that")
    await line.press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    await accessible(page)


async def test_narrow_windows_show_one_thing_at_a_time(look: Look, art: int) -> None:
    page = await look("erin", art, viewport={"width": 390, "height": 780}, has_touch=True)
    await expect(page.locator("#side")).to_be_hidden()
    await keep(page, "narrow")
    await page.get_by_role("button", name="Channels and people").click()
    await keep(page, "narrow-channels")
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("general")
    await expect(page.locator("#side")).to_be_hidden()
    await accessible(page)


async def test_spoilers_open_by_mouse_and_by_keyboard(look: Look, art: int) -> None:
    page = await look("erin", art)
    secret = page.get_by_text("a spoiler", exact=True)
    await expect(secret).to_have_css("visibility", "hidden")
    await page.locator(".spoiler").first.click()
    await expect(secret).to_have_css("visibility", "visible")
    media = page.locator(".medium.spoiler[role=button]")
    await expect(media).to_have_count(2)
    await expect(media.last.locator("img")).to_have_css("visibility", "hidden")
    await media.last.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".medium.spoiler img").last).to_have_css("visibility", "visible")
    await expect(media).to_have_count(1)


async def test_markdown_media_embeds_and_components(look: Look, art: int) -> None:
    page = await look("erin", art)
    words = page.locator("[data-message]").nth(1)
    for selector, text in (
        (".h1", "A heading"),
        ("small", "and a small print"),
        ("u", "underlined"),
        ("s", "struck"),
        ("blockquote", "quoted"),
        ("pre[data-language=py]", 'print("code")'),
        ("a[href='https://example.com'][rel~=noopener]", "masked"),
    ):
        await expect(words.locator(selector).first).to_have_text(text)
    await expect(words.locator(".text time").first).to_contain_text("years ago")
    await expect(page.locator(".message.meant .mention.own")).to_have_text("@Erin")
    await expect(page.locator(".embed")).to_have_css("border-left-color", "rgb(230, 126, 34)")
    await expect(page.locator(".embed .elsewhere")).to_have_attribute(
        "href", "https://example.com/thumbnail.png"
    )
    sizes = await page.locator(".gallery img").evaluate_all("all => all.map(each => each.naturalWidth)")
    assert sizes == [320, 320, 320, 320]
    await expect(page.get_by_role("button", name="Danger")).to_be_disabled()
    await expect(page.get_by_role("link", name="Link", exact=True)).to_have_attribute("target", "_blank")
    await expect(page.get_by_role("group", name="Which volume is the best?")).to_contain_text("0 votes")
    await expect(page.locator("[data-message]").last.locator(".jumbo")).to_have_text("🐝🎉")


async def test_what_members_write_is_never_run(look: Look, inn: GuildHandle, erin: Person) -> None:
    page = await look("juniper")
    attacks = (
        "<img src=x onerror=\"document.title='caught'\">",
        "</li></ol><script>document.title='caught'</script>",
        "[x](javascript:document.title='caught') <javascript:alert(1)> [y](data:text/html,caught)",
        '[x](https://e.com/"onmouseover="document.title=1) ```"><script>``` ||<b>||',
        "<@9999> <#1> <@&1> </x:1> <t:99999999999999:R> <:a:1>",
        "{{ 7 }} {% raw %} ${7}",
    )
    for attack in attacks:
        await erin.say(attack)
    await inn.rename("erin", "<b onclick=alert(1)>Erin</b>")
    await erin.say("The last", files=[('"><script>x.svg', b"<svg onload='alert(1)'/>")])
    await expect(page.locator("#log")).to_contain_text("The last")
    assert await page.locator("#log :is(script, b[onclick], [onerror], [onmouseover], iframe)").count() == 0
    signed_urls = await page.locator("#log a").evaluate_all("all => all.map(each => each.protocol)")
    assert set(signed_urls) <= {"http:", "https:"}
    assert "caught" not in await page.title()
    await page.reload()
    await expect(page.locator("#log")).to_contain_text("{{ 7 }}")
    assert "caught" not in await page.title()


async def test_the_inspector_shows_what_happened_and_what_was_wrong(
    look: Look, rest: Rest, inn: GuildHandle, erin: Person
) -> None:
    page = await look("erin")
    await page.get_by_role("button", name="Inspector").first.click()
    channel = f"/channels/{inn.channel('general').id}/messages"
    await rest.post(channel, {"content": "From the bot"})
    await rest.post(channel, {"content": "x" * 2001})
    calls = page.locator(".entry.call")
    await expect(calls).to_have_count(2)
    await expect(calls.first).to_contain_text("POST /channels/#general/messages")
    await expect(calls.first).to_contain_text("200")
    await expect(calls.last).to_contain_text("invalid body")
    await page.get_by_label("Only problems").check()
    await expect(page.locator(".entry:visible")).to_have_count(1)
    await calls.last.locator(".summary").click()
    await expect(page.locator(".detail")).to_contain_text("2000 or fewer in length")
    await page.get_by_label("Only problems").uncheck()
    await page.get_by_label("Search the timeline").fill("#general")
    await expect(page.locator(".entry:visible")).to_have_count(2)
    await page.get_by_role("tab", name="Timeline").focus()
    await page.keyboard.press("End")
    await expect(page.get_by_role("tabpanel", name="Connection")).to_contain_text("No bot has connected yet")
    await expect(page.get_by_role("tabpanel", name="Connection")).to_contain_text("Must be 2000 or fewer")
    await expect(page.locator("#status")).to_contain_text("No bot is connected.")


async def test_the_timeline_follows_its_end_after_it_was_hidden(look: Look, discord: Sandbox) -> None:
    page = await look("erin")
    await page.get_by_role("button", name="Inspector").first.click()
    entries = page.locator("#entries > .entry")
    for hidden in range(2):
        if hidden:
            await page.get_by_role("tab", name="Faults").click()
        for number in range(40):
            await discord.actions.perform({"who": "erin", "kind": "say", "content": f"Line {number}"})
        await expect(entries).to_have_count(40 * (hidden + 1))
    await page.get_by_role("tab", name="Timeline").click()
    await expect(entries.last).to_be_in_viewport()
    await discord.actions.perform({"who": "erin", "kind": "say", "content": "One more"})
    await expect(entries).to_have_count(81)
    await expect(entries.last).to_be_in_viewport()


async def test_an_act_can_be_copied_as_a_step(look: Look) -> None:
    page = await look("erin")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Inspector").first.click()
    await page.locator("#line").fill("Good evening")
    await page.locator("#line").press("Enter")
    act = page.locator(".entry.act")
    await act.locator(".summary").click()
    await page.get_by_role("button", name="Copy as a test step").click()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == 'reply = await inn.member("erin", "general").say("Good evening")'


async def test_faults_are_made_and_ended(look: Look, rest: Rest, discord: Sandbox) -> None:
    page = await look("erin")
    await page.get_by_role("button", name="Inspector").first.click()
    await page.get_by_role("tab", name="Faults").click()
    panel = page.get_by_role("tabpanel", name="Faults")
    await expect(panel).to_contain_text("Nothing is made to go wrong.")
    await panel.get_by_label("What", exact=True).select_option("rate_limit")
    form = panel.get_by_role("group", name="rate limit")
    await form.get_by_label("Scope").select_option("global")
    await form.get_by_label("On", exact=True).fill("GET /gateway/*")
    await form.get_by_text("How often, how long, how likely").click()
    await form.get_by_label("Times").fill("2")
    await accessible(page)
    await panel.get_by_role("button", name="Let it happen").click()
    await expect(panel).to_contain_text("scope=global")
    assert (await rest.get("/gateway/bot")).status == 429
    await page.get_by_role("tab", name="Timeline").click()
    await expect(page.locator(".entry.call.bad")).to_contain_text("rate limit")
    await expect(page.locator(".entry.fault", has_text="happened")).to_contain_text("GET /gateway/bot")
    await page.get_by_role("tab", name="Faults").click()
    await expect(panel).to_contain_text("happened 1 time, 1 left")
    await keep(page, "faults")
    await panel.get_by_role("button", name="End rate_limit").click()
    await expect(panel).to_contain_text("Nothing is made to go wrong.")
    assert (await rest.get("/gateway/bot")).status == 200
    await form.get_by_label("On", exact=True).fill("not a pattern")
    await panel.get_by_role("button", name="Let it happen").click()
    await expect(panel.get_by_role("alert")).to_contain_text("on:")
    assert discord.faults.active == []


async def test_the_list_of_messages_is_walked_with_the_arrows(look: Look) -> None:
    page = await look("erin")
    await page.locator(".scroll").focus()
    await page.keyboard.press("End")
    await expect(page.locator("[data-message]").last).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("[data-message]").first).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menu")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.get_by_role("heading", level=1)).to_have_text("spoilers")
    await expect(page.locator("#line")).to_be_focused()


async def test_older_messages_pins_threads_and_forums(
    look: Look, discord: Sandbox, inn: GuildHandle, erin: Person
) -> None:
    for number in range(60):
        await erin.say(f"Number {number}.")
    page = await look("maple")
    await expect(page.locator("#log")).not_to_contain_text("Welcome! Tell us")
    await page.get_by_role("button", name="Older messages").click()
    await expect(page.locator("#log")).to_contain_text("Welcome! Tell us")
    await page.locator("[data-message]").first.click(button="right")
    await page.get_by_role("menuitem", name="Pin").click()
    await expect(page.locator("[data-message]").last).to_contain_text("Maple pinned a message")
    await page.get_by_role("button", name="Pinned messages").click()
    await page.get_by_role("dialog", name="Pinned messages").get_by_role("link").click()
    await expect(page.locator("[data-message]").first).to_be_focused()
    await inn.start_thread("Side talk", parent="general", owner="erin")
    await page.get_by_role("link", name="Side talk").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Side talk")
    post = await inn.start_thread("Who built the inn?", parent="theories", owner="erin")
    await page.get_by_role("link", name="theories").click()
    await expect(page.locator(".post")).to_contain_text("Who built the inn?")
    await page.locator(".post a").click()
    await expect(page).to_have_url(f"{discord.url}/?who=maple&channel={post.id}")
