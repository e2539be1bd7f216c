"""Where the container meets lightbulb: what plugins may ask for, and how it reaches them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias, TypeVar

import lightbulb
from linkd.graph import Lifetime

from app.core.guild_options import GuildOption, OptionWatcher
from app.core.hidden_imports import hidden_imports
from app.infra.audit import AuditAction
from app.infra.events import Subscriber
from app.infra.jobs.kinds import Job
from app.recording.ports import MessageObserver

# dependency-injector imports these only to read settings its own way, which nothing here does.
with hidden_imports("pydantic_settings", "yaml"):
    from dependency_injector import containers, providers

__all__ = [
    "ActionList",
    "BackgroundList",
    "Injectable",
    "JobList",
    "Observing",
    "OptionList",
    "SubscriberList",
    "Watching",
    "collect_actions",
    "collect_background",
    "collect_jobs",
    "collect_observers",
    "collect_options",
    "collect_subscribers",
    "collect_watchers",
    "connect",
    "containers",
    "providers",
]

T = TypeVar("T")
Background: TypeAlias = Callable[[], Coroutine[object, None, None]]


class Injectable(providers.Singleton[T]):
    """A singleton that plugins may ask for by its type."""


class Observing(providers.Singleton[T]):
    """A singleton that hears what is recorded."""


def collect_observers(container: containers.DeclarativeContainer) -> list[MessageObserver]:
    """Who hears what is recorded, of every part."""
    return [provider() for provider in container.traverse(types=[Observing])]


class Watching(providers.Singleton[T]):
    """A singleton that has to know at once what a guild has decided. It may ask for no settings while it is built."""


def collect_watchers(container: containers.DeclarativeContainer) -> list[OptionWatcher]:
    """Who has to know what guilds decide, of every part."""
    return [provider() for provider in container.traverse(types=[Watching])]


class JobList(providers.Callable[list[Job]]):
    """The jobs of one part. All of a container's are found by this mark, so nobody has to list them."""


class SubscriberList(providers.Object[tuple[Subscriber[Any], ...]]):
    """The subscribers of one part, found like its jobs, and without building who hears."""


def collect_subscribers(container: containers.DeclarativeContainer) -> list[Subscriber[Any]]:
    """The subscribers of every part, by name."""
    found = [each for provider in container.traverse(types=[SubscriberList]) for each in provider()]
    return sorted(found, key=lambda subscriber: subscriber.name)


class BackgroundList(providers.Callable[list[Background]]):
    """What one part does beside the commands, from the connection on and until it is cancelled."""


def collect_background(container: containers.DeclarativeContainer) -> list[Background]:
    """What runs in the background, of every part."""
    return [task for provider in container.traverse(types=[BackgroundList]) for task in provider()]


class ActionList(providers.Object[tuple[AuditAction, ...]]):
    """What one part writes into the audit log."""


class OptionList(providers.Object[tuple[GuildOption[object], ...]]):
    """What one part lets guilds decide."""


def collect_actions(container: containers.DeclarativeContainer) -> list[AuditAction]:
    """The audit actions of every part, by name."""
    found = [each for provider in container.traverse(types=[ActionList]) for each in provider()]
    return sorted(found, key=lambda action: action.name)


def collect_options(container: containers.DeclarativeContainer) -> list[GuildOption[object]]:
    """The options of every part, in the order in which the panel shows them."""
    found = [each for provider in container.traverse(types=[OptionList]) for each in provider()]
    # What concerns the whole server comes first.
    return sorted(found, key=lambda option: (not option.key.startswith("settings."), option.key))


def collect_jobs(container: containers.DeclarativeContainer) -> list[Job]:
    """The jobs of every part, by name."""
    jobs = [job for provider in container.traverse(types=[JobList]) for job in provider()]
    return sorted(jobs, key=lambda job: job.name)


def connect(container: containers.DeclarativeContainer, client: lightbulb.Client) -> None:
    """Offer every ``Injectable`` of ``container`` to the client's plugins, under its own type.

    The client asks the provider each time, so the container stays the only place that keeps instances
    and a test's override is seen at once.
    """
    registry = client.di.registry_for(lightbulb.di.Contexts.DEFAULT)
    offered: set[type[object]] = set()
    for provider in container.traverse(types=[Injectable]):
        if provider.cls in offered:
            raise ValueError(
                f"two providers offer {provider.cls.__name__}; plugins could not tell them apart"
            )
        offered.add(provider.cls)
        registry.register_factory(provider.cls, _asking(provider), lifetime=Lifetime.PROTOTYPE)


def _asking(provider: Callable[[], T]) -> Callable[[], T]:
    # linkd reads the factory's signature, and compiled providers have none.
    return lambda: provider()  # noqa: PLW0108 - that is the point
