"""Discord's dialect of Markdown, as HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_sandbox.page.markdown import html
from discord_sandbox.page.markdown_names import Mention


class Known:
    """Everybody is called by a number."""

    def user(self, user_id: int) -> Mention:
        return Mention(f"@user-{user_id}", user_id=user_id, own=user_id == 7)

    def role(self, role_id: int) -> Mention:
        return Mention(f"@role-{role_id}", colour="#112233")

    def channel(self, channel_id: int) -> Mention:
        return Mention(f"#channel-{channel_id}", href="/there")

    def everyone(self, name: str) -> Mention:
        return Mention("@" + name, own=True)


def shown(text: str) -> str:
    return str(html(text, Known())).replace("\n", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**bold** *it* _it_", "<p><strong>bold</strong> <em>it</em> <em>it</em></p>"),
        ("__under__ ~~struck~~", "<p><u>under</u> <s>struck</s></p>"),
        ("***both*** snake_case_name", "<p><em><strong>both</strong></em> snake_case_name</p>"),
        (r"\*not\* **open", "<p>*not* **open</p>"),
        ("one\n\n\ntwo", "<p>one<br><br><br>two</p>"),
        ("# A\n## B\n### C\n#### D", "{h1}A</div>{h2}B</div>{h3}C</div><p>#### D</p>"),
        ("-# small", "<small>small</small>"),
        ("> a\n> b\nc", "<blockquote><p>a<br>b</p></blockquote><p>c</p>"),
        (">>> a\nb", "<blockquote><p>a<br>b</p></blockquote>"),
        (">no", "<p>&gt;no</p>"),
        ("- a\n- b\nafter", "<ul><li>a</li><li>b</li></ul><p>after</p>"),
        ("`a *b*`", "<p><code>a *b*</code></p>"),
        (
            "x ```py\ny = 1```",
            '<p>x</p><pre tabindex="0" data-language="py"><code>y = 1</code></pre>',
        ),
        ("```\n<b>\n```", '<pre tabindex="0"><code>&lt;b&gt;</code></pre>'),
        ("<@7>", '<p><button type="button" class="mention own" data-profile="7">@user-7</button></p>'),
        ("<@!8>", '<p><button type="button" class="mention" data-profile="8">@user-8</button></p>'),
        ("<@&9>", '<p><span class="mention" data-colour="#112233">@role-9</span></p>'),
        ("<#1>", '<p><a class="mention" href="/there">#channel-1</a></p>'),
        ("@everyone", '<p><span class="mention own">@everyone</span></p>'),
        (
            "</quote add:12>",
            '<p><button type="button" class="mention" data-command="/quote add">/quote add</button></p>',
        ),
        ("<:bee_1:5>", '<p><span class="emoji" title="Custom emoji 5">:bee_1:</span></p>'),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("&lt; &amp;", "<p>&amp;lt; &amp;amp;</p>"),
    ],
)
def test_marks(text: str, expected: str) -> None:
    for level in ("h1", "h2", "h3"):
        expected = expected.replace(f"{{{level}}}", f'<div role="heading" aria-level="4" class="{level}">')
    assert shown(text) == expected


def test_spoilers_hide_what_is_in_them_from_everybody() -> None:
    opened = '<span class="spoiler" role="button" tabindex="0" aria-label="Spoiler"><span inert>'
    assert shown("a ||b **c**|| d") == f"<p>a {opened}b <strong>c</strong></span></span> d</p>"
    assert shown("|| ||a") == f"<p>{opened} </span></span>a</p>"
    assert shown("a || b") == "<p>a || b</p>"


def test_only_the_web_becomes_a_link() -> None:
    for text in ("https://a.example/b_(c)", "<https://a.example/b_(c)>", "(https://a.example/b_(c))."):
        assert 'href="https://a.example/b_(c)" target="_blank" rel="noopener noreferrer nofollow"' in shown(
            text
        )
    assert "<a" not in shown("ftp://a.example javascript:x data:text/html,x file:///etc/passwd")
    assert 'title="https://a.example"' in shown("[words](https://a.example)")


def test_moments_are_told_in_the_readers_zone() -> None:
    assert shown("<t:0:R>") == (
        '<p><time datetime="1970-01-01T00:00:00+00:00" data-style="R">01 January 1970 00:00 UTC</time></p>'
    )
    assert shown("<t:9999999999999>") == "<p>Invalid Date</p>"
    assert shown("<t:1:X>") == "<p>&lt;t:1:X&gt;</p>"


MARKS = st.sampled_from([*"*_~|`>#-[]()<@&:\\/\n ", "||", "```", "<t:", "https://", "<@1>", "-# ", ">>> "])


@given(st.lists(MARKS | st.text(max_size=5), max_size=40).map("".join))
def test_no_text_breaks_out(text: str) -> None:
    """Whatever is written, only the elements and attributes that the dialect has come out."""
    page = str(html(text, Known()))
    assert "<script" not in page
    assert page.count("<span") == page.count("</span>")
    assert page.count("<blockquote") == page.count("</blockquote>")
