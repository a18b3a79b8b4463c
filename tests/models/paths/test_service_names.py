"""Which service a flow belongs to."""

from models.paths.service_names import DYNAMIC_AT, MAX_NAMES
from models.pipeline import Pipeline
from tests.models import builders as b

NOW = b.MONDAY


def services(pipeline: Pipeline) -> dict[str, int]:
    return {each.service: each.flows for each in pipeline.paths()}


def seen(*events: b.Event) -> Pipeline:
    pipeline = b.new_pipeline()
    b.run(pipeline, events)
    return pipeline


def test_a_name_learnt_from_one_client_holds_for_the_others() -> None:
    pipeline = seen(b.flow(NOW, b.SCADA, b.PLC, 4444, service="acme"), b.tried(NOW + 1, b.PLC2, b.PLC, 4444))
    assert [each.service for each in pipeline.paths()] == ["acme", "acme"]


def test_a_name_of_one_responder_is_not_anothers() -> None:
    pipeline = seen(b.flow(NOW, b.SCADA, b.PLC, 4444, service="acme"), b.tried(NOW + 1, b.SCADA, b.PLC2, 4444))
    assert services(pipeline) == {"acme": 1, "tcp/4444": 1}


def test_merging_keeps_what_was_counted() -> None:
    before = [b.flow(NOW + h * b.HOUR, b.SCADA, b.PLC, 4444) for h in range(5)]
    pipeline = seen(*b.ticked(before), b.flow(NOW + 5 * b.HOUR, b.SCADA, b.PLC, 4444, service="acme"))
    path = b.path(pipeline, b.SCADA, b.PLC, "acme")
    assert (path.flows, path.hours, path.first_seen) == (6, 6, NOW)
    assert (path.initiator_octets, path.responder_octets) == (600, 1_200)


def test_merging_leaves_no_trace_of_the_old_name_in_the_baseline() -> None:
    plain = seen(*[b.flow(NOW + n, b.SCADA, b.PLC, 4444, service="acme") for n in range(3)])
    merged = seen(
        b.flow(NOW, b.SCADA, b.PLC, 4444), *[b.flow(NOW + n, b.SCADA, b.PLC, 4444, service="acme") for n in (1, 2)]
    )
    tallies = [p._state.inventory.assets[f"ip:{b.PLC}"].responded for p in (plain, merged)]
    assert tallies[0] == tallies[1]
    assert [each.services_served for each in plain.assets()] == [each.services_served for each in merged.assets()]


def test_the_path_that_is_gone_is_told_as_retired() -> None:
    pipeline = b.new_pipeline()
    out = b.run(pipeline, [b.flow(NOW, b.SCADA, b.PLC, 4444), b.flow(NOW + 1, b.SCADA, b.PLC, 4444, service="acme")])
    assert [(each.service, each.retired) for each in out.paths][-2:] == [("tcp/4444", True), ("acme", False)]


def test_a_few_high_ports_stay_themselves_and_one_more_collapses_them() -> None:
    few = [b.flow(NOW + n, b.SCADA, b.PLC, 50_100 + n) for n in range(DYNAMIC_AT - 1)]
    assert len(services(seen(*few))) == DYNAMIC_AT - 1
    assert services(seen(*few, b.flow(NOW + 50, b.SCADA, b.PLC, 60_000))) == {"tcp/dynamic": DYNAMIC_AT}


def test_high_ports_of_different_pairs_prove_nothing() -> None:
    spread = [b.flow(NOW + n, b.SCADA, f"10.9.0.{20 + n}", 50_100 + n) for n in range(3 * DYNAMIC_AT)]
    assert "tcp/dynamic" not in services(seen(*spread))


def test_tries_join_a_pair_that_is_known_to_be_dynamic() -> None:
    ports = [b.flow(NOW + n, b.SCADA, b.PLC, 50_100 + n) for n in range(DYNAMIC_AT)]
    assert services(seen(*ports, b.tried(NOW + 50, b.SCADA, b.PLC, 61_000))) == {"tcp/dynamic": DYNAMIC_AT + 1}


def test_a_known_port_never_collapses() -> None:
    ports = [b.flow(NOW + n, b.SCADA, b.PLC, 50_100 + n) for n in range(DYNAMIC_AT)]
    assert "iso-tsap" in services(seen(*ports, b.flow(NOW + 50, b.SCADA, b.PLC, 102)))


def test_udp_and_tcp_are_told_apart() -> None:
    ports = [b.flow(NOW + n, b.SCADA, b.PLC, 50_100 + n) for n in range(DYNAMIC_AT)]
    assert "udp/9999" in services(seen(*ports, b.flow(NOW + 50, b.SCADA, b.PLC, 9999, transport="udp")))


def test_names_of_one_responder_are_bounded() -> None:
    count = MAX_NAMES + 50
    pipeline = seen(*[b.flow(NOW + n * 0.01, b.SCADA, b.PLC, 20_100 + n, service=f"odd{n}") for n in range(count)])
    assert len(pipeline._state.inventory.assets[f"ip:{b.PLC}"].record.names) == MAX_NAMES
