"""Who an asset is: by which addresses it is known again, and what is nobody's."""

from tests.models import builders as b

NOW = b.after()


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
        b.run(pipeline, [b.tried(NOW, b.SCADA, "10.9.0.99", 80), *between])
        alerts = b.alerts_of(pipeline, b.flow(NOW + 5, b.SCADA, "10.9.0.99", 80))
        assert [alert.kind for alert in alerts] == ["new-asset"]


def test_a_declared_asset_is_no_new_one() -> None:
    pipeline = b.learnt_plant()
    pipeline.change(b.asset("spare", "10.9.0.99"))
    assert b.alerts_of(pipeline, b.flow(NOW, "10.9.0.99", b.PLC, 80)) == []
    assert [alert.kind for alert in b.alerts_of(pipeline, b.flow(NOW + 1, "10.9.0.99", b.PLC, 502))] == ["rogue-master"]
