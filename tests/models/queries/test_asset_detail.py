"""One asset at length: who it is, what it serves, its peers, whose address it has, and what people said."""

from models.queries.asset_detail import asset_detail
from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from schemas.overview.asset_detail import AssetDetail
from schemas.verdict import ZonePair
from tests.models import builders as b


def detail_of(ip: str, *events: b.Event, most_peers: int | None = None) -> AssetDetail:
    plant = b.learnt_plant()
    records = {record.key: record for record in b.learnt_records()}
    b.run(plant, events)
    records |= {record.key: record for record in plant.changed_records()}
    site = StoredSite(b.SITE, [record for record in records.values() if record.value is not None])
    asset = next(each for each in site.assets.values() if ip in {*each.record.ips, each.id})
    return asset_detail(site, asset.id, CoreSettings(), most_peers=most_peers)


def test_it_says_who_it_is_and_what_the_inventory_says() -> None:
    declared = b.asset("plc-1", b.PLC, name="Press", owner="production", role="plc", criticality=5, model="M340")
    found = detail_of(b.PLC, declared)
    assert (found.known_by, found.owner, found.model) == ("inventory", "production", "M340")
    assert (found.summary.name, found.summary.role, found.summary.criticality) == ("Press", "plc", 5)
    assert found.declared_addresses == (b.PLC,)
    assert found.place_reason == "10.9.0.11 lies in 10.9.0.0/24 of zone cell"
    assert detail_of(b.SCADA).known_by == "address"


def test_it_says_what_it_serves_and_what_was_only_tried() -> None:
    found = detail_of(b.PLC, b.tried(b.after() + 60, b.OFFICE, b.PLC, 5900))
    assert found.summary.services_served == ("modbus",)
    assert found.tried == ("vnc",)


def test_peers_stand_by_direction_the_busiest_first_and_bounded() -> None:
    scada = detail_of(b.SCADA)
    assert (scada.peers_out_total, scada.peers_in_total) == (3, 2)
    assert {peer.name for peer in scada.peers_in} == {b.JUMP, b.HISTORIAN}
    flows = [peer.flows for peer in scada.peers_out]
    assert flows == sorted(flows, reverse=True)
    assert len(detail_of(b.SCADA, most_peers=1).peers_out) == 1
    held = detail_of(b.PLC, b.flow(b.after() + 60, b.OFFICE, b.PLC))
    assert {peer.name: peer.status for peer in held.peers_in} == {b.SCADA: "learnt", b.OFFICE: "held"}


def test_readiness_comes_with_its_grounds() -> None:
    ready = detail_of(b.PLC).readiness
    assert ready is not None
    assert ready.ready
    assert ready.days_watched > 13.0
    young = detail_of("10.9.0.99", b.flow(b.after() + 60, b.SCADA, "10.9.0.99")).readiness
    assert young is not None
    assert not young.ready
    assert young.ready_from > b.after() + 9 * b.DAY


def test_who_took_an_address_over_is_told_on_both() -> None:
    now, address, peer = b.after(), "10.9.0.90", "10.9.0.95"
    ends = [(f"{maker}:00:00:01", "00:80:f4:00:00:09") for maker in ("00:80:f4", "3c:97:0e")]
    events = [
        b.flow(now + 60 * number, address, peer, initiator_mac=one, responder_mac=other)
        for number, (one, other) in enumerate(ends, 1)
    ]
    newcomer = detail_of(address, *events)
    assert newcomer.conflicts == (newcomer.summary.note,)
    assert newcomer.summary.note is not None
    assert newcomer.summary.note.startswith(f"took the address {address} over from ")
    former = detail_of(f"ip:{address}", *events)
    assert former.conflicts == (f"{newcomer.summary.id.partition(':')[2]} took the address {address} over from it",)


def test_words_on_its_paths_and_zones_are_about_it_too() -> None:
    now = b.after()
    said = [
        b.verdict(now + 1, "expected", zones=ZonePair(from_zone="control", to_zone="cell")),
        b.verdict(now + 2, "mute", initiator=b.OFFICE, expires=now + b.DAY),
    ]
    found = detail_of(b.PLC, *said)
    assert [word.subject for word in found.words] == ["zones"]
    assert [word.subject for word in detail_of(b.OFFICE, *said).words] == ["initiator"]
