"""What the core promises, from events in to alerts out."""

from collections.abc import Callable

import pytest

from models.pipeline import Pipeline
from schemas.alert import Alert
from schemas.tick import Tick
from schemas.verdict import PathSubject, ZonePair
from tests.models import builders as b

NOW = b.after()


def crossing(time: float = NOW + 60.0, **fields: object) -> b.Event:
    """An office host reads a controller, past the DMZ."""
    return b.flow(time, b.OFFICE, b.PLC, 502, service="modbus", **fields)


def surprises(pipeline: Pipeline, name: str) -> tuple[int, tuple[str, ...]]:
    found = next(each for each in pipeline.assets() if each.id == f"ip:{name}")
    return found.peers, found.services_served


# ---------------------------------------------------------------- what is new


def test_ordinary_work_raises_no_alert() -> None:
    pipeline = b.learnt_plant()
    out = b.run(pipeline, b.days_of_work(NOW, 2))
    assert out.alerts == []
    assert out.rejects == []


def test_a_first_crossing_alerts_and_says_what_crossed() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, crossing())
    assert alert.kind == "dmz-bypass"
    assert alert.level == "critical"
    assert alert.status == "open"
    assert alert.revision == 1
    assert alert.count == alert.evidence_total == len(alert.evidence) == 1
    assert alert.initiator is not None
    assert alert.responder is not None
    assert (alert.initiator.side, alert.responder.side) == ("it", "ot")
    assert (alert.initiator.ip, alert.responder.ip, alert.responder.port) == (b.OFFICE, b.PLC, 502)
    assert alert.crossing is not None
    assert (alert.crossing.from_, alert.crossing.to) == ("office", "cell")
    assert alert.attack
    assert alert.advice is not None
    assert alert.baseline is not None
    assert alert.reasons[0].weight == max(reason.weight for reason in alert.reasons)


def test_second_sighting_is_not_new() -> None:
    pipeline = b.learnt_plant()
    first = b.alerts_of(pipeline, crossing())
    again = b.alerts_of(pipeline, *(crossing(NOW + 100.0 + number) for number in range(10)))
    assert {alert.id for alert in again} <= {first[0].id}


def test_a_new_path_in_the_office_never_alerts_alone() -> None:
    pipeline = b.learnt_plant()
    assert b.alerts_of(pipeline, b.flow(NOW, b.OFFICE, b.OTHER_OFFICE, 445)) == []
    assert b.alerts_of(pipeline, b.flow(NOW, b.OFFICE, b.INTERNET, 443)) == []


def test_forbidden_crossings_alert_from_the_first_minute() -> None:
    pipeline = b.new_pipeline()
    kinds = [
        alert.kind
        for alert in b.alerts_of(
            pipeline,
            b.flow(b.MONDAY, b.INTERNET, b.PLC, 502),
            b.flow(b.MONDAY + 1, b.PLC2, "9.9.9.9", 443),
            b.flow(b.MONDAY + 2, b.OFFICE, b.PLC3, 3389),
        )
    ]
    assert kinds == ["external-path", "external-path", "dmz-bypass"]


def test_without_a_dmz_the_direct_way_is_watched_and_not_forbidden() -> None:
    pipeline = b.new_pipeline(*(zone for zone in b.ZONES if zone.id != "dmz"))
    assert b.alerts_of(pipeline, b.flow(b.MONDAY, b.OFFICE, b.PLC, 502)) == []


def test_with_no_zones_the_sides_are_inferred_and_forbid_nothing_inside_the_site() -> None:
    pipeline = b.bare_pipeline()
    assert b.alerts_of(pipeline, *b.hour_of_work(b.MONDAY), crossing(b.MONDAY + 60)) == []
    sides = {each.id: (each.side, each.side_inferred) for each in pipeline.assets()}
    assert sides[f"ip:{b.PLC}"] == ("ot", True)
    assert sides[f"ip:{b.OFFICE}"] == ("it", True)


def test_with_no_zones_a_controller_that_meets_the_internet_alerts() -> None:
    pipeline = b.bare_pipeline()
    b.run(pipeline, b.hour_of_work(b.MONDAY))
    (alert,) = b.alerts_of(pipeline, b.flow(b.MONDAY + 60, b.INTERNET, b.PLC, 502))
    assert alert.kind == "external-path"
    assert alert.responder is not None
    assert alert.responder.side_inferred


