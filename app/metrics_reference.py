"""Every metric of the process, collected from the container: features add theirs without telling anybody."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry

from app.container import Container
from app.injection import providers
from app.settings.schema import Settings

INTRODUCTION = """\
# Metrics

<!-- Generated from the metrics of the container by `twi config docs`. Do not edit. -->

What `/metrics` tells, by name. What to watch is told in [Operate](../operate.md#metrics).

| metric | kind | meaning |
| --- | --- | --- |
"""


def registry() -> CollectorRegistry:
    """The registry with every metric that a process can have, all at zero."""
    container = Container(settings=Settings())
    for provider in container.traverse(types=[providers.Singleton]):
        if provider.cls.__name__.endswith("Metrics"):
            provider()
    return container.metrics().registry


def reference() -> str:
    """The text of docs/reference/metrics.md."""
    return INTRODUCTION + "".join(sorted(_rows()))


def _rows() -> Iterator[str]:
    for metric in registry().collect():
        name = f"{metric.name}_total" if metric.type == "counter" else metric.name
        yield f"| `{name}` | {metric.type} | {metric.documentation} |\n"
