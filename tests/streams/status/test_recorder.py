"""Facts in, figures out."""

from collections.abc import Iterator

import msgspec

from models.pipeline import Pipeline
from models.queries.census import Census
from models.settings import CoreSettings
from schemas.dead_letter import DeadKind, dead
from streams.checkpoint.protocol import Checkpoint
from streams.checkpoint.tally import Tally
from streams.status.figures import Shell
from streams.status.health import Health
from streams.status.metrics import Metrics
from streams.status.observer import (
    Checkpointed,
    Committed,
    ConsumerLag,
    Left,
    ListenerFared,
    Published,
    Ready,
    ReceivedLost,
    SinkFared,
    SourceLag,
    Taken,
)
from streams.status.recorder import MAX_SITES, OTHER, TURN_S, Recorder
from tests.models import builders as b
from tests.scraping import Page
from tests.streams.records import an_alert

KINDS: tuple[DeadKind, ...] = ("malformed", "malformed", "failed")


class Watched:
    """A recorder whose clock stands until it is moved, and each look at it costs `cost_s`."""

    def __init__(self, shell: Shell = "worker") -> None:
        self.now, self.cost_s = 100.0, 0.0
        self.metrics = Metrics(shell, lambda: b.MONDAY + 100_000.0)
        self.health = Health(60.0, lambda: self.now)
        self.recorder = Recorder(shell, self.metrics, self.health, census_s=15.0, monotonic=self._monotonic)

    def _monotonic(self) -> float:
        self.now += self.cost_s
        return self.now

    def turns(self, count: int = 10) -> None:
        for _ in range(count):
            self.recorder.turn()

    def page(self) -> Page:
        return Page(self.metrics.render().decode())


def checkpointed(tally: Tally | None = None, **fields: object) -> Checkpointed:
    whole = {"alerts": (), "records": (), "paths": (), "dead_letters": (), "runs": (), "positions": {}} | fields
    return Checkpointed(Checkpoint(tally=tally or Tally(), **whole), 0.02)  # type: ignore[arg-type]


def plants(*sites: str) -> dict[str, Pipeline]:
    found = {site: Pipeline(site, CoreSettings()) for site in sites}
    for site, pipeline in found.items():
        pipeline.observe([b.flow(b.MONDAY + n, b.SCADA, b.PLC, site=site) for n in range(5)])
    return found


def test_notes_are_counted_by_both_shells_that_read_rows() -> None:
    tally = Tally(notes={"other log": 3, "impossible duration": 1})
    embedded, collector = Watched("embedded"), Watched("collector")
    embedded.recorder.tell(checkpointed(tally))
    collector.recorder.tell(Published(tally, [], 0.04))
    for watched in (embedded, collector):
        counted = watched.page().by("weir_notes_total", "kind")
        assert counted == {("other log",): 3, ("impossible duration",): 1}


def test_a_checkpoint_counts_what_it_holds() -> None:
    watched = Watched()
    tally = Tally(flows={"a": 5}, read_bytes={"a": 700}, records={"flows": 5, "ticks": 2})
    letters = [dead(source="x", reason="y", raw=b"", kind=kind) for kind in KINDS]
    alerts = [an_alert("one"), an_alert("one", revision=2), an_alert("two")]
    for _ in range(2):
        watched.recorder.tell(Committed(0.01))
        watched.recorder.tell(checkpointed(tally, dead_letters=letters, alerts=alerts))
    page = watched.page()
    assert page.value("weir_flows_total", site="a") == 10
    assert page.value("weir_read_bytes_total", site="a") == 1_400
    assert page.by("weir_records_total", "kind") == {
        ("flows",): 10, ("ticks",): 4, ("asset-changes",): 0, ("verdicts",): 0
    }  # fmt: skip
    assert page.value("weir_dead_letters_total", kind="malformed") == 4
    assert page.value("weir_dead_letters_total", kind="failed") == 2
    assert page.value("weir_dead_letters_total", kind="oversized") == 0
    assert page.value("weir_alert_revisions_total", kind="new-path-crossing", level="high") == 6
    assert page.value("weir_alerts_total", kind="new-path-crossing", level="high") == 4
    assert page.value("weir_checkpoint_seconds_count") == page.value("weir_commit_seconds_count") == 2