# ---------------------------------------------------------------- readiness and the first look


def watched(time: float) -> b.Event:
    """The historian looks into the cell: watched, forbidden nowhere."""
    return b.flow(time, b.HISTORIAN, b.PLC, 502, service="modbus")


@pytest.mark.parametrize(("days", "kinds"), [(9, []), (11, ["level-skip"])])
def test_readiness_needs_ten_days(days: int, kinds: list[str]) -> None:
    pipeline = b.learnt_plant(days)
    alerts = b.alerts_of(pipeline, watched(b.after(days) + 60))
    assert [alert.kind for alert in alerts] == kinds


def test_learn_until_learns_all_before_and_is_ready_after() -> None:
    pipeline = b.new_pipeline(learn_until=b.MONDAY + b.HOUR)
    learning: list[b.Event] = [
        *b.hour_of_work(b.MONDAY),
        b.flow(b.MONDAY + 30, b.OFFICE, b.PLC2, 502),
        b.tick(b.MONDAY + 40),
    ]
    assert b.alerts_of(pipeline, *learning) == []
    assert [alert.kind for alert in b.alerts_of(pipeline, watched(b.MONDAY + b.HOUR + 60))] == ["level-skip"]


def test_what_crosses_while_all_is_new_comes_in_one_digest_a_day() -> None:
    pipeline = b.new_pipeline()
    during = b.run(pipeline, [*b.days_of_work(b.MONDAY, 1), watched(b.MONDAY + b.DAY - 60)])
    assert during.alerts == []
    (digest,) = b.alerts_of(pipeline, b.flow(b.MONDAY + b.DAY + 5, b.SCADA, b.PLC), b.tick(b.MONDAY + b.DAY + 10))
    assert digest.kind == "first-look"
    assert digest.level == "info"
    assert digest.hops_total == len(digest.hops) == 4
    assert b.alerts_of(pipeline, b.tick(b.MONDAY + b.DAY + 20)) == []
    assert b.run(pipeline, b.days_of_work(b.MONDAY + b.DAY + b.HOUR, 1)).alerts == []


def test_the_end_of_a_recording_sends_the_open_digest_once() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, b.hour_of_work(b.MONDAY))
    pipeline.finish()
    out = pipeline.take_output()
    assert out is not None
    assert [alert.kind for alert in out.alerts] == ["first-look"]
    pipeline.finish()
    assert pipeline.take_output() is None


def test_a_shared_role_has_no_readiness_and_a_softer_claim() -> None:
    plain, shared = b.learnt_plant(), b.learnt_plant()
    shared.change(b.asset("jump", b.JUMP, role="jump-host"))
    plain.change(b.asset("jump", b.JUMP))
    way = b.flow(NOW + 60, b.JUMP, b.PLC, 22)
    (hard,), (soft,) = b.alerts_of(plain, way), b.alerts_of(shared, way)
    assert soft.severity < hard.severity
    readiness = {each.name or each.declared_id: each.readiness for each in shared.assets()}
    assert readiness["jump"] is None


def test_a_declared_conduit_is_learnt_quietly_for_its_services_only() -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.conduit("dmz", "cell", "modbus"))
    assert b.alerts_of(pipeline, watched(NOW + 60)) == []
    assert b.path(pipeline, b.HISTORIAN, b.PLC, "modbus").status == "learnt"
    assert b.alerts_of(pipeline, b.flow(NOW + 70, b.HISTORIAN, b.PLC2, 22)) != []


def test_an_expired_conduit_holds_nothing() -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.conduit("dmz", "cell", expires=NOW))
    assert b.alerts_of(pipeline, watched(NOW + 60)) != []


# ---------------------------------------------------------------- learning


