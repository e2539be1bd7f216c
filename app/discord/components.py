"""Buttons, menus and forms that outlive the process that sent them.

A custom id says everything: which handler, whose panel, one argument, and a signature over it and the
guild. lightbulb's own menus live in memory and leave a click without any answer after a restart.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import hikari
import lightbulb
import linkd

from app.core.errors import Forbidden, InvalidInput, NotFound
from app.core.i18n import t
from app.discord.written import clean_field

VERSION = "1"
LONGEST = 100
SEPARATOR = ":"
SIGNATURE_BYTES = 9

Handler: TypeAlias = Callable[..., Coroutine[object, None, None]]

COMPONENT = linkd.global_context_registry.register("app.contexts.component")
"""The injection context of component and form handlers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentEvent:
    """What came back from a button, a menu or a form."""

    action: str
    argument: str
    values: Sequence[str] = ()
    """What was selected in a menu: option values, or ids of roles and channels."""
    offered: Sequence[str] = ()
    """The values of all options that the menu showed."""
    fields: Mapping[str, str] | None = None
    """What was written into a form, by field name."""

    @property
    def ids(self) -> list[int]:
        """What was selected in a menu of roles or channels. Whose these are, a service has to ask."""
        try:
            return [int(value) for value in self.values]
        except ValueError:
            raise InvalidInput(t("I do not understand that choice.")) from None

    def field(self, name: str) -> str:
        """What was written into one field of a form; empty if it was left out."""
        return (self.fields or {}).get(name, "")


class CustomIds:
    """Makes and reads signed custom ids."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(
        self, action: str, argument: object = "", *, guild_id: int | None, owner_id: int | None = None
    ) -> str:
        """A custom id for ``action`` (``plugin.what``); only ``owner_id`` may use it, or everybody."""
        owner = "" if owner_id is None else f"{owner_id:x}"
        payload = SEPARATOR.join((action, owner, str(argument)))
        custom_id = SEPARATOR.join((VERSION, self._signature(payload, guild_id), payload))
        if len(custom_id) > LONGEST:
            raise ValueError(
                f"{action}: an argument of {len(str(argument))} characters does not fit; keep a panel"
            )
        return custom_id

    def read(self, custom_id: str, *, guild_id: int | None, user_id: int) -> tuple[str, str]:
        """The action and the argument, or a polite refusal."""
        version, _, signed = custom_id.partition(SEPARATOR)
        signature, _, payload = signed.partition(SEPARATOR)
        genuine = hmac.compare_digest(signature.encode(), self._signature(payload, guild_id).encode())
        if version != VERSION or not genuine:
            raise out_of_date()
        action, owner, argument = payload.split(SEPARATOR, 2)
        if owner and int(owner, 16) != user_id:
            raise Forbidden(
                t("These buttons belong to somebody else. Run the command yourself to get your own.")
            )
        return action, argument

    def _signature(self, payload: str, guild_id: int | None) -> str:
        digest = hmac.digest(
            self._key, f"{guild_id or 0}{SEPARATOR}{payload}".encode("utf-8", "replace"), hashlib.sha256
        )
        return base64.urlsafe_b64encode(digest[:SIGNATURE_BYTES]).decode()


def out_of_date() -> NotFound:
    return NotFound(t("This panel is out of date. Please run the command again."))


class Router:
    """Which handler serves which action. Plugins add theirs when they load."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}

    def add(self, action: str, handler: Handler) -> None:
        if action in self._handlers:
            raise ValueError(f"two handlers for {action}")
        self._handlers[action] = handler

    def remove(self, action: str, handler: Handler) -> None:
        # A plugin that could not be added because the action is taken must not remove the other's handler.
        if self._handlers.get(action) is handler:
            del self._handlers[action]

    def handler_of(self, action: str) -> Handler:
        if (handler := self._handlers.get(action)) is None:
            raise out_of_date()
        return handler


class on_component(lightbulb.Loadable):  # noqa: N801 - reads as a decorator
    """Serve an action: ``@on_component(loader, "quotes.delete")``. Forms come back the same way.

    The handler asks for what it needs by type: ``ComponentEvent``, ``Reply``, ``Actor``, services.
    """

    def __init__(self, loader: lightbulb.Loader, action: str) -> None:
        self._loader = loader
        self._action = action
        self._handler: Handler | None = None

    def __call__(self, handler: Handler) -> Handler:
        self._handler = lightbulb.di.with_di(handler)
        self._loader.add(self)
        return self._handler

    async def load(self, client: lightbulb.Client) -> None:
        if self._handler is not None:
            (await _router_of(client)).add(self._action, self._handler)

    async def unload(self, client: lightbulb.Client) -> None:
        if self._handler is not None:
            (await _router_of(client)).remove(self._action, self._handler)


async def _router_of(client: lightbulb.Client) -> Router:
    async with client.di.enter_context(lightbulb.di.Contexts.DEFAULT) as container:
        return await container.get(Router)


def event_of(
    interaction: hikari.ComponentInteraction | hikari.ModalInteraction, action: str, argument: str
) -> ComponentEvent:
    """The interaction's content as a value; refuses what a menu of options did not offer."""
    if isinstance(interaction, hikari.ComponentInteraction):
        values, offered = tuple(interaction.values), tuple(_offered(interaction))
        if interaction.component_type is hikari.ComponentType.TEXT_SELECT_MENU and not {*values} <= {
            *offered
        }:
            raise out_of_date()
        return ComponentEvent(action=action, argument=argument, values=values, offered=offered)
    fields = {
        field.custom_id: clean_field(field.value)
        for row in interaction.components
        for field in row.components
    }
    return ComponentEvent(action=action, argument=argument, fields=fields)


def _offered(interaction: hikari.ComponentInteraction) -> Iterator[str]:
    for component in _flat(interaction.message.components):
        if (
            isinstance(component, hikari.TextSelectMenuComponent)
            and component.custom_id == interaction.custom_id
        ):
            yield from (option.value for option in component.options)


def _flat(components: Iterable[hikari.PartialComponent]) -> Iterator[hikari.PartialComponent]:
    for component in components:
        yield component
        yield from _flat(getattr(component, "components", ()))
