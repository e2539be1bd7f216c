"""Lists that are paged through, questions that are confirmed, suggestions while typing: built once, here.

With ``Reply`` and ``Card`` this is all a plugin needs in order to talk to people.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import lightbulb
from hikari.impl import AutocompleteChoiceBuilder

from app.core.cards import MOST_OPTIONS, Button, Card, Style
from app.core.excerpts import caption
from app.core.i18n import joined, t
from app.core.localized import Number, Words
from app.core.suggestions import Suggestion, V, closest
from app.discord.cards import OPTION
from app.discord.components import ComponentEvent, Router, on_component, out_of_date
from app.discord.reply import Reply
from app.infra.component_states import ComponentStates

State: TypeAlias = dict[str, Any]
"""What a list must know to show any of its pages: the question asked, as JSON."""

CANCEL = "ui.cancel"
NO_STATE = 0
"""In place of a panel's number where no state is kept; PostgreSQL counts from 1."""
PAGE_TEXT, PAGE_LINES = 3000, 25
"""What one page of a list holds; the rest of a message is left to its title and footer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list, and how many there are."""

    card: Card
    count: int = 1


Source: TypeAlias = Callable[..., Coroutine[object, None, Page]]


class Pager:
    """A list with buttons to page through it; also after a restart, and always up to date.

    ``source`` is asked for every page anew with the state and the page's number (from 0), and may ask for
    services and for the ``Actor`` by type: it checks for itself what the person who clicks may see.
    """

    def __init__(self, loader: lightbulb.Loader, action: str, source: Source) -> None:
        self._action = action
        self.source: Source = lightbulb.di.with_di(source)
        self.turn = on_component(loader, action)(self._turn)
        self.opening: Callable[..., Coroutine[object, None, None]] = lightbulb.di.with_di(self._open)

    async def open(self, reply: Reply, state: State | None = None, *, private: bool = False) -> None:
        """Answer with the first page."""
        await self.opening(reply, state or {}, private)

    async def _open(
        self,
        reply: Reply,
        state: State,
        private: bool,  # noqa: FBT001 - lightbulb hands on what is injected by position
        component_states: ComponentStates,
    ) -> None:
        page = await self.source(state, 0)
        if page.count > 1:
            # A list that must know nothing can be paged through while the database is away.
            state_id = await component_states.keep(reply.user_id, state) if state else NO_STATE
            page = self._with_buttons(page, state_id, 0)
        await reply.show(page.card, private=private)

    async def _turn(self, event: ComponentEvent, reply: Reply, component_states: ComponentStates) -> None:
        state_id, number = (int(part) for part in event.argument.split(".")[:2])
        state = {} if state_id == NO_STATE else await component_states.state_of(state_id)
        if state is None:
            raise out_of_date()
        page = await self.source(state, number)
        # The list may have become shorter since the button was sent.
        if number > (last := max(page.count, 1) - 1):
            number = last
            page = await self.source(state, number)
        await reply.update(self._with_buttons(page, state_id, number).card)

    def _with_buttons(self, page: Page, state_id: int, number: int) -> Page:
        def button(label: Words, target: int, slot: str, *, disabled: bool) -> Button:
            # The slot keeps ids apart where two buttons lead to the same page: Discord wants them unique.
            argument = f"{state_id}.{max(target, 0)}.{slot}"
            return Button(label=label, action=self._action, argument=argument, disabled=disabled)

        row = (
            button(t("Back"), number - 1, "b", disabled=number <= 0),
            button(
                t("Page {number} of {count}", number=Number(number + 1), count=Number(page.count)),
                number,
                "n",
                disabled=True,
            ),
            button(t("Next"), number + 1, "f", disabled=number >= page.count - 1),
        )
        return replace(page, card=replace(page.card, controls=(*page.card.controls, row)))


def paged(loader: lightbulb.Loader, action: str) -> Callable[[Source], Pager]:
    """Make a ``Pager`` of a source: ``@paged(loader, "quotes.found")``."""
    return lambda source: Pager(loader, action, source)


def one_page(lines: Sequence[Words], number: int, *, title: Words, footer: Words = "") -> Page:
    """Page ``number`` (from 0) of a list that is at hand as a whole: as many lines as fit one message."""
    pages: list[list[Words]] = [[]]
    for line in lines:
        size = sum(len(str(shown)) + 1 for shown in pages[-1]) + len(str(line))
        if pages[-1] and (size > PAGE_TEXT or len(pages[-1]) == PAGE_LINES):
            pages.append([])
        pages[-1].append(line)
    # The list may have become shorter since the button was sent.
    shown = pages[min(number, len(pages) - 1)]
    body = [joined(shown, "\n")] if shown else []
    return Page(card=Card(title=title, body=body, footer=footer), count=len(pages))


def page_count(items: int, per_page: int) -> int:
    """How many pages ``items`` fill; an empty list still has one."""
    return max(1, -(-items // per_page))


async def confirm(reply: Reply, question: Words, action: str, argument: object, *, label: Words) -> None:
    """Ask privately before something that cannot be undone; ``action`` is served when the answer is yes.

    Its handler ends with ``reply.update``, which takes the question's place.
    """
    yes = Button(label=label, action=action, argument=argument, style=Style.DANGER)
    no = Button(label=t("Leave it"), action=CANCEL)
    await reply.show(Card(body=[question], controls=[(yes, no)]), private=True)


async def _cancel(reply: Reply) -> None:
    await reply.update(Card(body=[t("Nothing was changed.")]))


def install(router: Router) -> None:
    """Serve what belongs to no plugin."""
    router.add(CANCEL, lightbulb.di.with_di(_cancel))


def typed(ctx: lightbulb.AutocompleteContext[V]) -> str:
    """What has been typed so far into the option that is being filled in."""
    return str(ctx.focused.value or "")


async def suggest(ctx: lightbulb.AutocompleteContext[V], offered: Iterable[Suggestion[V]]) -> None:
    """Answer an autocompletion with what comes closest to what was typed, as many as Discord shows."""
    # A value that was cut would name something else, so it is left out.
    fitting = (one for one in offered if len(str(one.value)) <= OPTION and one.label.strip())
    shown = closest(typed(ctx), fitting)[:MOST_OPTIONS]
    await ctx.respond(
        [AutocompleteChoiceBuilder(name=caption(one.label, OPTION), value=one.value) for one in shown]
    )