def test_what_alerted_is_not_learnt_until_said_to_be_expected() -> None:
    pipeline = b.learnt_plant()
    before = surprises(pipeline, b.PLC)
    (alert,) = b.alerts_of(pipeline, crossing())
    b.alerts_of(pipeline, *[crossing(NOW + 60 + hour * b.HOUR) for hour in range(1, 48)])
    assert surprises(pipeline, b.PLC) == before
    (held,) = pipeline.ledger()
    assert (held.status, held.held_since) == ("held", NOW + 60.0)
    assert held.held_reason
    revisions = b.alerts_of(pipeline, b.verdict(NOW + 3 * b.DAY, "expected", alert=alert.id))
    assert [each.status for each in revisions] == ["expected"]
    assert pipeline.ledger() == []
    assert surprises(pipeline, b.PLC)[0] == before[0] + 1
    assert b.alerts_of(pipeline, *(crossing(NOW + (4 + day) * b.DAY) for day in range(9))) == []


def test_the_same_surprise_comes_again_while_the_first_is_held() -> None:
    calm, troubled = b.learnt_plant(), b.learnt_plant()
    b.alerts_of(troubled, *[crossing(NOW + 60 + hour * b.HOUR) for hour in range(24)])
    other = b.flow(NOW + 2 * b.DAY, b.OTHER_OFFICE, b.PLC, 502, service="modbus")
    (one,), (two,) = b.alerts_of(calm, other), b.alerts_of(troubled, other)
    assert (one.severity, one.reasons) == (two.severity, two.reasons)


def test_malicious_is_never_learnt_and_keeps_counting() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, crossing())
    judged = b.alerts_of(pipeline, b.verdict(NOW + 70, "malicious", alert=alert.id))
    assert [each.status for each in judged] == ["malicious"]
    b.alerts_of(pipeline, *[crossing(NOW + day * b.DAY) for day in range(1, 30)])
    (held,) = pipeline.ledger()
    assert held.status == "malicious"
    assert held.flows == 30


def test_malicious_traffic_that_comes_back_after_quiet_days_alerts_anew() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, crossing())
    b.run(pipeline, [b.verdict(NOW + 70, "malicious", alert=alert.id), *b.days_of_work(NOW + b.HOUR, 5)])
    (again,) = b.alerts_of(pipeline, crossing(NOW + 6 * b.DAY))
    assert again.id != alert.id
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").status == "malicious"


def test_a_mute_says_nothing_until_it_expires() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, crossing())
    b.run(pipeline, [b.verdict(NOW + 70, "mute", alert=alert.id, expires=NOW + b.HOUR)])
    assert b.alerts_of(pipeline, *(crossing(NOW + 100 + number) for number in range(20))) == []
    (back,) = b.alerts_of(pipeline, crossing(NOW + b.HOUR + 1))
    assert (back.id, back.status, back.count) == (alert.id, "open", 22)
    assert len(pipeline.ledger()) == 1


def test_a_muted_initiator_stays_silent_about_paths_not_met_yet() -> None:
    pipeline = b.learnt_plant()
    pipeline.judge(b.verdict(NOW, "mute", initiator=b.OFFICE, expires=NOW + b.HOUR))
    assert b.alerts_of(pipeline, crossing()) == []
    assert b.alerts_of(pipeline, crossing(NOW + b.HOUR + 1)) != []


def test_forget_makes_a_path_new_again() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, crossing())
    b.run(pipeline, [b.verdict(NOW + 70, "forget", alert=alert.id)])
    assert pipeline.ledger() == []
    assert not [each for each in pipeline.paths() if each.initiator == f"ip:{b.OFFICE}" and each.service == "modbus"]
    (again,) = b.alerts_of(pipeline, crossing(NOW + 80))
    assert again.id != alert.id


def test_a_path_may_be_expected_before_it_comes() -> None:
    pipeline = b.learnt_plant()
    pipeline.judge(b.verdict(NOW, "expected", path=PathSubject(f"ip:{b.OFFICE}", f"ip:{b.PLC}", "modbus")))
    assert b.alerts_of(pipeline, crossing()) == []


def test_a_pair_of_zones_may_be_judged_at_once() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [crossing(), b.flow(NOW + 61, b.OTHER_OFFICE, b.PLC2, 22)])
    assert len(pipeline.ledger()) == 2
    out = b.alerts_of(pipeline, b.verdict(NOW + 70, "expected", zones=ZonePair("office", "cell")))
    assert pipeline.ledger() == []
    assert {each.status for each in out} == {"expected"}
    assert b.alerts_of(pipeline, b.flow(NOW + 80, b.OFFICE, b.PLC3, 22)) == []


