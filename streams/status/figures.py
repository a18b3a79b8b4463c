"""Every figure that Weir shows: name, help and labels, one literal table.

What is not in the table is not shown, and docs/metrics.md, the dashboard and the
alerting rules are compared with it. Labels are few: sites, kinds, levels, topics, partitions and the
sources of the settings, never an asset, a path or an address. Counters count what was committed.
"""

from typing import Literal

from msgspec import Struct

Kind = Literal["counter", "gauge", "histogram"]
Shell = Literal["worker", "collector", "embedded", "forwarder"]

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Bounds of a histogram: Prometheus' own to 10 s, and then to where every commit has timed out."""

_READERS: tuple[Shell, ...] = ("worker", "embedded", "collector")
_EVERY: tuple[Shell, ...] = (*_READERS, "forwarder")
_CORE: tuple[Shell, ...] = ("worker", "embedded")
_OUTPUTS: tuple[Shell, ...] = ("embedded", "forwarder")
_SOURCES: tuple[Shell, ...] = ("embedded", "collector")


class Figure(Struct, frozen=True):
    """One figure, and the shells that show it."""

    name: str
    kind: Kind
    help: str
    shells: tuple[Shell, ...]
    labels: tuple[str, ...] = ()


BUILD = Figure("weir_build_info", "gauge", "Always 1; says which version runs.", _EVERY, ("version",))
HEARTBEAT_AGE = Figure("weir_heartbeat_age_seconds", "gauge", "Seconds since the main loop last turned.", _EVERY)
READY = Figure("weir_ready", "gauge", "Whether the process does its work, as /readyz says it: 1 or 0.", _EVERY)

FLOWS = Figure("weir_flows_total", "counter", "Flows taken by the core and committed.", _CORE, ("site",))
READ_BYTES = Figure(
    "weir_read_bytes_total", "counter", "Bytes of messages or lines taken and committed.", _CORE, ("site",)
)
RECORDS = Figure(
    "weir_records_total", "counter", "Records taken: flows, ticks, asset-changes, verdicts.", _CORE, ("kind",)
)
DEAD_LETTERS = Figure("weir_dead_letters_total", "counter", "Records refused, by why.", _READERS, ("kind",))
NOTES = Figure(
    "weir_notes_total",
    "counter",
    "Fields left out of flows that were taken, rows of other logs, and what exporters lost.",
    _SOURCES,
    ("kind",),
)
ALERTS = Figure("weir_alerts_total", "counter", "Alerts opened (first revisions).", _CORE, ("kind", "level"))
ALERT_REVISIONS = Figure(
    "weir_alert_revisions_total", "counter", "Alert revisions published.", _CORE, ("kind", "level")
)

CHECKPOINT_SECONDS = Figure(
    "weir_checkpoint_seconds", "histogram", "A checkpoint, from gathering what changed to its commit.", _CORE
)
COMMIT_SECONDS = Figure("weir_commit_seconds", "histogram", "The store's part of a checkpoint.", _CORE)
STATE_RECORDS = Figure("weir_state_records_total", "counter", "State records written by checkpoints.", _CORE)
RECOVERY_SECONDS = Figure(
    "weir_recovery_seconds", "gauge", "Seconds that loading a held partition's state took.", _CORE, ("partition",)
)
STATE_PROBLEMS = Figure(
    "weir_state_problems_total", "counter", "State records that could not be read; they are learnt anew.", _CORE
)
PARTITIONS_HELD = Figure("weir_partitions_held", "gauge", "Partitions held.", _CORE)
PARTITIONS_LOST = Figure("weir_partitions_lost_total", "counter", "Partitions given up or taken by another.", _CORE)
CONSUMER_LAG = Figure(
    "weir_consumer_lag_messages",
    "gauge",
    "Messages of an input topic that are committed and not applied yet.",
    ("worker",),
    ("topic", "partition"),
)

WATERMARK_LAG = Figure(
    "weir_watermark_lag_seconds", "gauge", "Wall clock minus the site's event time.", _CORE, ("site",)
)
FLOW_AGE = Figure("weir_flow_age_seconds", "gauge", "Wall clock minus the time of the latest flow.", _CORE, ("site",))
LEDGER = Figure("weir_ledger_paths", "gauge", "Paths that wait for a verdict.", _CORE, ("site",))
OPEN_ALERTS = Figure("weir_open_alerts", "gauge", "Alerts that are open.", _CORE, ("site",))
READY_ASSETS = Figure(
    "weir_ready_assets_ratio", "gauge", "Share of assets whose baseline is ready, 0 to 1.", _CORE, ("site",)
)
ASSETS = Figure("weir_assets", "gauge", "Assets with a baseline of their own.", _CORE, ("site",))
PATHS = Figure("weir_paths", "gauge", "Paths known.", _CORE, ("site",))

SENSORS_TO_MEND = Figure(
    "weir_sensors_to_mend", "gauge", "Sensors of which `weir sensors` tells something to mend.", _CORE, ("site",)
)