def test_a_held_site_is_counted_and_its_figures_go_with_its_partition() -> None:
    watched = Watched()
    watched.recorder.tell(Taken(3, plants("a", "b"), 2, 1.5))
    watched.recorder.tell(ConsumerLag("weir.flows", 3, 40))
    watched.turns()
    page = watched.page()
    assert page.by("weir_paths", "site") == {("a",): 1, ("b",): 1}
    assert page.value("weir_assets", site="a") == 2
    assert page.value("weir_flow_age_seconds", site="a") == 100_000.0 - 4.0
    assert page.value("weir_watermark_lag_seconds", site="a") is None, "no tick has come"
    assert page.value("weir_recovery_seconds", partition="3") == 1.5
    assert page.value("weir_state_problems_total") == 2
    assert page.value("weir_consumer_lag_messages", topic="weir.flows", partition="3") == 40
    assert page.value("weir_partitions_held") == 1

    watched.recorder.tell(Left(3, lost=True))
    watched.turns()
    page = watched.page()
    for name in ("weir_paths", "weir_flow_age_seconds"):
        assert page.by(name, "site") == {}
    assert page.by("weir_recovery_seconds", "partition") == {}
    assert page.by("weir_consumer_lag_messages", "topic") == {}
    assert (page.value("weir_partitions_held"), page.value("weir_partitions_lost_total")) == (0, 1)


def test_a_partition_that_left_in_the_middle_of_a_round_is_not_asked() -> None:
    watched = Watched()
    watched.recorder.tell(Taken(0, plants("a", "b", "c"), 0, 0.1))
    watched.cost_s = 2 * TURN_S
    watched.turns(1 + 3 + 1)
    assert len(watched.page().by("weir_paths", "site")) == 1, "one is counted, another half"
    watched.recorder.tell(Left(0, lost=False))
    watched.turns()
    assert watched.page().by("weir_paths", "site") == {}
    assert watched.page().value("weir_partitions_lost_total") == 0


class Asked(Pipeline):
    """Counts how often it is counted; each step costs `cost_s` of a clock that others move."""

    asked = steps = 0

    def census(self) -> Iterator[Census | None]:
        self.asked += 1
        for census in super().census():
            self.steps += 1
            yield census


def rounds(cost_s: float, seconds: float, step_s: float) -> int:
    watched, asked = Watched(), Asked("a", CoreSettings())
    asked.observe([b.flow(b.MONDAY + n, b.SCADA, b.PLC) for n in range(5)])
    watched.recorder.tell(Taken(0, {"a": asked}, 0, 0.1))
    watched.cost_s = cost_s
    end = watched.now + seconds
    while watched.now < end:
        watched.recorder.turn()
        watched.now += step_s
    return asked.asked


def test_sites_are_counted_no_more_often_than_asked_for() -> None:
    assert 9 <= rounds(cost_s=0.0, seconds=150.0, step_s=0.1) <= 10


def test_a_site_that_takes_long_to_count_is_counted_seldom() -> None:
    # Three steps of 0.1 s are half a percent of a minute.
    assert 6 <= rounds(cost_s=0.1, seconds=400.0, step_s=1.0) <= 7


def test_counting_ends_a_turn_before_it_takes_long() -> None:
    watched, asked = Watched(), Asked("a", CoreSettings())
    asked.observe([b.flow(b.MONDAY + n, f"10.3.{n // 200}.{n % 200 + 1}", b.PLC) for n in range(2_000)])
    watched.recorder.tell(Taken(0, {"a": asked}, 0, 0.1))
    watched.turns(1)
    watched.cost_s = 2 * TURN_S
    for turn in range(1, 4):
        watched.turns(1)
        assert asked.steps == turn
    watched.turns(20)
    assert watched.page().value("weir_paths", site="a") == len(asked.paths()) > 1_000


def test_a_site_met_for_the_first_time_is_counted_at_once() -> None:
    watched, pipelines = Watched(), plants("a")
    watched.recorder.tell(Taken(0, pipelines, 0, 0.1))
    watched.turns()
    pipelines |= plants("new")
    watched.turns()
    assert watched.page().value("weir_paths", site="new") is None
    watched.recorder.tell(checkpointed(Tally(flows={"new": 5})))
    watched.turns()
    assert watched.page().value("weir_paths", site="new") == 1


def test_sites_without_end_end_in_one() -> None:
    watched = Watched()
    for number in range(MAX_SITES + 50):
        watched.recorder.tell(checkpointed(Tally(flows={f"site-{number}": 1})))
    counted = watched.page().by("weir_flows_total", "site")
    assert len(counted) == MAX_SITES + 1
    assert counted[OTHER,] == 50