def test_a_verdict_about_no_open_alert_is_refused_with_its_reason() -> None:
    out = b.run(b.learnt_plant(), [b.verdict(NOW, "expected", alert="0123")])
    ((_, reason, _),) = out.rejects
    assert "0123" in reason


# ---------------------------------------------------------------- what a path is


def test_an_unanswered_port_and_its_protocol_are_one_path() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, b.tried(NOW, b.OFFICE, b.PLC, 502), crossing())
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").flows == 2
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").answered
    assert len({alert.id for alert in alerts if alert.status == "open"}) <= 2


def test_an_answer_after_tries_is_news_and_weighs_more() -> None:
    pipeline = b.learnt_plant()
    (tried,) = b.alerts_of(pipeline, b.tried(NOW, b.OFFICE, b.PLC, 502))
    after = b.alerts_of(pipeline, crossing())
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
    assert [each.service for each in pipeline.paths()] == ["icmp/13", "icmp/8"]


def test_what_is_no_address_is_refused_and_the_rest_is_taken() -> None:
    pipeline = b.learnt_plant()
    out = b.run(pipeline, [b.flow(NOW, "no address", b.PLC), crossing()])
    assert len(out.rejects) == 1
    assert len(out.alerts) == 1


# ---------------------------------------------------------------- who an asset is

MAC, MAC2, ROUTER = "02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:99"


def test_a_lease_that_moves_keeps_the_baseline_by_mac() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY + hour * b.HOUR, "10.9.0.50", b.PLC, initiator_mac=MAC) for hour in range(24)])
    alerts = b.alerts_of(pipeline, b.flow(b.MONDAY + b.DAY, "10.9.0.51", b.PLC, initiator_mac=MAC))
    assert alerts == []
    (only,) = pipeline.paths()
    assert only.flows == 25
    (moved,) = [each for each in pipeline.assets() if each.macs]
    assert moved.ips == ("10.9.0.50", "10.9.0.51")


def test_an_address_taken_over_by_another_device_starts_clean_and_says_so() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY + hour * b.HOUR, "10.9.0.50", b.PLC, initiator_mac=MAC) for hour in range(24)])
    b.run(pipeline, [b.flow(b.MONDAY + b.DAY, "10.9.0.50", b.PLC, initiator_mac=MAC2)])
    new = next(each for each in pipeline.assets() if each.macs == (MAC2,))
    old = next(each for each in pipeline.assets() if each.macs == (MAC,))
    assert new.ips == ("10.9.0.50",)
    assert old.ips == ()
    assert new.first_seen == b.MONDAY + b.DAY
    assert new.note is not None
    assert sorted(each.flows for each in pipeline.paths()) == [1, 24]


def test_a_router_is_never_an_identity() -> None:
    pipeline = b.new_pipeline()
    hosts = ["10.1.0.5", "10.1.7.5", "10.3.0.2", "10.9.0.1"]
    b.run(
        pipeline,
        [b.flow(b.MONDAY + n, host, b.PLC, initiator_mac=ROUTER) for n, host in enumerate([*hosts, *hosts])],
    )
    assert {each.id for each in pipeline.assets()} == {f"ip:{host}" for host in [*hosts, b.PLC]}
    assert all(each.macs == () for each in pipeline.assets())


def test_a_mac_on_a_flow_between_segments_is_nobodys_of_the_two() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY, b.OFFICE, b.PLC, initiator_mac=MAC, responder_mac=MAC2)])
    assert all(each.macs == () for each in pipeline.assets())
    b.run(pipeline, [b.flow(b.MONDAY + 1, b.SCADA, b.PLC, responder_mac=MAC2)])
    assert {each.id for each in pipeline.assets() if each.macs} == {f"ip:{b.PLC}"}


def test_the_mac_of_an_internet_peer_is_a_routers() -> None:
    pipeline = b.new_pipeline()
    b.run(
        pipeline,
        [
            b.flow(b.MONDAY, b.PLC, b.SCADA, initiator_mac=ROUTER),
            b.flow(b.MONDAY + 1, b.PLC, b.INTERNET, responder_mac=ROUTER),
            b.flow(b.MONDAY + 2, "10.9.0.77", b.SCADA, initiator_mac=ROUTER),
        ],
    )
    assert all(each.macs == () for each in pipeline.assets())


