"""Where the container meets lightbulb: what plugins may ask for, and how it reaches them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import lightbulb
from linkd.graph import Lifetime

from app.core.absence import absent
from app.infra.jobs import Job

# dependency-injector imports these only to read settings its own way, which nothing here does.
with absent("pydantic_settings", "yaml"):
    from dependency_injector import containers, providers

__all__ = ["Injectable", "JobList", "collect_jobs", "connect", "containers", "providers"]

T = TypeVar("T")


class Injectable(providers.Singleton[T]):
    """A singleton that plugins may ask for by its type."""


class JobList(providers.Callable[list[Job]]):
    """The jobs of one part. All of a container's are found by this mark, so nobody has to list them."""


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
    offered: set[type[Any]] = set()
    for provider in container.traverse(types=[Injectable]):
        if provider.cls in offered:
            raise ValueError(
                f"two providers offer {provider.cls.__name__}; plugins could not tell them apart"
            )
        offered.add(provider.cls)
        registry.register_factory(provider.cls, _asking(provider), lifetime=Lifetime.PROTOTYPE)


def _asking(provider: Callable[[], Any]) -> Callable[[], Any]:
    # linkd reads the factory's signature, and compiled providers have none.
    return lambda: provider()  # noqa: PLW0108 - that is the point
