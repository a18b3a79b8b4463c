"""What a path is: which flows are one, whichever way they are seen."""

import pytest

from tests.models import builders as b

NOW = b.after()


def test_an_unanswered_port_and_its_protocol_are_one_path() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, b.tried(NOW, b.OFFICE, b.PLC, 502), b.crossing())
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").flows == 2
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").answered
    assert len({alert.id for alert in alerts if alert.status == "open"}) <= 2


def test_an_answer_after_tries_is_news_and_weighs_more() -> None:
    pipeline = b.learnt_plant()
    (tried,) = b.alerts_of(pipeline, b.tried(NOW, b.OFFICE, b.PLC, 502))
    after = b.alerts_of(pipeline, b.crossing())
    assert max(alert.severity for alert in after) > tried.severity


def test_a_name_learnt_later_merges_paths_and_makes_no_new_one() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.tried(NOW + number, b.SCADA, b.PLC, 4444) for number in range(3)])
    b.run(pipeline, [b.flow(NOW + 10, b.SCADA, b.PLC, 4444, service="acme")])
    assert b.path(pipeline, b.SCADA, b.PLC, "acme").flows == 4
    b.run(pipeline, [b.tried(NOW + 20, b.SCADA, b.PLC, 4444)])
    assert b.path(pipeline, b.SCADA, b.PLC, "acme").flows == 5
    assert not [each for each in pipeline.paths() if each.service == "tcp/4444"]


@pytest.mark.parametrize(("port", "service"), [(135, "dce_rpc"), (21, "ftp")])
def test_ports_given_out_by_a_mapper_are_one_path(port: int, service: str) -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.flow(NOW, b.SCADA, b.PLC, port, service=service)])
    b.run(pipeline, [b.flow(NOW + number, b.SCADA, b.PLC, 49_300 + 7 * number) for number in range(1, 40)])
    assert b.path(pipeline, b.SCADA, b.PLC, "tcp/dynamic").flows == 39


def test_many_answered_high_ports_of_a_pair_collapse_by_evidence() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [b.flow(NOW + number, b.SCADA, b.PLC, 50_100 + number) for number in range(30)])
    assert b.path(pipeline, b.SCADA, b.PLC, "tcp/dynamic").flows == 30
    assert not [each for each in pipeline.paths() if each.service.startswith("tcp/5")]


def test_an_unanswered_port_scan_does_not_collapse_and_is_one_alert() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, *(b.tried(NOW + number, b.OFFICE, b.PLC, 50_100 + number) for number in range(60)))
    assert not [each for each in pipeline.paths() if each.service == "tcp/dynamic"]
    still_open = [alert for alert in b.last_revisions(alerts).values() if alert.status == "open"]
    assert [alert.kind for alert in still_open] == ["scan"]


def test_rows_with_their_roles_flipped_are_the_one_path() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY, b.SCADA, b.PLC, 102, service="s7comm")])
    flipped = [
        b.flow(b.MONDAY + 1 + number, b.PLC, b.SCADA, 49_200 + number, initiator_port=102, direction="unsure")
        for number in range(200)
    ]
    assert b.alerts_of(pipeline, *flipped) == []
    (only,) = pipeline.paths()
    assert (only.initiator, only.responder, only.service, only.flows) == (
        f"ip:{b.SCADA}", f"ip:{b.PLC}", "iso-tsap", 201,
    )  # fmt: skip


def test_a_handshake_that_was_seen_is_never_turned() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY, b.PLC, b.SCADA, 49_200, initiator_port=102)])
    (only,) = pipeline.paths()
    assert only.initiator == f"ip:{b.PLC}"


@pytest.mark.parametrize("peer", ["224.0.0.251", "255.255.255.255", "10.9.0.255", "ff02::1", "0.0.0.0"])  # noqa: S104
def test_broadcast_and_multicast_are_no_peers(peer: str) -> None:
    pipeline = b.learnt_plant()
    known = len(pipeline.assets()), len(pipeline.paths())
    assert b.alerts_of(pipeline, b.tried(NOW, b.SCADA, peer, 5353, transport="udp")) == []
    assert (len(pipeline.assets()), len(pipeline.paths())) == known


