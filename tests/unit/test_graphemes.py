"""What a reader takes for one character stays one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.diff import compared
from app.core.excerpts import shortened
from app.core.graphemes import boundary, graphemes
from app.core.words import rendered

WHOLE = {
    "an accent": "e\u0301",
    "two marks": "o\u0302\u0323",
    "a skin tone": "\N{THUMBS UP SIGN}\U0001f3fd",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "a heart on fire": "\u2764\ufe0f\u200d\U0001f525",
    "a flag": "\U0001f1e9\U0001f1ea",
    "the flag of Scotland": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "a keycap": "1\ufe0f\u20e3",
    "a heart": "\u2764\ufe0f",
    "conjoining jamo": "\u1112\u1161\u11ab",
    "a Devanagari syllable": "\u0915\u094d\u0937\u093f",
    "a Tamil syllable": "\u0ba8\u0bbf",
    "a Thai letter with its vowel": "\u0e01\u0e35\u0e48",
    "a Hebrew letter with points": "\u05e9\u05c1\u05b8",
}
OTHER = {
    "an accent": "e\u0300",
    "two marks": "o\u0302",
    "a skin tone": "\N{THUMBS UP SIGN}\U0001f3ff",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a heart on fire": "\u2764\ufe0f",
    "a flag": "\U0001f1eb\U0001f1f7",
    "the flag of Scotland": "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "a keycap": "2\ufe0f\u20e3",
    "a heart": "\u2764",
    "conjoining jamo": "\u1112\u1161\u11a8",
    "a Devanagari syllable": "\u0915\u094d\u0937\u0940",
    "a Tamil syllable": "\u0ba8\u0bc0",
    "a Thai letter with its vowel": "\u0e01\u0e35\u0e49",
    "a Hebrew letter with points": "\u05e9\u05c2\u05b8",
}
texts = st.lists(st.sampled_from([*WHOLE.values(), "a", " ", "-"]), max_size=12).map("".join)


def sides(before: str, after: str) -> tuple[str, str]:
    change = compared(before, after)
    return "\n".join(rendered(change.before, "~~")), "\n".join(rendered(change.after, "**"))


@pytest.mark.parametrize("what", WHOLE)
def test_it_counts_as_one(what: str) -> None:
    assert graphemes(f"a{WHOLE[what]} b") == ["a", WHOLE[what], " ", "b"]


@pytest.mark.parametrize("what", WHOLE)
def test_an_edit_marks_it_whole(what: str) -> None:
    before, after = WHOLE[what], OTHER[what]
    assert sides(f"so {before} and so", f"so {after} and so") == (
        f"> so ~~{before}~~ and so",
        f"> so **{after}** and so",
    )


@pytest.mark.parametrize("what", [what for what, whole in WHOLE.items() if not whole[0].isalpha()])
def test_an_edit_beside_it_leaves_it_alone(what: str) -> None:
    whole = WHOLE[what]
    assert sides(f"so {whole}, {whole} old", f"so {whole}, {whole} new") == (
        f"> so {whole}, {whole} ~~old~~",
        f"> so {whole}, {whole} **new**",
    )


def test_emoji_without_space_between_them_are_compared_one_by_one() -> None:
    flag, keycap, wave = WHOLE["a flag"], WHOLE["a keycap"], WHOLE["a skin tone"]
    assert sides(f"stay {flag}{keycap}{wave} on", f"stay {flag}{keycap}{OTHER['a skin tone']} on") == (
        f"> stay {flag}{keycap}~~{wave}~~ on",
        f"> stay {flag}{keycap}**{OTHER['a skin tone']}** on",
    )


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("cafe\u0301 au lait", "cafe au lait", ("> ~~cafe\u0301~~ au lait", "> **cafe** au lait")),
        (
            "\u0928\u092e\u0938\u094d\u0924\u0947 ji",
            "\u0928\u092e\u0938\u094d\u0915\u093e\u0930 ji",
            (
                "> ~~\u0928\u092e\u0938\u094d\u0924\u0947~~ ji",
                "> **\u0928\u092e\u0938\u094d\u0915\u093e\u0930** ji",
            ),
        ),
        ("我家在上海东边", "我家在北京东边", ("> 我家在~~上海~~东边", "> 我家在**北京**东边")),
        ("お名前は何ですか", "お名前は誰ですか", ("> お名前は~~何~~ですか", "> お名前は**誰**ですか")),
        (
            "\u0e09\u0e31\u0e19\u0e01\u0e34\u0e19\u0e02\u0e49\u0e32\u0e27",
            "\u0e09\u0e31\u0e19\u0e01\u0e34\u0e19\u0e1b\u0e39",
            (
                "> \u0e09\u0e31\u0e19\u0e01\u0e34\u0e19~~\u0e02\u0e49\u0e32\u0e27~~",
                "> \u0e09\u0e31\u0e19\u0e01\u0e34\u0e19**\u0e1b\u0e39**",
            ),
        ),
    ],
)
def test_words_are_words_and_where_none_are_parted_each_character_counts(
    before: str, after: str, shown: tuple[str, str]
) -> None:
    assert sides(before, after) == shown


@given(texts, st.integers(0, 40))
def test_a_cut_is_never_within_one(text: str, limit: int) -> None:
    end = boundary(text, limit)
    assert end <= limit
    assert "".join(graphemes(text[:end])) + "".join(graphemes(text[end:])) == text
    assert graphemes(text)[: len(graphemes(text[:end]))] == graphemes(text[:end])


@pytest.mark.parametrize("what", WHOLE)
def test_what_is_shortened_ends_with_a_whole_one(what: str) -> None:
    whole = WHOLE[what]
    for limit in range(4, 4 + len(whole)):
        assert shortened(f"abc{whole}def", limit) == "abc…"
    assert shortened(f"abc{whole}def", 4 + len(whole)) == f"abc{whole}…"
