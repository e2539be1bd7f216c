"""Every kind of field and select, filled in with a browser: what the application gets of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Page, expect

from discord_sandbox import GuildHandle, Sandbox
from sandbox.tests.browser.conftest import Look
from sandbox.tests.browser.test_looking import accessible
from sandbox.tests.plain import PlainBot

OPTIONS = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2", "description": "The second"}]


def label(text: str, component: dict[str, Any], description: str | None = None) -> dict[str, Any]:
    about = {"description": description} if description else {}
    return {"type": 18, "label": text, "component": component, **about}


TEXTS = [
    {"type": 10, "content": "### Some **words** first"},
    label("Short", {"type": 4, "style": 1, "custom_id": "short", "placeholder": "A word"}, "Only one"),
    label("Long", {"type": 4, "style": 2, "custom_id": "long", "value": "Given", "required": False}),
    label("Picture", {"type": 19, "custom_id": "picture", "required": False}),
    label("Agreed", {"type": 23, "custom_id": "agreed"}),
]
CHOICES = [
    label("Pick", {"type": 3, "custom_id": "pick", "options": OPTIONS}),
    label("People", {"type": 5, "custom_id": "people", "max_values": 2}),
    label("Place", {"type": 8, "custom_id": "place", "channel_types": [0]}),
    label("Radio", {"type": 21, "custom_id": "radio", "options": OPTIONS}),
    label("Boxes", {"type": 22, "custom_id": "boxes", "options": OPTIONS, "max_values": 2}),
]
SELECTS = [
    {"type": 1, "components": [{"type": kind, "custom_id": name, "placeholder": name, **more}]}
    for kind, name, more in (
        (6, "role", {}),
        (7, "anybody", {"max_values": 2, "default_values": []}),
        (8, "place", {"channel_types": [0]}),
        (5, "person", {"min_values": 0}),
    )
]


@pytest.fixture
async def asking(discord: Sandbox, http: aiohttp.ClientSession) -> AsyncIterator[PlainBot]:
    bot = PlainBot(discord, http)
    async with bot:
        await bot.register({"name": "ask", "description": "Ask."})
        yield bot
    await bot.close()


async def ask(look: Look, bot: PlainBot, answer: dict[str, Any]) -> Page:
    """Somebody uses the command, which the bot answers so; everything else it answers with "Yes."."""
    bot.answer = lambda asked: answer if asked["type"] == 2 else {"type": 4, "data": {"content": "Yes."}}
    page = await look("erin")
    await page.locator("#line").fill("/ask")
    await page.get_by_role("button", name="Send").click()
    return page


def sent(bot: PlainBot) -> dict[str, Any]:
    """The values of the form that was sent, by the fields' ids."""
    fields = [each["component"] for each in bot.interactions[-1]["data"]["components"] if "component" in each]
    return {field["custom_id"]: field.get("values", field.get("value")) for field in fields}


async def test_texts_files_and_checkboxes(look: Look, asking: PlainBot) -> None:
    page = await ask(
        look, asking, {"type": 9, "data": {"custom_id": "f", "title": "Texts", "components": TEXTS}}
    )
    form = page.get_by_role("dialog", name="Texts")
    await expect(form.locator("strong")).to_have_text("words")
    await accessible(page)
    await form.get_by_label("Short").fill("Word")
    await expect(form.get_by_label("Long")).to_have_value("Given")
    await form.get_by_label("Long").fill("Two\nlines")
    file = {"name": "dot.png", "mimeType": "image/png", "buffer": b"\x89PNG"}
    await form.get_by_label("Picture").set_input_files(file)  # type: ignore[arg-type] # as the library takes it
    await form.get_by_label("Agreed").check()
    await form.get_by_role("button", name="Submit").click()
    await expect(page.locator("#log > [data-message]").last).to_contain_text("Yes.")
    values = sent(asking)
    [picture] = values.pop("picture")
    assert values == {"short": "Word", "long": "Two\nlines", "agreed": True}
    attachment = asking.interactions[-1]["data"]["resolved"]["attachments"][picture]
    assert (attachment["filename"], attachment["size"]) == ("dot.png", 4)


async def test_choices_of_every_kind(look: Look, asking: PlainBot, inn: GuildHandle) -> None:
    page = await ask(
        look, asking, {"type": 9, "data": {"custom_id": "f", "title": "Choices", "components": CHOICES}}
    )
    form = page.get_by_role("dialog", name="Choices")
    await accessible(page)
    await form.get_by_label("Pick").select_option(label="Two – The second")
    await form.get_by_label("People").select_option(label=["Erin – erin", "Juniper – juniper"])
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_contain_text("Place has to be filled in")
    await form.get_by_label("Place").select_option(label="#art – Made by readers")
    await form.get_by_label("Two The second").first.check()
    for box in await form.get_by_role("checkbox").all():
        await box.check()
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_be_hidden()
    erin, juniper = inn.member("erin").id, inn.member("juniper").id
    values = sent(asking)
    assert set(values.pop("people")) == {str(erin), str(juniper)}
    assert values == {
        "pick": ["2"],
        "place": [str(inn.channel("art").id)],
        "radio": "2",
        "boxes": ["1", "2"],
    }


async def test_selects_of_every_kind(look: Look, asking: PlainBot, inn: GuildHandle) -> None:
    page = await ask(look, asking, {"type": 4, "data": {"content": "Choose", "components": SELECTS}})

    async def chosen(select: str, *labels: str) -> list[str]:
        before = len(asking.interactions)
        await page.get_by_role("combobox", name=select).click()
        for each in labels:
            await page.get_by_role("option", name=each).click()
        if await page.get_by_role("button", name="Done").is_visible():
            await page.get_by_role("button", name="Done").click()
        while len(asking.interactions) == before:
            await page.wait_for_timeout(20)
        values: list[str] = asking.interactions[-1]["data"]["values"]
        return values

    readers, art = str(inn.role("Readers").id), str(inn.channel("art").id)
    juniper = str(inn.member("juniper").id)
    assert await chosen("role", "@Readers") == [readers]
    assert set(await chosen("anybody", "Juniper", "@Readers")) == {juniper, readers}
    assert await chosen("place", "#art") == [art]
    await page.get_by_role("combobox", name="place").click()
    await expect(page.get_by_role("option", name="#art")).to_be_visible()
    await expect(page.get_by_role("option", name="#theories")).to_have_count(0)
    await page.keyboard.press("Escape")
    assert await chosen("person", "Juniper") == [juniper]
    await page.get_by_role("combobox", name="person").click()
    await page.get_by_role("button", name="Choose nothing").click()
    await expect(page.get_by_text("Yes.")).to_have_count(5)
    assert asking.interactions[-1]["data"]["values"] == []
