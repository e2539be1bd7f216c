"""What features declare is found by its mark, complete, and named once."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import TypeVar

import pytest

import app.core
import app.features
import app.recording
from app.container import Container
from app.core.guild_options import GuildOption
from app.infra.audit import AuditAction
from app.infra.events import Subscriber
from app.injection import collect_actions, collect_jobs, collect_options, collect_subscribers
from app.settings.loader import ROOT
from app.settings.schema import Settings

T = TypeVar("T")
PACKAGES = (app.core, app.features, app.recording)


@pytest.fixture(scope="module")
def whole(settings: Settings) -> Container:
    return Container(settings=settings)


def modules() -> Iterator[ModuleType]:
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(module.name)


def declared(kind: type[T]) -> list[T]:
    """Every value of a kind that is a module's own, each once."""
    found = {
        id(value): value for module in modules() for value in vars(module).values() if isinstance(value, kind)
    }
    return list(found.values())


def test_every_audit_action_is_offered_and_named_once(whole: Container) -> None:
    offered = collect_actions(whole)
    assert {action.name for action in declared(AuditAction)} == {action.name for action in offered}
    assert len({action.name for action in offered}) == len(offered)


def test_every_option_is_offered_and_named_after_its_feature(whole: Container) -> None:
    offered = collect_options(whole)
    assert {option.key for option in declared(GuildOption)} == {option.key for option in offered}
    assert len({option.key for option in offered}) == len(offered)
    for option in offered:
        owner, _, name = option.key.partition(".")
        assert owner.isidentifier(), option.key
        assert name.isidentifier(), option.key
        assert str(option.help).endswith("."), option.key


def test_every_option_is_explained_on_a_page(whole: Container) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs" / "plugins").glob("*.md"))
    for option in collect_options(whole):
        assert f"**{option.label}**" in pages, option.key


def test_every_subscriber_is_offered_and_has_a_job(whole: Container) -> None:
    offered = collect_subscribers(whole)
    assert {each.name for each in declared(Subscriber)} == {each.name for each in offered}
    assert {each.name for each in offered} <= {job.name for job in collect_jobs(whole)}
