"""From a scenario to a file that a person can go on writing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from discord_sandbox.clients.action_kinds import STEPS, Message
from discord_sandbox.model.payload import Payload
from discord_sandbox.scenarios.model import Scenario, Step
from discord_sandbox.scenarios.step_parts import FURTHER, PLACE

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Item, Table

LINE = 80
"""Characters from which a list is broken into lines."""


def write(scenario: Scenario, remarks: Iterable[str] = ()) -> str:
    """The scenario's file, with ``remarks`` at its top."""
    import tomlkit

    document = tomlkit.document()
    for remark in remarks:
        document.add(tomlkit.comment(remark))
    document.add("about", tomlkit.item(scenario.about))
    document.add("world", tomlkit.item(scenario.world))
    document.add("guild", tomlkit.item(scenario.guild))
    if scenario.channel:
        document.add("channel", tomlkit.item(scenario.channel))
    if scenario.variables:
        document.add("let", tomlkit.item(scenario.variables))
    return tomlkit.dumps(_with_steps(document, scenario.steps)).rstrip() + "\n"


def write_step(step: Step) -> str:
    """One step as it stands in a file."""
    import tomlkit

    return tomlkit.dumps(_with_steps(tomlkit.document(), [step])).strip() + "\n"


def _with_steps(document: TOMLDocument, steps: Iterable[Step]) -> TOMLDocument:
    import tomlkit

    tables = tomlkit.aot()
    for step in steps:
        tables.append(_table(step))
    document.append("step", tables)
    return document


def _table(step: Step) -> Table:
    import tomlkit

    table = tomlkit.table()
    for name, value in _keys(step).items():
        table.add(name, _item(value))
    if step.expect:
        table.add("expect", _expected(step.expect))
    return table


def _expected(expect: Payload) -> Table:
    import tomlkit

    table = tomlkit.table()
    for name, value in expect.items():
        if name != "followups":
            table.add(name, _item(value))
    if "followups" in expect:
        followups = tomlkit.aot()
        for each in expect["followups"]:
            followups.append(_expected(each))
        table.add("followups", followups)
    return table


def _keys(step: Step) -> Payload:
    """A step's keys in the order in which one reads them: who, where, what, and further things."""
    word, kind = next((word, kind) for word, kind in STEPS.items() if kind.name == step.action["kind"])
    keys = {name: step.action[name] for name in PLACE if name in step.action}
    if kind.message is Message.VALUE:
        keys[word] = step.on
    else:
        keys[word] = step.action[kind.part] if kind.part else True
        if kind.message in {Message.OPTIONAL, Message.LAST} and step.on != "last":
            keys["on"] = step.on
    keys |= {name: step.action[name] for name in FURTHER if name in step.action}
    return keys | ({"as": step.name} if step.name else {})


def _item(value: object) -> Item:
    import tomlkit

    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        items = tomlkit.array()
        for each in value:
            items.append(_item(each))
        items.multiline(sum(len(str(each)) for each in value) > LINE)
        return items
    if isinstance(value, dict):
        inline = tomlkit.inline_table()
        for name, each in value.items():
            inline.append(name, _item(each))
        return inline
    plain: Item = tomlkit.item(value)
    return plain


def _text(value: str) -> Item:
    """Text as it reads best: without escapes where that is possible, over lines where it has some."""
    import tomlkit
    from tomlkit.items import String, StringType, Trivia

    if "\n" in value:
        literal = "'''" not in value and "\\" in value and not value.endswith("'")
        written = tomlkit.string(value, literal=literal, multiline=True).as_string()[3:-3]
        kind = StringType.MLL if literal else StringType.MLB
        # The line break after the quotation marks is none of the text's; the library only writes it where it must.
        return String(kind, value, written if value.startswith("\n") else "\n" + written, Trivia())
    literal = ("\\" in value or '"' in value) and "'" not in value
    return tomlkit.string(value, literal=literal)