def test_icmp_is_its_type() -> None:
    pipeline = b.new_pipeline()
    b.run(
        pipeline,
        [
            b.flow(b.MONDAY, b.SCADA, b.PLC, 0, initiator_port=8, transport="icmp"),
            b.flow(b.MONDAY + 1, b.SCADA, b.PLC, 0, initiator_port=13, transport="icmp"),
        ],
    )
    assert sorted(each.service for each in pipeline.paths()) == ["icmp-echo", "icmp-timestamp"]


@pytest.mark.parametrize(
    ("kind", "code", "initiator", "responder"),
    [
        (3, 3, b.PLC, b.OFFICE),
        (3, 13, b.OFFICE, b.PLC),
        (4, 0, b.PLC, b.OFFICE),
        (5, 1, b.PLC, b.OFFICE),
        (11, 0, "198.51.100.7", b.PLC),
        (12, 0, b.PLC, b.OFFICE),
        (1, 4, "fd00:9::7", "fd00:1::5"),
        (2, 0, "fd00:9::7", "fd00:1::5"),
        (137, 0, "fd00:9::7", "fd00:1::5"),
    ],
)
def test_an_icmp_message_about_a_packet_is_no_path(kind: int, code: int, initiator: str, responder: str) -> None:
    pipeline = b.learnt_plant()
    before = pipeline.paths()
    out = b.run(pipeline, [b.flow(NOW, initiator, responder, code, initiator_port=kind, transport="icmp")])
    assert (out.alerts, out.rejects) == ([], [])
    assert pipeline.paths() == before


def test_an_error_message_leads_no_echo_request_astray() -> None:
    pipeline = b.learnt_plant()
    error = b.flow(NOW, b.OFFICE, b.PLC, 0, initiator_port=3, transport="icmp")
    echo = b.flow(NOW + 1, b.OFFICE, b.PLC, 0, initiator_port=8, transport="icmp")
    out = b.run(pipeline, [error, error, echo])
    assert [alert.service for alert in out.alerts] == ["icmp-echo"]


@pytest.mark.parametrize(("reply", "service"), [(0, "icmp-echo"), (14, "icmp-timestamp"), (18, "icmp-address-mask")])
@pytest.mark.parametrize("direction", ["certain", "unsure"])
def test_an_icmp_reply_whose_request_was_lost_is_turned_round(reply: int, service: str, direction: str) -> None:
    pipeline = b.new_pipeline()
    flow = b.flow(b.MONDAY, b.PLC, b.OFFICE, 0, initiator_port=reply, transport="icmp", direction=direction)
    b.run(pipeline, [flow])
    (path,) = pipeline.paths()
    assert (path.service, path.initiator, path.responder) == (service, f"ip:{b.OFFICE}", f"ip:{b.PLC}")


def test_an_address_has_one_asset_and_one_path_however_it_is_spelt() -> None:
    pipeline = b.new_pipeline()
    spellings = [
        *(("fd00::A:1", "10.9.0.5"), ("fd00:0:0::a:1", "::ffff:10.9.0.5"), ("FD00::a:0001%7", "::FFFF:0a09:5")),
        *(("fe80::1%eth0", "fe80::2"), ("FE80::0:1", "fe80::2%3"), ("fe80::1%vlan7", "fe80:0::2%eth0")),
    ]
    b.run(pipeline, [b.flow(b.MONDAY + n, one, two, 502) for n, (one, two) in enumerate(spellings)])
    assert len(pipeline.paths()) == 2
    assert len(pipeline.assets()) == 4


def test_what_is_no_address_is_refused_and_the_rest_is_taken() -> None:
    pipeline = b.learnt_plant()
    out = b.run(pipeline, [b.flow(NOW, "no address", b.PLC), b.crossing()])
    assert len(out.rejects) == 1
    assert len(out.alerts) == 1
