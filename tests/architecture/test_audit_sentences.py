"""What is written down is told in a sentence that a person understands, with what was there before and after."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from app.container import Container
from app.core.guild_options import GuildOption, OptionKind
from app.features.audit.values import Entry
from app.infra.audit import AuditAction, Effect, Shown
from app.injection import collect_actions, collect_options
from app.settings.schema import Settings

OLD: dict[Shown, object] = {
    Shown.NAME: "Oldname",
    Shown.WORDS: "old words",
    Shown.NUMBER: 3,
    Shown.SWITCH: True,
    Shown.TIME: "09:00",
    Shown.DAY: "2026-01-01",
    Shown.MEMBER: 101,
    Shown.ROLE: [102],
    Shown.CHANNEL: [103],
    Shown.COMMAND: "oldcommand",
    Shown.PLUGIN: ["oldplugin"],
}
NEW: dict[Shown, object] = {
    Shown.NAME: "Newname",
    Shown.WORDS: "new words",
    Shown.NUMBER: 4,
    Shown.SWITCH: False,
    Shown.TIME: "21:30",
    Shown.DAY: "2026-02-02",
    Shown.MEMBER: 201,
    Shown.ROLE: [202],
    Shown.CHANNEL: [203],
    Shown.COMMAND: "newcommand",
    Shown.PLUGIN: ["newplugin"],
}
SEEN = {
    Shown.NAME: ("Oldname", "Newname"),
    Shown.WORDS: ("“old words”", "“new words”"),
    Shown.NUMBER: ("3", "4"),
    Shown.SWITCH: ("on", "off"),
    Shown.TIME: ("09:00", "21:30"),
    Shown.DAY: ("January 1, 2026", "February 2, 2026"),
    Shown.MEMBER: ("<@101>", "<@201>"),
    Shown.ROLE: ("<@&102>", "<@&202>"),
    Shown.CHANNEL: ("<#103>", "<#203>"),
    Shown.COMMAND: ("`/oldcommand`", "`/newcommand`"),
    Shown.PLUGIN: ("`oldplugin`", "`newplugin`"),
}
OF_OPTIONS: dict[OptionKind, tuple[object, object]] = {
    OptionKind.CHANNEL: (103, 203),
    OptionKind.ROLE: (102, 202),
    OptionKind.TIME_ZONE: ("UTC", "Europe/Berlin"),
    OptionKind.WORDS: ("old words", "new words"),
    OptionKind.NUMBER: (3, 4),
    OptionKind.SWITCH: (True, False),
}
RAW = re.compile(r"(?<![@#&/`<])\b[a-z]+_[a-z_]+|->|None|[{}]|—|\w+\.\w+\b(?<!\.)")


@pytest.fixture(scope="module")
def whole(settings: Settings) -> Container:
    return Container(settings=settings)


def told(whole: Container, action: AuditAction, target: str | None, **details: object) -> str:
    entry = Entry(
        number=1,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        action=action.name,
        actor_id=9,
        target=target,
        details=details,
    )
    return str(whole.audit().told(entry)).partition("<@9> ")[2]


def sides(
    action: AuditAction, option: GuildOption[object] | None
) -> tuple[dict[str, object], dict[str, object]]:
    if option is not None:
        old, new = OF_OPTIONS[option.kind]
        return {"value": old}, {"value": new}
    return (
        {name: OLD[value.shown] for name, value in action.values.items()},
        {name: NEW[value.shown] for name, value in action.values.items()},
    )


def test_every_change_is_told_with_what_was_there_before_and_after(whole: Container) -> None:
    for action in collect_actions(whole):
        options = collect_options(whole) if action.target is Shown.OPTION else [None]
        for option in options:
            before, after = sides(action, option)
            details = {
                Effect.ADDS: {"after": after},
                Effect.CHANGES: {"before": before, "after": after},
                Effect.REMOVES: {"before": before},
                Effect.DOES: {"after": after},
            }[action.effect]
            sentence = told(whole, action, option.key if option else "12", **details)
            assert not RAW.search(sentence), sentence
            assert (action.effect is Effect.DOES) or action.values, f"{action.name} tells nothing"
            for value in action.values.values():
                old, new = (
                    (str(option.shown(before["value"])), str(option.shown(after["value"])))
                    if option is not None
                    else SEEN[value.shown]
                )
                if action.effect is Effect.CHANGES:
                    assert f"{old} → {new}" in sentence, sentence
                else:
                    assert (old if "before" in details else new) in sentence, sentence


def test_what_is_forgotten_is_told_in_brief(whole: Container) -> None:
    for action in collect_actions(whole):
        for target in (None, "12"):
            sentence = told(whole, action, target)
            assert not RAW.search(sentence), sentence
            assert not re.search(r"\s$|:\s*$|\s{2}", sentence), sentence


def test_nothing_is_told_where_there_was_nothing_in_other_words_than_ours(whole: Container) -> None:
    for action in collect_actions(whole):
        if action.effect is not Effect.CHANGES or action.target is Shown.OPTION:
            continue
        nothing = dict.fromkeys(action.values)
        full = {name: NEW[value.shown] for name, value in action.values.items()}
        for before, after in ((nothing, full), (full, nothing)):
            sentence = told(whole, action, "12", before=before, after=after)
            assert not RAW.search(sentence), sentence
            for value in action.values.values():
                assert str(value.none) in sentence
