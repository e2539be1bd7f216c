"""The metrics that are no part's own. Labels are commands, outcomes, parts: never ids of people or guilds."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

ANSWER_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 10.0, 60.0)
QUERY_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0)
LAG_SECONDS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)


class CommandMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self._invocations = Counter(
            "twi_commands", "Invocations served.", ["kind", "command", "outcome"], registry=registry
        )
        self._seconds = Histogram(
            "twi_command_seconds",
            "From receipt to the end of an invocation.",
            ["command"],
            buckets=ANSWER_SECONDS,
            registry=registry,
        )
        self._answer_seconds = Histogram(
            "twi_first_answer_seconds",
            "From receipt to the first answer; Discord gives up after 3.",
            ["command"],
            buckets=ANSWER_SECONDS,
            registry=registry,
        )

    def observe(
        self, kind: str, name: str, outcome: str, seconds: float, answered_after: float | None
    ) -> None:
        """Count one served interaction."""
        self._invocations.labels(kind, name, outcome).inc()
        self._seconds.labels(name).observe(seconds)
        if answered_after is not None:
            self._answer_seconds.labels(name).observe(answered_after)


class GatewayMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.latency = Gauge(
            "twi_gateway_latency_seconds", "Heartbeat round trip.", ["shard"], registry=registry
        )
        self.connected = Gauge("twi_shard_connected", "1 while connected.", ["shard"], registry=registry)
        self.unreadable = Counter(
            "twi_gateway_unreadable",
            "Events of Discord's that could not be read and were skipped.",
            ["event"],
            registry=registry,
        )
        self.lease = Gauge(
            "twi_shard_lease", "1 while this process may serve the shard.", ["shard"], registry=registry
        )
        self.guilds = Gauge("twi_guilds", "Guilds the bot is in.", registry=registry)


class DatabaseMetrics:
    def __init__(self, registry: CollectorRegistry) -> None:
        self.queries = Counter("twi_database_queries", "Statements sent.", ["outcome"], registry=registry)
        self.query_seconds = Histogram(
            "twi_database_query_seconds", "Time per statement.", buckets=QUERY_SECONDS, registry=registry
        )
        self.slow_queries = Counter(
            "twi_database_slow_queries", "Statements logged as slow.", registry=registry
        )
        self.pool_in_use = Gauge("twi_database_pool_in_use", "Connections in use.", registry=registry)
        self.pool_open = Gauge("twi_database_pool_open", "Connections open.", registry=registry)


class Metrics:
    """The counters, gauges and histograms of one process, by subject."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.commands = CommandMetrics(registry)
        self.gateway = GatewayMetrics(registry)
        self.database = DatabaseMetrics(registry)
        self.cache = Counter("twi_cache_reads", "Reads of the cache.", ["name", "result"], registry=registry)
        self.loop_lag = Histogram(
            "twi_event_loop_lag_seconds",
            "How late the event loop wakes a sleeper.",
            buckets=LAG_SECONDS,
            registry=registry,
        )
        self.failures = Counter(
            "twi_failures", "Failures that are not the user's.", ["part"], registry=registry
        )
        self.foreign_ids = Counter(
            "twi_foreign_ids",
            "Ids refused because they are of nothing in the guild.",
            ["kind"],
            registry=registry,
        )

    def render(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
