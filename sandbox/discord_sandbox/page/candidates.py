"""What can be chosen: members, roles and channels, for selects and for options of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from discord_sandbox.model.component import ComponentType
from discord_sandbox.model.payload import JsonObject, Payload
from discord_sandbox.page.viewer import Viewer, colour

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing to choose."""

    value: str
    label: str
    detail: str = ""
    colour: str | None = None
    chosen: bool = False
    typed: str = ""
    """How it stands in a line that somebody types."""

    def is_written(self, text: str) -> bool:
        """Whether the text means this and needs no completion."""
        return bool(text) and text in {self.typed, self.label, self.value}

    def payload(self) -> JsonObject:
        return asdict(self)


def users(viewer: Viewer) -> list[Candidate]:
    guild = viewer.guild
    found = [each.user for each in guild.members.values()] if guild else [viewer.user, viewer.world.bot]
    return [
        Candidate(
            str(user.id),
            viewer.name_of(user),
            user.username,
            viewer.colour_of(user),
            typed=f"@{user.username}",
        )
        for user in found
    ]


def roles(viewer: Viewer) -> list[Candidate]:
    guild = viewer.guild
    found = sorted(guild.roles.values(), key=lambda role: -role.position) if guild else []
    return [
        Candidate(
            str(role.id),
            "@" + role.name.removeprefix("@"),
            "Role",
            colour(role.color) if role.color else None,
            typed="@" + role.name.removeprefix("@"),
        )
        for role in found
    ]


def channels(viewer: Viewer, types: Iterable[int] = ()) -> list[Candidate]:
    guild, allowed = viewer.guild, set(types)
    found = [*guild.channels.values(), *guild.threads.values()] if guild else []
    return [
        Candidate(str(channel.id), f"#{channel.name}", channel.topic or "", typed=f"#{channel.name}")
        for channel in found
        if viewer.sees(channel) and (not allowed or channel.type in allowed)
    ]


def for_select(viewer: Viewer, select: Payload) -> list[Candidate]:
    """The choices of a select, in a message or in a form."""
    kind = ComponentType(select["type"])
    if kind is ComponentType.STRING_SELECT:
        return [
            Candidate(
                option["value"],
                option["label"],
                option.get("description") or "",
                chosen=bool(option.get("default")),
            )
            for option in select["options"]
        ]
    chosen = {each["id"] for each in select.get("default_values") or ()}
    return [_marked(each, chosen) for each in _entities(viewer, kind, select)]


def _entities(viewer: Viewer, kind: ComponentType, select: Payload) -> list[Candidate]:
    lists: dict[ComponentType, Callable[[], list[Candidate]]] = {
        ComponentType.USER_SELECT: lambda: users(viewer),
        ComponentType.ROLE_SELECT: lambda: roles(viewer),
        ComponentType.MENTIONABLE_SELECT: lambda: [*users(viewer), *roles(viewer)],
        ComponentType.CHANNEL_SELECT: lambda: channels(viewer, select.get("channel_types") or ()),
    }
    return lists[kind]()


def _marked(candidate: Candidate, chosen: set[str]) -> Candidate:
    if candidate.value not in chosen:
        return candidate
    return Candidate(candidate.value, candidate.label, candidate.detail, candidate.colour, chosen=True)


def matching(candidates: Iterable[Candidate], text: str) -> list[Candidate]:
    """Those that begin with the text or contain it; the former first."""
    wanted = text.casefold().lstrip("@#")
    found = [each for each in candidates if wanted in f"{each.label} {each.typed}".casefold()]
    return sorted(found, key=lambda each: not each.label.casefold().lstrip("@#").startswith(wanted))[:SHOWN]
