"""What a search for messages asks for, as conditions that a message fits or does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias
from urllib.parse import urlsplit

from discord_sandbox.model.checks import string
from discord_sandbox.model.errors import invalid_form
from discord_sandbox.model.message import Message
from discord_sandbox.rest.request import Request

Condition: TypeAlias = Callable[[Message], bool]

_WORD = re.compile(r"\w+")
_LINK = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_CONTENT = string(0, 1024)
_SLOP = 2
_PEOPLE = 100


def filters(request: Request) -> list[Condition]:
    """One condition for each thing that is asked for; all of them must hold."""
    return [*_by_text(request), *_by_people(request), *_by_kind(request), *_by_files(request)]


def _by_text(request: Request) -> Iterator[Condition]:
    text = request.query.get("content", "")
    wrong = _CONTENT(text)
    if wrong:
        raise invalid_form({"content": wrong})
    slop = request.number("slop", _SLOP, 0, 100)
    if text:
        yield lambda message: occurrences(text, message.content, slop) > 0
    least, most = request.bound("min_id"), request.bound("max_id")
    if least is not None:
        yield lambda message: message.id > least
    if most is not None:
        yield lambda message: message.id < most
    hosts = {host.casefold() for host in request.many("link_hostname")}
    if hosts:
        yield lambda message: bool(hosts & set(_hosts(message)))


def occurrences(text: str, content: str, slop: int = _SLOP) -> int:
    """How often the words of ``text`` stand in ``content`` in this order, with few others between them."""
    wanted, words = _words(text), _words(content)
    if not wanted:
        return int(text.casefold() in content.casefold())
    starts = [index for index, word in enumerate(words) if word == wanted[0]]
    return sum(_follow(wanted[1:], words[start + 1 :], slop) for start in starts)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _follow(wanted: list[str], words: list[str], slop: int) -> bool:
    for word in wanted:
        near = words[: slop + 1]
        if word not in near:
            return False
        words = words[near.index(word) + 1 :]
    return True


def _hosts(message: Message) -> Iterator[str]:
    for link in _LINK.findall(message.content):
        yield (urlsplit(link).hostname or "").casefold()


def _by_people(request: Request) -> Iterator[Condition]:
    authors = request.snowflakes("author_id", _PEOPLE)
    if authors:
        yield lambda message: message.author.id in authors
    mentioned = request.snowflakes("mentions", _PEOPLE)
    if mentioned:
        yield lambda message: any(user.id in mentioned for user in message.mentions)
    roles = request.snowflakes("mentions_role_id", _PEOPLE)
    if roles:
        yield lambda message: bool(roles.intersection(message.mention_roles))
    replied = request.snowflakes("replied_to_user_id", _PEOPLE)
    if replied:
        yield lambda message: message.referenced is not None and message.referenced.author.id in replied
    answered = request.snowflakes("replied_to_message_id", _PEOPLE)
    if answered:
        yield lambda message: message.referenced is not None and message.referenced.id in answered
    if "mention_everyone" in request.query:
        wanted = request.flag("mention_everyone")
        yield lambda message: message.mention_everyone == wanted
    yield from _chosen(request, "author_type", _AUTHORS)


def _by_kind(request: Request) -> Iterator[Condition]:
    if "pinned" in request.query:
        wanted = request.flag("pinned")
        yield lambda message: (message.pinned_at is not None) == wanted
    yield from _chosen(request, "has", _HAS)
    yield from _chosen(request, "embed_type", _EMBEDS)
    providers = set(request.many("embed_provider"))
    if providers:
        yield lambda message: any(
            (embed.get("provider") or {}).get("name") in providers for embed in message.embeds
        )


def _by_files(request: Request) -> Iterator[Condition]:
    names = {name.casefold() for name in request.many("attachment_filename")}
    if names:
        yield lambda message: any(
            name in each.filename.casefold() for each in message.attachments for name in names
        )
    ends = tuple(f".{end.casefold()}" for end in request.many("attachment_extension"))
    if ends:
        yield lambda message: any(each.filename.casefold().endswith(ends) for each in message.attachments)


def _chosen(request: Request, name: str, known: dict[str, Condition]) -> Iterator[Condition]:
    """A condition for each of these words; "-" before one asks for the opposite."""
    words = request.choices(name, {*known, *(f"-{word}" for word in known)})
    for word in words:
        condition = known[word.removeprefix("-")]
        yield partial(_not, condition) if word.startswith("-") else condition


def _not(condition: Condition, message: Message) -> bool:
    return not condition(message)


def _with_file(kind: str) -> Condition:
    return lambda message: any(each.content_type.startswith(kind) for each in message.attachments)


def _with_embed(*parts: str) -> Condition:
    return lambda message: any(embed.get(part) for embed in message.embeds for part in parts)


def _with_embed_type(kind: str) -> Condition:
    return lambda message: any(embed.get("type") == kind for embed in message.embeds)


_AUTHORS: dict[str, Condition] = {
    "user": lambda message: not message.author.bot,
    "bot": lambda message: message.author.bot and message.webhook_id is None,
    "webhook": lambda message: message.webhook_id is not None,
}
_HAS: dict[str, Condition] = {
    "link": lambda message: bool(_LINK.search(message.content)),
    "embed": lambda message: bool(message.embeds),
    "file": lambda message: bool(message.attachments),
    "image": lambda message: _with_file("image/")(message) or _with_embed("image", "thumbnail")(message),
    "video": lambda message: _with_file("video/")(message) or _with_embed("video")(message),
    "sound": _with_file("audio/"),
    "sticker": lambda message: bool(message.stickers),
    "poll": lambda message: message.poll is not None,
    "snapshot": lambda message: bool(message.snapshots),
}
_EMBEDS: dict[str, Condition] = {
    "image": _with_embed("image", "thumbnail"),
    "video": _with_embed("video"),
    "gif": _with_embed_type("gifv"),
    "sound": _with_embed_type("sound"),
    "article": _with_embed_type("article"),
}
