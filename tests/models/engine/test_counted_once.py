"""Sensors that see the same: what is counted once, what is taken all the same, and that no restart changes it."""

from functools import cache
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.flow import Flow
from schemas.path import PathRecord
from tests.models import builders as b
from tests.models import cuts

NOW = cuts.NOW
NEW = "10.9.0.77"
"""A controller that the plant has not met."""

BROADCAST = "10.9.0.255"

FOLLOWED = 40_010
"""With 502 a multiple of 16: a conversation from this port is among those by which overlapping sensors are found."""


@cache
def _known() -> tuple[tuple[str, bytes], ...]:
    store = dict(cuts.learnt())
    pipeline = cuts.restored(store, CoreSettings())
    for _ in range(2):
        for sensor in ("zeek", "other"):
            pipeline.observe([b.flow(NOW, b.SCADA, b.PLC, initiator_port=FOLLOWED, sensor=sensor)])
        pipeline.tick(b.tick(NOW))
    cuts.keep(store, pipeline)
    return tuple(store.items())


def overlapping() -> cuts.Store:
    """A learnt plant whose sensors `zeek` and `other` are known to see the same."""
    return dict(_known())


def plant() -> Pipeline:
    pipeline = cuts.restored(overlapping(), CoreSettings())
    pipeline.take_output()
    return pipeline


def by_service(pipeline: Pipeline, initiator: str, responder: str) -> dict[str, PathRecord]:
    ends = (f"ip:{initiator}", f"ip:{responder}")
    return {each.service: each for each in pipeline.paths() if (each.initiator, each.responder) == ends}


def only(pipeline: Pipeline, initiator: str, responder: str) -> PathRecord:
    (path,) = by_service(pipeline, initiator, responder).values()
    return path


def seen_twice(time: float, initiator: str, responder: str, **other: Any) -> list[Flow]:
    flow = b.flow(time, initiator, responder, initiator_port=50_001)
    return [flow, msgspec.structs.replace(flow, sensor="other", **other)]


def counts(path: PathRecord) -> tuple[float, ...]:
    return path.flows, path.initiator_octets, path.responder_octets


def test_a_conversation_that_both_tell_counts_once() -> None:
    pipeline = plant()
    before = counts(only(pipeline, b.SCADA, b.PLC))
    pipeline.observe(seen_twice(NOW + 5.0, b.SCADA, b.PLC))
    after = counts(only(pipeline, b.SCADA, b.PLC))
    assert [one - other for one, other in zip(after, before, strict=True)] == [1, 100, 200]
    assert {each.sensor: each.flows for each in pipeline.sensors()}["other"] == 3


def test_what_the_second_one_saw_more_is_added_without_a_flow_more() -> None:
    pipeline = plant()
    first, second = seen_twice(NOW + 5.0, b.SCADA, b.PLC, initiator_octets=150)
    before = counts(only(pipeline, b.SCADA, b.PLC))
    pipeline.observe([msgspec.structs.replace(first, responder_octets=0), second])
    after = counts(only(pipeline, b.SCADA, b.PLC))
    assert [one - other for one, other in zip(after, before, strict=True)] == [1, 150, 200]


def test_sensors_that_have_nothing_in_common_are_left_alone() -> None:
    pipeline = b.new_pipeline()
    pipeline.observe([b.flow(NOW, b.SCADA, b.PLC, sensor="zeek"), b.flow(NOW, b.SCADA, b.PLC2, sensor="other")])
    pipeline.tick(b.tick(NOW))
    pipeline.observe(seen_twice(NOW + 5.0, b.SCADA, b.PLC3))
    assert only(pipeline, b.SCADA, b.PLC3).flows == 2


def test_a_path_that_only_the_second_one_names_is_no_less_new() -> None:
    pipeline = plant()
    pipeline.observe(seen_twice(NOW + 5.0, b.OFFICE, b.PLC2, service="http"))
    services = {
        each.service for each in pipeline.paths() if each.responder == f"ip:{b.PLC2}" and b.OFFICE in each.initiator
    }
    assert services == {"modbus", "http"}