def test_link_local_addresses_belong_to_their_segment() -> None:
    pipeline = b.new_pipeline()
    for number, vlan in enumerate([1, 2, 1, 2]):
        b.run(pipeline, [b.flow(b.MONDAY + number, "fe80::1", "fe80::2", 502, vlan=vlan)])
    assert sorted(each.flows for each in pipeline.paths()) == [2, 2]
    assert len(pipeline.assets()) == 4


def test_overlapping_realms_are_other_hosts() -> None:
    pipeline = b.new_pipeline(*b.ZONES, b.zone("two", 1.0, "ot", "10.9.0.0/24", realm="cell-2"))
    for number, realm in enumerate(["", "cell-2", "", "cell-2"]):
        b.run(pipeline, [b.flow(b.MONDAY + number, b.SCADA, b.PLC, realm=realm)])
    assert sorted(each.flows for each in pipeline.paths()) == [2, 2]
    assert {each.zone for each in pipeline.assets() if b.PLC in each.id} == {"cell", "two"}


def test_internet_peers_are_known_by_prefix() -> None:
    pipeline = b.new_pipeline()
    b.run(pipeline, [b.flow(b.MONDAY + n, b.PLC, f"8.8.8.{n + 1}", 443) for n in range(20)])
    assert [each.responder for each in pipeline.paths()] == ["ext:8.8.8.0/24"]


def test_a_declared_vendor_is_exact() -> None:
    pipeline = b.new_pipeline(*b.ZONES, b.asset("vendor", "8.8.8.8", zone="dmz"))
    b.run(pipeline, [b.flow(b.MONDAY, b.SCADA, "8.8.8.8", 443)])
    assert [each.responder for each in pipeline.paths()] == ["vendor"]


def test_a_new_asset_in_ot_alerts_once() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, *(b.flow(NOW + n, "10.9.0.99", b.PLC, 502) for n in range(3)))
    assert {alert.kind for alert in alerts} == {"new-asset"}
    assert len({alert.id for alert in alerts}) == 1


def test_a_new_asset_that_answers_first_alerts_however_its_way_was_remembered() -> None:
    for between in ([], [b.asset("other", "10.1.0.200")]):
        pipeline = b.learnt_plant()
        b.run(pipeline, [b.tried(NOW, b.SCADA, "10.9.0.99", 502), *between])
        alerts = b.alerts_of(pipeline, b.flow(NOW + 5, b.SCADA, "10.9.0.99", 502))
        assert [alert.kind for alert in alerts] == ["new-asset"]


def test_a_declared_asset_is_no_new_one() -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.asset("spare", "10.9.0.99"))
    assert b.alerts_of(pipeline, b.flow(NOW, "10.9.0.99", b.PLC, 502)) == []


# ---------------------------------------------------------------- time


def test_one_flow_far_ahead_moves_nothing_and_is_refused_with_its_reason() -> None:
    pipeline = b.learnt_plant()
    stray = b.flow(NOW + 281 * b.DAY, b.SCADA, b.PLC)
    out = b.run(pipeline, [*b.hour_of_work(NOW), stray, *b.days_of_work(NOW + b.HOUR, 1)])
    ((refused, reason, kind),) = out.rejects
    assert refused == stray
    assert kind == "implausible"
    assert "ahead" in reason
    assert out.alerts == []
    assert max(each.last_seen for each in pipeline.paths()) < NOW + 2 * b.DAY


def test_a_weekend_costs_nothing() -> None:
    pipeline = b.learnt_plant()
    monday = NOW + 63 * b.HOUR
    out = b.run(pipeline, [*b.hour_of_work(NOW), *b.days_of_work(monday, 1)])
    assert out.rejects == []
    assert out.alerts == []
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 25


def test_a_weekend_without_ticks_costs_nothing() -> None:
    pipeline = b.learnt_plant()
    monday = NOW + 63 * b.HOUR
    flows = [each for hour in range(3) for each in b.hour_of_work(monday + hour * b.HOUR)]
    out = b.run(pipeline, [*b.hour_of_work(NOW), *flows])
    pipeline.finish()
    settled = pipeline.take_output()
    assert out.rejects == []
    assert settled is not None
    assert settled.rejects == []
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 4


