"""What may be missing: sensors' times, what was refused, and paths that were seen one way."""

from typing import Any

from models.queries.stored_site import StoredSite
from replay.report.quality import BUSY_FLOWS, quality, refusals, time_span
from schemas.state import StateRecord
from tests.models import builders as b
from tests.replay.report import plant


def stored(*events: b.Event) -> StoredSite:
    pipeline = b.new_pipeline()
    b.run(pipeline, b.ticked(events))
    return StoredSite(b.SITE, pipeline.changed_records())


def test_a_sensor_has_its_times_and_how_far_it_lies_behind() -> None:
    site = stored(
        b.flow(b.MONDAY, b.SCADA, b.PLC, sensor="slow"),
        *(b.flow(b.MONDAY + 60.0 * minute, b.SCADA, b.PLC2, sensor="tap") for minute in range(20)),
    )
    slow, tap = quality(site, ()).sensors
    assert (tap.rows, tap.unsure, tap.faults) == (20, None, ())
    assert (slow.sensor, slow.flows, tap.sensor, tap.flows) == ("slow", 1, "tap", 20)
    assert slow.behind_s - tap.behind_s == 19 * 60.0
    assert (tap.first_seen, tap.last_seen) == (b.MONDAY, b.MONDAY + 19 * 60.0)
    assert time_span(site) == (b.MONDAY, b.MONDAY + 19 * 60.0)


def test_busy_paths_that_were_seen_one_way_are_counted_by_their_zones() -> None:
    def minutes(responder: str, count: int, **fields: Any) -> list[b.Event]:
        return [b.flow(b.MONDAY + 60.0 * minute, b.SCADA, responder, **fields) for minute in range(count)]

    one_sided = {"initiator_octets": 60, "responder_octets": 0}
    site = stored(
        *minutes(b.PLC, BUSY_FLOWS, **one_sided), *minutes(b.PLC2, BUSY_FLOWS - 1, **one_sided), *minutes(b.PLC3, 30)
    )
    (found,) = quality(site, ()).one_way
    assert (found.from_zone, found.to_zone, found.one_way, found.paths) == ("control", "cell", 1, 2)


def test_what_was_refused_is_counted_by_source_and_kind_with_the_newest_reason() -> None:
    first, second = refusals(plant.stored().letters)
    assert (first.source, first.kind, first.records, first.reason, first.position) == (
        "conn.log", "malformed", 4, "no address", 9,
    )  # fmt: skip
    assert (second.kind, second.records) == ("oversized", 1)


def test_a_state_without_marks_has_no_times() -> None:
    records = [StateRecord(each.key, each.value) for each in b.learnt_records() if not each.key.endswith("@marks")]
    assert time_span(StoredSite(b.SITE, records)) == (None, None)
    assert quality(StoredSite(b.SITE, records), ()).sensors == ()