SINK_DELIVERED = Figure(
    "weir_sink_delivered_total", "counter", "Alert revisions that an output has taken.", _OUTPUTS,
    ("sink",),
)  # fmt: skip
SINK_WAITING = Figure(
    "weir_sink_waiting_alerts", "gauge", "Alert revisions that wait for an output.", _OUTPUTS,
    ("sink",),
)  # fmt: skip
SINK_WAITING_SECONDS = Figure(
    "weir_sink_waiting_seconds",
    "gauge",
    "Seconds since an output took anything while some waited; 0 where none waits.",
    _OUTPUTS,
    ("sink",),
)
SINK_FAILURES = Figure(
    "weir_sink_failures_total", "counter", "Attempts in which an output did not take all.", _OUTPUTS,
    ("sink",),
)  # fmt: skip
SINK_LEFT_OUT = Figure(
    "weir_sink_left_out_total",
    "counter",
    "Alert revisions that an output never gets: it lagged too far, or they can't be formatted.",
    _OUTPUTS,
    ("sink",),
)
SINK_HEARTBEAT_SECONDS = Figure(
    "weir_sink_heartbeat_seconds", "gauge", "Seconds since the last receipt of an output's heartbeat.", _OUTPUTS,
    ("sink",),
)  # fmt: skip
SINK_HEARTBEAT_MISSING = Figure(
    "weir_sink_heartbeat_missing", "gauge", "Whether a receipt should have come and has not: 1 or 0.", _OUTPUTS,
    ("sink",),
)  # fmt: skip
SINK_REFUSED = Figure(
    "weir_sink_refused_total", "counter", "Alert revisions that a receiver refused for good.", _OUTPUTS,
    ("sink",),
)  # fmt: skip
SINK_DIGESTED = Figure(
    "weir_sink_digested_total", "counter", "Alert revisions past an output's rate, told of in a digest.", _OUTPUTS,
    ("sink",),
)  # fmt: skip
SINK_FAILURES_IN_A_ROW = Figure(
    "weir_sink_failures_in_a_row",
    "gauge",
    "Attempts since an output last took anything; 0 while it takes alerts.",
    _OUTPUTS,
    ("sink",),
)
SINK_OLDEST_SECONDS = Figure(
    "weir_sink_oldest_waiting_seconds",
    "gauge",
    "Age of the oldest alert revision that waits for an output, by event time; 0 where none waits.",
    _OUTPUTS,
    ("sink",),
)

PUBLISHED_RECORDS = Figure(
    "weir_published_records_total", "counter", "Records published: see weir_records_total.", ("collector",), ("kind",)
)
PUBLISHED_BYTES = Figure("weir_published_bytes_total", "counter", "Bytes of the messages published.", ("collector",))
PUBLISH_SECONDS = Figure(
    "weir_publish_seconds", "histogram", "A collector's transaction, from its first message to its commit.",
    ("collector",),
)  # fmt: skip
SOURCE_LAG_BYTES = Figure(
    "weir_source_lag_bytes",
    "gauge",
    "Bytes of files, or received, that are there and not read yet.",
    _SOURCES,
    ("source",),
)
SOURCE_LAG_MESSAGES = Figure(
    "weir_source_lag_messages",
    "gauge",
    "Messages of a raw topic that are there and not read yet.",
    ("collector",),
    ("source",),
)
SOURCE_ABSENT_PATHS = Figure(
    "weir_source_absent_paths", "gauge", "Paths of a source that are not there to be read.", _SOURCES, ("source",)
)

RECEIVED = Figure(
    "weir_received_total", "counter", "Datagrams or lines that a listening source has received.", _SOURCES, ("source",)
)
RECEIVED_LOST = Figure(
    "weir_received_lost_total",
    "counter",
    "Datagrams that were lost: in the kernel, whose buffer was full, or in the queue before the core; and rows that "
    "Kafka did not take.",
    _SOURCES,
    ("source", "kind"),
)
RECEIVED_PARKED = Figure(
    "weir_received_parked_total", "counter", "Datagrams of exporters that are not declared.", _SOURCES, ("source",)
)
UNKNOWN_EXPORTERS = Figure(
    "weir_unknown_exporters", "gauge", "Exporters that send and are not declared.", _SOURCES, ("source",)
)
OPEN_CONNECTIONS = Figure(
    "weir_source_connections", "gauge", "Connections that a listening source has open.", _SOURCES, ("source",)
)
REFUSED_CONNECTIONS = Figure(
    "weir_source_connections_refused_total", "counter", "Connections that were too many.", _SOURCES, ("source",)
)

FIGURES: tuple[Figure, ...] = (
    BUILD, HEARTBEAT_AGE, READY,
    FLOWS, READ_BYTES, RECORDS, DEAD_LETTERS, NOTES, ALERTS, ALERT_REVISIONS,
    CHECKPOINT_SECONDS, COMMIT_SECONDS, STATE_RECORDS, RECOVERY_SECONDS, STATE_PROBLEMS,
    PARTITIONS_HELD, PARTITIONS_LOST, CONSUMER_LAG,
    WATERMARK_LAG, FLOW_AGE, LEDGER, OPEN_ALERTS, READY_ASSETS, ASSETS, PATHS, SENSORS_TO_MEND,
    SINK_DELIVERED, SINK_WAITING, SINK_WAITING_SECONDS, SINK_OLDEST_SECONDS, SINK_FAILURES, SINK_FAILURES_IN_A_ROW,
    SINK_LEFT_OUT, SINK_REFUSED, SINK_DIGESTED, SINK_HEARTBEAT_SECONDS, SINK_HEARTBEAT_MISSING,
    PUBLISHED_RECORDS, PUBLISHED_BYTES, PUBLISH_SECONDS, SOURCE_LAG_BYTES, SOURCE_LAG_MESSAGES,
    SOURCE_ABSENT_PATHS, RECEIVED, RECEIVED_LOST, RECEIVED_PARKED, UNKNOWN_EXPORTERS, OPEN_CONNECTIONS,
    REFUSED_CONNECTIONS,
)  # fmt: skip

PROCESS_FIGURES: tuple[str, ...] = (
    "process_cpu_seconds_total",
    "process_resident_memory_bytes",
    "process_virtual_memory_bytes",
    "process_open_fds",
    "process_max_fds",
    "process_start_time_seconds",
)
"""Those of prometheus-client's ProcessCollector, where there is a /proc."""
