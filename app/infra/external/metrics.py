"""What requests to other services are measured by."""

from __future__ import annotations

from collections.abc import Collection

from prometheus_client import CollectorRegistry, Counter, Histogram

SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

OTHER = "other"
"""The label of all hosts without a name of their own: members may name any number of them."""


class ExternalMetrics:
    """``named_hosts`` are shown by name."""

    def __init__(self, registry: CollectorRegistry, named_hosts: Collection[str]) -> None:
        self._named = frozenset(named_hosts)
        self._requests = Counter(
            "twi_external_requests",
            "Requests to services other than Discord.",
            ["host", "outcome"],
            registry=registry,
        )
        self._seconds = Histogram(
            "twi_external_seconds",
            "Time per request to another service, with its tries and redirects.",
            ["host"],
            buckets=SECONDS,
            registry=registry,
        )

    def asked(self, host: str | None, outcome: str, seconds: float) -> None:
        """Count one request; without a host it was refused unread."""
        label = host if host in self._named else OTHER
        self._requests.labels(label, outcome).inc()
        self._seconds.labels(label).observe(seconds)
