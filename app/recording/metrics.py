"""What the recording is measured by."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class RecordingMetrics:
    """Labels are names of events and tables."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.events = Counter("twi_activity_events", "Events taken in.", registry=registry)
        self.rows = Counter("twi_activity_rows", "Rows written.", ["table"], registry=registry)
        self.malformed = Counter(
            "twi_activity_malformed", "Events that could not be read.", ["event"], registry=registry
        )
        self.dropped = Counter(
            "twi_activity_dropped", "Events that could be neither stored nor kept.", registry=registry
        )
        self.lag = Histogram(
            "twi_activity_lag_seconds",
            "From the first event of a batch to its commit.",
            buckets=(0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0),
            registry=registry,
        )
        self.buffered = Gauge("twi_activity_buffered", "Events in memory.", registry=registry)
        self.on_disk = Gauge("twi_activity_on_disk", "Batches on disk.", registry=registry)
