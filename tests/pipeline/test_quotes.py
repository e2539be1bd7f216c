from __future__ import annotations

import pytest

from app.core.actor import Actor
from app.runtime import Runtime
from discord_sandbox import GuildHandle

WORDS = "Killing is never the answer."


def actor_of(inn: GuildHandle) -> Actor:
    """Erin, as services know her."""
    return Actor(user_id=inn.member("erin").id, guild_id=inn.id, name="Erin", guild_name=inn.name)


async def add_many(inn: GuildHandle, bot: Runtime, count: int) -> None:
    """Quotes straight through the service: the command has a cooldown."""
    for number in range(1, count + 1):
        await bot.container.quotes().add(actor_of(inn), f"words about the inn, part {number}")


async def test_a_quote_is_kept_and_shown(inn: GuildHandle) -> None:
    erin = inn.member("erin")
    added = await erin.slash("quote add", quote=WORDS, speaker="juniper")
    assert "Kept as quote 1" in added.text
    assert not added.ephemeral
    shown = await inn.member("juniper").slash("quote get", index=1)
    assert WORDS in shown.text
    assert inn.member("juniper").mention in shown.text
    assert shown.mentions == []
    assert "Added by Erin" in shown.text


async def test_a_message_becomes_a_quote_with_a_link_to_it(inn: GuildHandle) -> None:
    erin, juniper = inn.member("erin"), inn.member("juniper")
    message = await juniper.say("I have not slept since volume four.")
    added = await erin.message_menu("Quote this", message)
    assert "I have not slept" in added.text
    [link] = [button for button in added.buttons if "url" in button]
    assert link["url"].endswith(f"/{inn.id}/{juniper.channel.id}/{message.id}")
    again = await erin.message_menu("Quote this", message)
    assert again.ephemeral
    assert "already quote number 1" in again.text


async def test_a_message_without_text_is_refused_politely(inn: GuildHandle) -> None:
    message = await inn.member("juniper").say("", files=[("art.png", b"not really")])
    refused = await inn.member("erin").message_menu("Quote this", message)
    assert refused.ephemeral
    assert "no text" in refused.text


@pytest.mark.regression(6)
async def test_what_is_found_can_be_paged_through(inn: GuildHandle, bot: Runtime) -> None:
    await add_many(inn, bot, 12)
    erin = inn.member("erin")
    found = await erin.slash("quote find", search="inn")
    assert "12 quotes found" in found.text
    assert [button["label"] for button in found.buttons] == ["Back", "Page 1 of 3", "Next"]
    first = found.text
    await erin.click(found, "Next")
    assert found.text != first
    assert "Page 2 of 3" in [button["label"] for button in found.buttons]
    await erin.click(found, "Next")
    assert next(button for button in found.buttons if button["label"] == "Next")["disabled"]
    await erin.click(found, "Back")
    await erin.click(found, "Back")
    assert found.text == first


async def test_a_list_that_became_shorter_shows_its_last_page(inn: GuildHandle, bot: Runtime) -> None:
    await add_many(inn, bot, 12)
    erin = inn.member("erin")
    found = await erin.slash("quote find", search="inn")
    await erin.click(found, "Next")
    await erin.click(found, "Next")
    for number in range(2, 13):
        await bot.container.quotes().delete(actor_of(inn), number)
    await erin.click(found, "Back")
    assert "One quote found" in found.text
    assert "words about the inn, part 1" in found.text
    assert [button["label"] for button in found.buttons] == ["Back", "Page 1 of 1", "Next"]
    assert all(button["disabled"] for button in found.buttons)


@pytest.mark.regression(20)
async def test_somebody_elses_buttons_get_a_polite_refusal(inn: GuildHandle, bot: Runtime) -> None:
    await add_many(inn, bot, 6)
    found = await inn.member("erin").slash("quote find", search="inn")
    before = found.text
    refused = await inn.member("juniper").click(found, "Next")
    assert refused.ephemeral
    assert "somebody else" in refused.text
    assert found.text == before


async def test_nothing_found_is_said(inn: GuildHandle) -> None:
    found = await inn.member("erin").slash("quote find", search="skinner")
    assert "No quote has words like that" in found.text
    assert found.buttons == []


@pytest.mark.regression(3, 90)
async def test_numbers_are_suggested_right_after_a_change(inn: GuildHandle) -> None:
    erin = inn.member("erin")
    assert await erin.autocomplete("quote get", index="") == []
    await erin.slash("quote add", quote=WORDS)
    await erin.slash("quote add", quote="x" * 300)
    [long, short] = await erin.autocomplete("quote get", index="")
    assert (short.name, short.value) == (f"1: {WORDS}", 1)
    assert (len(long.name), long.value, long.name[-1]) == (100, 2, "…")
    assert [choice.value for choice in await erin.autocomplete("quote get", index="killing")] == [1]