def test_readiness_and_heartbeat_are_figures_too() -> None:
    watched = Watched()
    assert watched.page().value("weir_ready") == 0
    watched.recorder.tell(Ready(None))
    assert watched.page().value("weir_ready") == 1
    assert watched.health.able().ok
    watched.recorder.turn()
    watched.now += 7.0
    assert watched.page().value("weir_heartbeat_age_seconds") == 7.0
    watched.recorder.tell(Ready("nothing is held"))
    assert watched.page().value("weir_ready") == 0


def test_a_collector_counts_what_it_published() -> None:
    watched = Watched("collector")
    tally = Tally(flows={"a": 4}, read_bytes={"a": 90, "b": 10}, records={"flows": 4})
    watched.recorder.tell(Published(tally, [dead(source="x", reason="y", raw=b"")], 0.04))
    watched.recorder.tell(SourceLag("files", "bytes", 123))
    watched.recorder.tell(SourceLag("kafka:zeek", "messages", 5))
    page = watched.page()
    assert page.value("weir_published_records_total", kind="flows") == 4
    assert page.value("weir_published_bytes_total") == 100
    assert page.value("weir_dead_letters_total", kind="malformed") == 1
    assert page.value("weir_publish_seconds_count") == 1
    assert page.value("weir_source_lag_bytes", source="files") == 123
    assert page.value("weir_source_lag_messages", source="kafka:zeek") == 5


def test_what_a_listening_source_received_and_lost_is_counted_and_noted() -> None:
    watched = Watched("collector")
    name = "udp:0.0.0.0:2055"
    fared = ListenerFared(source=name, received=100, lost_in_kernel=5, lost_here=2, parked=7, unknown=1, note="odd")
    watched.recorder.tell(fared)
    watched.recorder.tell(msgspec.structs.replace(fared, received=150, lost_in_kernel=6, parked=9, refused=1))
    page = watched.page()
    assert page.value("weir_received_total", source=name) == 150
    assert page.value("weir_received_lost_total", source=name, kind="kernel") == 6
    assert page.value("weir_received_lost_total", source=name, kind="queue") == 2
    watched.recorder.tell(ReceivedLost(name, 8))
    assert watched.page().value("weir_received_lost_total", source=name, kind="kafka") == 8
    assert page.value("weir_received_parked_total", source=name) == 9
    assert page.value("weir_unknown_exporters", source=name) == 1
    assert page.value("weir_source_connections", source=name) == 0
    assert page.value("weir_source_connections_refused_total", source=name) == 1
    watched.health.ready(None)
    assert watched.health.able().notes == ("odd",)
    watched.recorder.tell(ListenerFared(source=name, received=3))
    assert watched.health.able().notes == ()
    assert watched.page().value("weir_received_total", source=name) == 153


def test_what_a_sink_did_is_counted_once_and_a_stuck_one_is_noted() -> None:
    watched = Watched("embedded")
    fared = SinkFared(
        sink="ndjson:/a",
        delivered=3,
        waiting=2,
        waiting_s=0.5,
        failures=1,
        left_out=0,
        error="no room",
        failures_in_a_row=1,
        refused=2,
        digested=9,
        oldest_s=4.0,
    )
    watched.recorder.tell(fared)
    watched.recorder.tell(msgspec.structs.replace(fared, delivered=5, waiting=0, waiting_s=0.0, left_out=1, error=None))
    watched.recorder.tell(msgspec.structs.replace(fared, delivered=5, failures=4, waiting_s=9.0, left_out=1))
    page = watched.page()
    assert page.value("weir_sink_delivered_total", sink="ndjson:/a") == 5
    assert page.value("weir_sink_failures_total", sink="ndjson:/a") == 4
    assert page.value("weir_sink_left_out_total", sink="ndjson:/a") == 1
    assert page.value("weir_sink_waiting_alerts", sink="ndjson:/a") == 2
    assert page.value("weir_sink_waiting_seconds", sink="ndjson:/a") == 9
    assert page.value("weir_sink_oldest_waiting_seconds", sink="ndjson:/a") == 4
    assert page.value("weir_sink_failures_in_a_row", sink="ndjson:/a") == 1
    assert page.value("weir_sink_refused_total", sink="ndjson:/a") == 2
    assert page.value("weir_sink_digested_total", sink="ndjson:/a") == 9
    watched.health.ready(None)
    assert watched.health.able().ok
    assert watched.health.able().notes == ("ndjson:/a: no room; 2 alerts wait for it, detection goes on",)
