"""Discord's Markdown, as HTML. Whatever was written is escaped; only http and https become links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from discord_sandbox.page import markdown_blocks, markdown_inline
from discord_sandbox.page.markdown_names import Mention, Names

_RULES = (
    "text_join",
    "list",
    "escape",
    "backticks",
    "emphasis",
    "strikethrough",
    "link",
    "newline",
)
_CODE_BLOCK = re.compile(r"```(?:([\w+#.-]{1,20})\n)?\n*(.+?)\n*```", re.DOTALL)
_WEB = re.compile(r"https?://", re.IGNORECASE)
_NAMES = "names"


def html(text: str, names: Names) -> Markup:
    """The whole text; code blocks are taken out first, as they may begin and end inside a line."""
    parts, position = [], 0
    for block in _CODE_BLOCK.finditer(text):
        parts += [_rendered(text[position : block.start()], names), _code_block(block[2], block[1])]
        position = block.end()
    parts.append(_rendered(text[position:], names))
    return Markup("").join(parts)


def _rendered(text: str, names: Names) -> Markup:
    # Everything that is put out has been escaped, by the renderer or here.
    return Markup(_parser().render(text, {_NAMES: names})) if text.strip() else Markup("")  # noqa: S704


def _code_block(code: str, language: str | None) -> Markup:
    label = Markup(' data-language="{}"').format(language) if language else ""
    return Markup('<pre tabindex="0"{}><code>{}</code></pre>').format(label, code)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"breaks": True, "html": False}, renderer_cls=_Renderer)
    parser.enable(_RULES)
    markdown_blocks.install(parser)
    markdown_inline.install(parser)
    parser.validateLink = lambda url: bool(_WEB.match(url))  # type: ignore[method-assign] # the way the library documents
    return parser


class _Renderer(RendererHTML):
    """Named by the types of tokens."""

    def heading_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        # A heading inside of a message is none of the page's outline: it stands below the message's own.
        return f'<div role="heading" aria-level="4" class="{tokens[index].tag}">'

    def heading_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return "</div>"

    def strong_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return "<u>" if tokens[index].markup == "__" else "<strong>"

    def strong_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return "</u>" if tokens[index].markup == "__" else "</strong>"

    def link_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        address = str(tokens[index].attrGet("href"))
        title = str(tokens[index].attrGet("title") or address)
        return Markup('<a href="{}" title="{}" target="_blank" rel="noopener noreferrer nofollow">').format(
            address, title
        )

    def spoiler_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return '<span class="spoiler" role="button" tabindex="0" aria-label="Spoiler"><span inert>'

    def spoiler_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return "</span></span>"

    def discord_user(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return _mention(_names(env).user(int(_groups(tokens[index])[0])))

    def discord_role(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return _mention(_names(env).role(int(_groups(tokens[index])[0])))

    def discord_channel(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        return _mention(_names(env).channel(int(_groups(tokens[index])[0])))

    def discord_everyone(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        return _mention(_names(env).everyone(_groups(tokens[index])[0]))

    def discord_command(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        name = _groups(tokens[index])[0]
        return Markup('<button type="button" class="mention" data-command="/{}">/{}</button>').format(
            name, name
        )

    def discord_emoji(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        _, name, snowflake = _groups(tokens[index])
        return Markup('<span class="emoji" title="Custom emoji {}">:{}:</span>').format(snowflake, name)

    def discord_moment(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        seconds, style = _groups(tokens[index])
        return moment(int(seconds), style or "f")

    def discord_address(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
        address = _groups(tokens[index])[0]
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>').format(
            address, address
        )


def moment(seconds: float, style: str) -> Markup:
    """A moment; a script shows it in the reader's own zone, in Discord's style of that letter."""
    try:
        when = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return escape("Invalid Date")
    return Markup('<time datetime="{}" data-style="{}">{}</time>').format(
        when.isoformat(), style, when.strftime("%d %B %Y %H:%M UTC")
    )


def _mention(mention: Mention) -> Markup:
    classes = "mention own" if mention.own else "mention"
    colour = Markup(' data-colour="{}"').format(mention.colour) if mention.colour else ""
    if mention.href:
        return Markup('<a class="{}" href="{}">{}</a>').format(classes, mention.href, mention.text)
    if mention.user_id:
        return Markup('<button type="button" class="{}" data-profile="{}">{}</button>').format(
            classes, mention.user_id, mention.text
        )
    return Markup('<span class="{}"{}>{}</span>').format(classes, colour, mention.text)


def _groups(token: Token) -> tuple[str, ...]:
    groups: tuple[str, ...] = token.meta["groups"]
    return groups


def _names(env: EnvType) -> Names:
    names: Names = env[_NAMES]
    return names