def test_late_flows_still_count_for_novelty_and_count_once() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [*b.hour_of_work(NOW), b.tick(NOW + 10)])
    (alert,) = b.alerts_of(pipeline, crossing(NOW - 5 * b.HOUR))
    assert alert.time == NOW - 5 * b.HOUR
    path = b.path(pipeline, b.SCADA, b.PLC, "modbus")
    b.run(pipeline, [b.flow(NOW - 5 * b.HOUR, b.SCADA, b.PLC, service="modbus")])
    late = b.path(pipeline, b.SCADA, b.PLC, "modbus")
    assert (late.flows, late.hours, late.days) == (path.flows + 1, path.hours, path.days)
    assert late.last_seen == path.last_seen


def test_a_sensor_that_steps_back_is_followed() -> None:
    pipeline = b.learnt_plant()
    fast = [b.flow(NOW + 3_000 + n, b.SCADA, b.PLC, sensor="fast", service="modbus") for n in range(10)]
    b.run(pipeline, [*fast, b.tick(NOW + 10)])
    slow = [b.flow(NOW - 3_000 + n, b.SCADA, b.PLC, sensor="fast", service="modbus") for n in range(20)]
    out = b.run(pipeline, [*slow, b.tick(NOW + 20), *slow])
    assert out.rejects == []
    assert pipeline._state.watermarks.marks["fast"].time < NOW


# ---------------------------------------------------------------- one cause, one alert


def sweep(count: int, start: float = NOW) -> list[b.Event]:
    return [b.tried(start + n, b.OTHER_OFFICE, f"10.9.0.{n + 20}", 102, uid=f"C{n}") for n in range(count)]


def test_a_sweep_is_one_open_alert_that_grows_by_revisions() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, *sweep(200))
    latest = b.last_revisions(alerts)
    still_open = [alert for alert in latest.values() if alert.status == "open"]
    assert [alert.kind for alert in still_open] == ["scan"]
    scan = still_open[0]
    closed = [alert for alert in latest.values() if alert.status == "closed"]
    assert closed
    assert all(alert.closed_by == scan.id for alert in closed)
    state = pipeline._state.alerting.alerts[scan.id]
    assert state.evidence_total == 200
    assert len(scan.evidence) <= 50
    revisions = [alert for alert in alerts if alert.id == scan.id]
    assert [alert.revision for alert in revisions] == list(range(1, len(revisions) + 1))
    assert len(revisions) <= 12


def test_a_sweep_makes_no_assets_past_its_beginning() -> None:
    pipeline = b.learnt_plant()
    known = len(pipeline.assets())
    b.run(pipeline, sweep(200))
    assert len(pipeline.assets()) < known + 30


def test_eight_new_targets_in_an_hour_are_no_sweep() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, *sweep(8))
    assert "scan" not in {alert.kind for alert in alerts}


def test_revisions_come_only_when_doubled_risen_judged_or_a_day_old() -> None:
    pipeline = b.learnt_plant()
    alerts = b.alerts_of(pipeline, *(crossing(NOW + 60 + n) for n in range(100)))
    assert [alert.count for alert in alerts] == [1, 2, 4, 8, 16, 32, 64]
    (daily,) = b.alerts_of(pipeline, *(crossing(NOW + b.DAY - 10 + n * 10) for n in range(20)))
    assert daily.count < 128
    assert daily.last_seen - alerts[-1].last_seen >= b.DAY - 100


def test_an_alert_closes_after_quiet_days_and_the_next_is_a_new_episode() -> None:
    pipeline = b.learnt_plant()
    (alert,) = b.alerts_of(pipeline, crossing())
    quiet = b.run(pipeline, b.days_of_work(NOW + b.HOUR, 4)).alerts
    assert [(each.id, each.status) for each in quiet] == [(alert.id, "closed")]
    (again,) = b.alerts_of(pipeline, crossing(NOW + 6 * b.DAY))
    assert again.id != alert.id
    assert again.revision == 1


def test_the_id_is_the_same_whatever_sensor_saw_it_first() -> None:
    ids = set()
    for sensor in ("zeek", "north", "south"):
        pipeline = b.learnt_plant()
        b.run(pipeline, [b.tick(NOW)])
        (alert,) = b.alerts_of(pipeline, crossing(sensor=sensor, uid=sensor))
        ids.add(alert.id)
    assert len(ids) == 1