def test_a_name_for_the_service_joins_what_was_told_without_one() -> None:
    pipeline = plant()
    flow = b.flow(NOW + 5.0, b.SCADA, b.PLC2, 4444, initiator_port=50_001)
    pipeline.observe([flow, msgspec.structs.replace(flow, sensor="other", service="acme")])
    found = {
        each.service: each.flows
        for each in pipeline.paths()
        if each.responder == f"ip:{b.PLC2}" and "9.0.1" in each.initiator
    }
    assert found.get("acme") == 1
    assert "tcp/4444" not in found


def test_an_answer_that_only_the_second_one_saw_is_an_answer() -> None:
    pipeline = plant()
    tried = b.tried(NOW + 5.0, b.SCADA, NEW, initiator_port=50_001)
    answered = b.flow(NOW + 5.0, b.SCADA, NEW, initiator_port=50_001, sensor="other")
    pipeline.observe([tried])
    assert not only(pipeline, b.SCADA, NEW).answered
    pipeline.observe([answered])
    path = only(pipeline, b.SCADA, NEW)
    assert (path.answered, path.flows, path.responder_octets) == (True, 1, 200)


def test_who_began_is_taken_from_the_sensor_that_is_sure() -> None:
    sure, _ = seen_twice(NOW + 5.0, b.OTHER_OFFICE, b.PLC2)
    guess = b.flow(
        NOW + 5.0, b.PLC2, b.OTHER_OFFICE, 50_001, initiator_port=502, sensor="other", direction="unsure",
        initiator_octets=900,
    )  # fmt: skip
    for flows in ([sure, guess], [guess, sure]):
        pipeline = plant()
        pipeline.observe(flows)
        path = only(pipeline, b.OTHER_OFFICE, b.PLC2)
        assert path.service == "modbus"
        assert path.flows == 1
        assert path.responder_octets == 900


DOUBLES = st.fixed_dictionaries(
    {},
    optional={
        "service": st.sampled_from(cuts.SERVICES),
        "state": st.sampled_from(("attempted", "established", "unknown")),
        "direction": st.sampled_from(("certain", "unsure")),
        "initiator_octets": st.sampled_from((None, 0, 50, 5_000)),
        "responder_octets": st.sampled_from((None, 0, 5_000)),
        "operations": st.sampled_from(((), ("write-single-register",))),
    },
)


@settings(max_examples=30)
@given(plan=cuts.drafts, doubles=st.lists(DOUBLES, min_size=1, max_size=5))
def test_sensors_that_overlap_cut_after_every_event_have_the_same_future(
    plan: list[cuts.Draft], doubles: list[dict[str, Any]]
) -> None:
    """Without a second sight of what goes to a broadcast address: an answer there is no matter of sensors."""
    start, core = overlapping(), CoreSettings()
    told, _ = cuts.events_of(cuts.restored(start, core), NOW, plan)
    events: list[b.Event | None] = []
    for number, event in enumerate(told):
        events.append(event)
        if isinstance(event, Flow) and event.responder_ip != BROADCAST:
            other = "zeek" if event.sensor == "other" else "other"
            events.append(msgspec.structs.replace(event, sensor=other, **doubles[number % len(doubles)]))
    whole = cuts.restored(start, core)
    expected = [cuts.taken(whole, event, []) for event in events if event is not None]
    cuts.same_when_cut(start, core, events, whole, expected, every=1)


@settings(max_examples=20)
@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_it_does_not_matter_how_flows_are_cut_into_batches(sizes: list[int]) -> None:
    flows = [flow for n in range(60) for flow in seen_twice(NOW + n, b.SCADA, (b.PLC, b.PLC2, NEW)[n % 3])]
    whole, cut = plant(), plant()
    whole.observe(flows[: sum(sizes)])
    at = 0
    for size in sizes:
        cut.observe(flows[at : at + size])
        at += size
    assert (cut.paths(), cut.assets(), cut.sensors()) == (whole.paths(), whole.assets(), whole.sensors())
    assert cut.changed_records() == whole.changed_records()
