from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Forbidden, NotFound
from app.discord.components import LONGEST, CustomIds, Router

GUILD, OWNER, OTHER = 346842016480755724, 110372470472613888, 110372470472613889
custom_ids = CustomIds(b"key")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_an_id_comes_back_as_it_was_made(argument: str) -> None:
    made = custom_ids.make("quotes.delete", argument, guild_id=GUILD, owner_id=OWNER)
    assert len(made) <= LONGEST
    assert custom_ids.read(made, guild_id=GUILD, user_id=OWNER) == ("quotes.delete", argument)


def test_only_its_owner_may_use_a_private_one() -> None:
    made = custom_ids.make("quotes.delete", 1, guild_id=GUILD, owner_id=OWNER)
    with pytest.raises(Forbidden, match="somebody else"):
        custom_ids.read(made, guild_id=GUILD, user_id=OTHER)


def test_everybody_may_use_a_shared_one() -> None:
    made = custom_ids.make("polls.vote", 1, guild_id=GUILD)
    assert custom_ids.read(made, guild_id=GUILD, user_id=OTHER) == ("polls.vote", "1")


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "x",
        "lb_5f2",
        "0:aaaaaaaaaaaa:quotes.delete::1",
        "1:aaaaaaaaaaaa:quotes.delete::1",
        "1:é:ü:ö:ä",
        "::::",
    ],
)
def test_what_we_did_not_make_is_out_of_date(custom_id: str) -> None:
    with pytest.raises(NotFound, match="out of date"):
        custom_ids.read(custom_id, guild_id=GUILD, user_id=OWNER)


@given(st.integers(0, 60), st.characters(exclude_categories=["Cs"]))
def test_a_changed_letter_is_noticed(position: int, letter: str) -> None:
    made = custom_ids.make("quotes.delete", "12345", guild_id=GUILD, owner_id=OWNER)
    forged = made[: position % len(made)] + letter + made[position % len(made) + 1 :]
    if forged != made:
        with pytest.raises(NotFound):
            custom_ids.read(forged, guild_id=GUILD, user_id=OWNER)


def test_an_id_is_worth_nothing_in_another_guild_or_with_another_key() -> None:
    made = custom_ids.make("quotes.delete", 1, guild_id=GUILD, owner_id=OWNER)
    with pytest.raises(NotFound):
        custom_ids.read(made, guild_id=GUILD + 1, user_id=OWNER)
    with pytest.raises(NotFound):
        CustomIds(b"other").read(made, guild_id=GUILD, user_id=OWNER)


def test_an_argument_that_does_not_fit_is_a_bug() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        custom_ids.make("quotes.delete", "x" * 60, guild_id=GUILD, owner_id=OWNER)


async def test_a_second_handler_for_an_action_is_refused_and_the_first_stays() -> None:
    async def first() -> None: ...
    async def second() -> None: ...

    router = Router()
    router.add("a.b", first)
    with pytest.raises(ValueError, match="two handlers"):
        router.add("a.b", second)
    router.remove("a.b", second)
    assert router.handler_of("a.b") is first
    router.remove("a.b", first)
    with pytest.raises(NotFound):
        router.handler_of("a.b")
