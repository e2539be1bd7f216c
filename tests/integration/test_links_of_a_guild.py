"""Links in the table: how many a guild may have, which names are taken, how often one was used, who waits."""

from __future__ import annotations

import asyncio

import pytest

from app.container import Container
from app.core.actor import Actor
from app.core.errors import Conflict
from app.features.links import service
from app.features.links.repository import LinkRepository
from app.features.links.service import LinkChange, LinkService, new_link
from tests.integration.conftest import Rows


@pytest.fixture
def links(container: Container) -> LinkService:
    return container.links()


async def test_a_guild_has_so_many_links_and_no_more(
    links: LinkService, moderator: Actor, stranger: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_LINKS", 1)
    await links.add(moderator, "one", "words")
    with pytest.raises(Conflict, match=r"^This server has 1 links already; please tidy up first\.$"):
        await links.add(moderator, "two", "words")
    await links.add(stranger, "two", "words")
    monkeypatch.setattr(service, "MOST_LINKS", 2)
    await links.add(moderator, "two", "words")


async def test_who_takes_a_name_that_is_taken_hears_which(links: LinkService, moderator: Actor) -> None:
    await links.add(moderator, "The FAQ", "words", aliases="Questions")
    with pytest.raises(Conflict, match=r"^Another link is called The FAQ already\.$"):
        await links.add(moderator, "the faq", "words")
    with pytest.raises(Conflict, match=r"^Another link is called Questions already\.$"):
        await links.add(moderator, "Other", "words", aliases="questions")
    # Its own names are no hindrance.
    edited = await links.edit(moderator, "The FAQ", LinkChange(title="Questions", aliases="The FAQ"))
    assert (edited.title, edited.aliases) == ("Questions", ("The FAQ",))


async def test_every_use_counts_for_one_link(links: LinkService, moderator: Actor, rows: Rows) -> None:
    for title in ("one", "two", "three"):
        await links.add(moderator, title, "words", aliases=f"{title} more")
    for name in ("one", "ONE more", "two"):
        await links.get(moderator, name)
    query = "SELECT times_used FROM links WHERE guild_id = :guild ORDER BY id"
    assert await rows(query) == [(2,), (1,), (0,)]


async def test_who_names_links_in_one_guild_waits_for_others_there_only(
    container: Container, links: LinkService, moderator: Actor, stranger: Actor
) -> None:
    for actor in (moderator, stranger):
        await links.add(actor, "one", "words")
    async with container.sessions().begin() as session:
        await LinkRepository(session).lock_names(moderator.guild_id)
        waiting = asyncio.create_task(links.edit(moderator, "one", LinkChange(title="two")))
        async with asyncio.timeout(10):
            await links.edit(stranger, "one", LinkChange(title="two"))
        done, _ = await asyncio.wait({waiting}, timeout=0.2)
        assert not done
    assert (await waiting).title == "two"


async def test_many_links_are_added_at_once_where_their_names_are_free(
    container: Container, links: LinkService, moderator: Actor, stranger: Actor
) -> None:
    await links.add(moderator, "One", "words", aliases="Uno")
    async with container.sessions().begin() as session:
        repository = LinkRepository(session)
        keys = {"one", "uno", "two", "three"}
        assert await repository.taken_keys(moderator.guild_id, keys) == {"one", "uno"}
        assert await repository.taken_keys(moderator.guild_id, {"two"}) == set()
        assert await repository.taken_keys(stranger.guild_id, keys) == set()
        repository.add_all(
            new_link(moderator.guild_id, title, "words", tags="", preview=True, added_by=None)
            for title in ("Two", "Three")
        )
    assert [link.title for link in await links.all(moderator)] == ["One", "Three", "Two"]