def test_a_flood_of_strangers_is_few_alerts_and_hides_no_crossing() -> None:
    pipeline = b.learnt_plant()
    flood: list[b.Event] = [
        b.tried(NOW + n * 0.1, f"172.{16 + n % 16}.{n // 250 % 250}.{n % 250 + 1}", b.PLC, 502) for n in range(3_000)
    ]
    elsewhere = b.flow(NOW + 150.05, b.OFFICE, b.PLC2, 22)
    to_the_same = b.flow(NOW + 200.05, b.OTHER_OFFICE, b.PLC, 22)
    alerts = [*b.alerts_of(pipeline, *flood[:1500])]
    planted = b.alerts_of(pipeline, elsewhere)
    alerts += b.alerts_of(pipeline, *flood[1500:2000])
    planted_same = b.alerts_of(pipeline, to_the_same)
    alerts += b.alerts_of(pipeline, *flood[2000:])
    assert len({alert.id for alert in alerts}) <= 3
    assert len(pipeline.assets()) < 200
    assert [alert.revision for alert in planted] == [1]
    assert [alert.revision for alert in planted_same] == [1]
    assert {alert.initiator.ip for alert in planted + planted_same if alert.initiator} == {b.OFFICE, b.OTHER_OFFICE}


def test_a_quiet_learnt_path_with_an_old_alert_stays_learnt() -> None:
    pipeline = b.learnt_plant()
    first = b.alerts_of(pipeline, b.flow(NOW, b.SCADA, "10.9.0.99", 502))
    assert [alert.kind for alert in first] == ["new-asset"]
    b.run(pipeline, b.days_of_work(NOW + b.HOUR, 5))
    later = b.alerts_of(pipeline, b.flow(NOW + 6 * b.DAY, b.SCADA, "10.9.0.99", 502))
    assert "new-path-crossing" not in {alert.kind for alert in later}


@pytest.mark.parametrize(
    "view",
    [lambda p: p.paths(), lambda p: p.assets(), lambda p: p.ledger()],
    ids=["paths", "assets", "ledger"],
)
def test_asking_changes_nothing(view: Callable[[Pipeline], list[Alert]]) -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [crossing()])
    pipeline.changed_records()
    assert view(pipeline) == view(pipeline)
    assert pipeline.take_output() is None
    assert [record.key for record in pipeline.changed_records()] in ([], [f"{b.SITE}|@marks"])


def test_what_changed_is_told_once() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [crossing()])
    keys = {record.key for record in pipeline.changed_records()}
    assert f"{b.SITE}|ip:{b.OFFICE}|0" in keys
    assert f"{b.SITE}|ip:{b.PLC}|head" in keys
    assert f"{b.SITE}|ip:{b.PLC2}|head" not in keys


# ---------------------------------------------------------------- ticks that lie


YEARS = 64 * 365 * b.DAY


def busy_minutes(start: float, minutes: int, *, ahead: float = 0.0) -> list[b.Event]:
    """Flows and Ticks of some minutes; the collector's clock runs `ahead` of the sensor's."""
    events: list[b.Event] = []
    for number in range(6 * minutes):
        time = start + 10.0 * number
        events += [b.flow(time, b.SCADA, b.PLC, service="modbus"), b.tick(time + ahead)]
    return events


def test_one_tick_far_ahead_moves_nothing_and_is_refused_with_its_reason() -> None:
    wild = b.tick(NOW + YEARS)
    pipeline, other = b.learnt_plant(), b.learnt_plant()
    before, after = busy_minutes(NOW, 2), busy_minutes(NOW + 2 * b.MINUTE, 2)
    out, without = b.run(pipeline, [*before, wild, *after]), b.run(other, [*before, *after])
    ((refused, reason, kind),) = out.rejects
    assert (refused, kind) == (wild, "implausible")
    assert "neither flows nor a minute of Ticks" in reason
    assert out.alerts == without.alerts
    assert pipeline.paths() == other.paths()
    assert pipeline._state.clock == other._state.clock == NOW + 230.0