@pytest.mark.regression(4)
async def test_suggestions_come_quickly(inn: GuildHandle, bot: Runtime) -> None:
    await add_many(inn, bot, 40)
    erin = inn.member("erin")
    await erin.autocomplete("quote get", index="")
    reply = await erin.complete("quote get", index="1")
    assert len(reply.choices) == 13
    assert len((await erin.complete("quote get", index="")).choices) == 25


async def test_the_words_can_be_corrected_in_a_form(inn: GuildHandle) -> None:
    erin = inn.member("erin")
    await erin.slash("quote add", quote="Killing is nver the answer.")
    form = await erin.slash("quote edit", index=1)
    assert form.modal is not None
    assert form.modal.fields[0].component["value"] == "Killing is nver the answer."
    changed = await erin.submit(form, text=WORDS)
    assert WORDS in changed.text
    assert WORDS in (await erin.slash("quote get", index=1)).text


async def test_others_cannot_correct_or_delete(inn: GuildHandle) -> None:
    await inn.member("erin").slash("quote add", quote=WORDS)
    for command in ("quote edit", "quote delete"):
        refused = await inn.member("juniper").slash(command, index=1)
        assert refused.ephemeral
        assert refused.modal is None
        assert "Only who" in refused.text


@pytest.mark.parametrize("name", ["erin", "juniper", "sage", "rowan", "maple"])
async def test_who_may_delete_is_asked_first(inn: GuildHandle, name: str) -> None:
    await inn.member("erin").slash("quote add", quote=WORDS, speaker="juniper")
    person = inn.member(name)
    question = await person.slash("quote delete", index=1)
    assert question.ephemeral
    assert "Delete quote 1 for good?" in question.text
    await person.click(question, "Leave it")
    assert "Nothing was changed" in question.text
    assert WORDS in (await person.slash("quote get", index=1)).text
    question = await person.slash("quote delete", index=1)
    await person.click(question, "Delete it")
    assert "Quote 1 is gone" in question.text
    gone = await person.slash("quote get", index=1)
    assert gone.ephemeral
    assert "no quote number 1" in gone.text


async def test_who_added_it_is_told(inn: GuildHandle) -> None:
    await inn.member("erin").slash("quote add", quote=WORDS)
    who = await inn.member("juniper").slash("quote who", index=1)
    assert inn.member("erin").mention in who.text
    assert who.mentions == []


async def test_a_source_must_be_of_this_server(inn: GuildHandle) -> None:
    erin = inn.member("erin")
    message = await inn.member("juniper").say("over here")
    refused = await erin.slash("quote add", quote=WORDS, source="https://discord.com/channels/1/2/3")
    assert "no link to a message of this server" in refused.text
    beyond = f"https://discord.com/channels/{inn.id}/{2**63}/{message.id}"
    refused = await erin.slash("quote add", quote=WORDS, source=beyond)
    assert "no link to a message of this server" in refused.text
    link = f"https://discord.com/channels/{inn.id}/{erin.channel.id}/{message.id}"
    assert "Kept as quote 1" in (await erin.slash("quote add", quote=WORDS, source=link)).text


@pytest.mark.regression(64)
async def test_adding_has_a_cooldown_that_a_moderator_can_end(inn: GuildHandle) -> None:
    erin, sage = inn.member("erin"), inn.member("sage")
    for number in range(5):
        await erin.slash("quote add", quote=f"quote {number}")
    refused = await erin.slash("quote add", quote="one too many")
    assert refused.ephemeral
    assert "again in 1 minute" in refused.text or "seconds" in refused.text
    await inn.member("juniper").slash("quote add", quote="not hers")
    message = await inn.member("juniper").say("the menu is no way around it")
    assert "again in" in (await erin.message_menu("Quote this", message)).text
    reset = await sage.slash("mod reset", command="Quote this", member="erin")
    assert "can be used again" in reset.text
    assert "Kept as quote 7" in (await erin.slash("quote add", quote="now it works")).text
    audit = await inn.member("maple").slash("audit", action="cooldown")
    assert "One change" in audit.text
    assert f"ended the cooldown of `/quote add` for {erin.mention}" in audit.text
    assert (
        "No cooldown was running" in (await sage.slash("mod reset", command="quote add", member="sage")).text
    )
    assert "One change" in (await inn.member("maple").slash("audit", action="cooldown")).text
