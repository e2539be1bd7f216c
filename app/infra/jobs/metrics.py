"""What the jobs of one process are measured by."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from app.infra.jobs.queue import Backlog

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 10.0, 60.0)


class JobMetrics:
    """Labels are the names of jobs: never ids of people or guilds."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._runs = Counter("twi_jobs", "Jobs run.", ["job", "outcome"], registry=registry)
        self._seconds = Histogram(
            "twi_job_seconds", "Time per job.", ["job"], buckets=SECONDS, registry=registry
        )
        self._last_success = Gauge(
            "twi_job_last_success_timestamp_seconds", "When it last succeeded.", ["job"], registry=registry
        )
        self._waiting = Gauge("twi_jobs_waiting", "Jobs that are due.", ["job"], registry=registry)
        self._late = Gauge(
            "twi_jobs_late_seconds", "Since when the oldest of them is due.", ["job"], registry=registry
        )
        self._given_up = Gauge(
            "twi_jobs_given_up",
            "Jobs that failed for a day and wait for a person.",
            ["job"],
            registry=registry,
        )
        self.standstills = Counter(
            "twi_jobs_standstills", "Times that the connection of the jobs was lost.", registry=registry
        )

    def ran(self, name: str, outcome: str, seconds: float) -> None:
        """Count one run."""
        self._runs.labels(name, outcome).inc()
        self._seconds.labels(name).observe(seconds)
        if outcome == "ok":
            self._last_success.labels(name).set_to_current_time()

    def show(self, backlog: Iterable[Backlog]) -> None:
        """Tell how much there is of every name; a name of which there is nothing any more is left out."""
        for gauge in (self._waiting, self._late, self._given_up):
            gauge.clear()
        for each in backlog:
            self._waiting.labels(each.name).set(each.waiting)
            self._late.labels(each.name).set(max(each.late, 0.0))
            self._given_up.labels(each.name).set(each.given_up)