@pytest.mark.parametrize("ahead", [YEARS, 5 * b.HOUR, -5 * b.HOUR, -30 * b.DAY])
def test_a_collector_whose_clock_is_wrong_is_refused_while_its_sensors_go_on(ahead: float) -> None:
    pipeline = b.learnt_plant()
    out = b.run(pipeline, [*busy_minutes(NOW, 2), *busy_minutes(NOW + 2 * b.MINUTE, 90, ahead=ahead)])
    assert {kind for _, _, kind in out.rejects} == {"implausible"}
    assert all(isinstance(refused, Tick) for refused, _, _ in out.rejects)
    assert 540 - len(out.rejects) <= 7
    assert pipeline._state.clock == NOW + 110.0
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 92 * 6
    mended = b.run(pipeline, busy_minutes(NOW + 92 * b.MINUTE, 5))
    assert pipeline._state.clock == NOW + 97 * b.MINUTE - 10.0
    assert len(out.rejects) + len(mended.rejects) == 540


def test_a_collector_that_reads_a_weekends_backlog_is_believed_when_its_flows_get_there() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, busy_minutes(NOW, 2))
    monday = NOW + 60 * b.HOUR
    backlog = [b.flow(NOW + 120.0 + 60.0 * n, b.SCADA, b.PLC, service="modbus") for n in range(60 * 60)]
    events: list[b.Event] = []
    for number in range(60):
        events += [*backlog[number * 60 : number * 60 + 60], b.tick(monday + 10.0 * number)]
    out = b.run(pipeline, events[: len(events) // 2])
    assert pipeline._state.clock == NOW + 110.0
    assert {kind for _, _, kind in out.rejects} == {"implausible"}
    b.run(pipeline, events[len(events) // 2 :])
    assert pipeline._state.clock > monday - b.HOUR
    b.run(pipeline, busy_minutes(monday + 600.0, 3))
    assert pipeline._state.clock == monday + 600.0 + 170.0
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 12 + 3_600 + 18


def test_a_silent_weekend_costs_the_clock_a_minute_and_no_tick() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, busy_minutes(NOW, 2))
    monday = NOW + 60 * b.HOUR
    out = b.run(pipeline, b.minute_of_ticks(monday))
    assert out.rejects == []
    assert pipeline._state.clock == monday + b.MINUTE


def test_a_clock_that_was_believed_wrongly_in_silence_is_set_back_and_goes_on() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [*busy_minutes(NOW, 2), *b.minute_of_ticks(NOW + YEARS)])
    assert pipeline._state.clock == NOW + YEARS + b.MINUTE
    out = b.run(pipeline, busy_minutes(NOW + 5 * b.MINUTE, 2))
    assert out.rejects == []
    assert pipeline._state.clock == NOW + 7 * b.MINUTE - 10.0
    assert pipeline._state.next_quiet_check <= NOW + b.HOUR
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 24


def test_a_whole_sensor_a_year_behind_is_counted_and_holds_nothing_up() -> None:
    pipeline = b.learnt_plant()
    late = [b.flow(NOW - 365 * b.DAY + n, b.SCADA, b.PLC, sensor="late", service="modbus") for n in range(60)]
    events = busy_minutes(NOW, 5)
    for number, each in enumerate(late):
        events.insert(number * 2, each)
    out = b.run(pipeline, events)
    assert out.rejects == []
    assert pipeline._state.clock == NOW + 290.0
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").flows == 14 * 24 + 30 + 60


@pytest.mark.parametrize(
    ("start", "end"), [(0.0, 0.0), (4_102_444_800.0, 4_102_444_800.0), (NOW + 50, NOW), (NOW, 0.0)]
)
def test_times_at_their_bounds_and_ends_before_begins_harm_nothing(start: float, end: float) -> None:
    pipeline = b.learnt_plant()
    odd = [b.flow(NOW, b.SCADA, b.PLC, service="modbus", start=start, end=end, uid=f"C{n}") for n in range(2)]
    out = b.run(pipeline, [*busy_minutes(NOW, 2), *odd, *busy_minutes(NOW + 2 * b.MINUTE, 3)])
    taken = b.path(pipeline, b.SCADA, b.PLC, "modbus").flows - 14 * 24 - 30
    assert taken + len(out.rejects) == 2
    assert out.alerts == []
    assert pipeline._state.clock == NOW + 290.0
