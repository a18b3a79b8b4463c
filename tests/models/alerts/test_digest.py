"""The first-look digest."""

from models.alerts.digest import MAX_DIGEST_HOPS, FirstLookDigest
from models.detectors.first_look import FirstLook
from models.findings.sighting import Finding, Sighting
from schemas.alert import Crossing
from tests.models import builders as b
from tests.models.detectors import sightings as s


def gathered(*sightings: Sighting) -> FirstLookDigest:
    digest = FirstLookDigest()
    for sighting in sightings:
        finding = FirstLook().finding(sighting)
        assert finding is not None
        digest.add(sighting, finding, date="2026-01-05", day_end=b.MONDAY + b.DAY)
    return digest


def look(service: str = "ssh") -> Sighting:
    return s.sighting(s.dmz(), s.plc(), ready=False, service=service)


def test_nothing_gathered_is_never_due() -> None:
    assert not FirstLookDigest().due(b.MONDAY + b.DAY)


def test_it_is_due_when_the_day_is_over() -> None:
    digest = gathered(look())
    assert not digest.due(b.MONDAY + b.DAY - 1)
    assert digest.due(b.MONDAY + b.DAY)


def test_it_lists_what_crossed_and_counts_by_crossing() -> None:
    alert = gathered(look(), look("rdp"), s.sighting(s.office(), s.dmz(), ready=False)).close(b.SITE)
    assert (alert.kind, alert.level, alert.count, alert.hops_total) == ("first-look", "info", 3, 3)
    assert [hop.service for hop in alert.hops] == ["ssh", "rdp", "modbus"]
    assert [(reason.text, reason.value) for reason in alert.reasons[1:]] == [
        ("2 of them lead from dmz to cell", 2.0), ("1 of them leads from office to dmz", 1.0),
    ]  # fmt: skip
    assert "3 new paths" in alert.title


def test_what_is_listed_is_bounded_and_the_total_is_not() -> None:
    alert = gathered(*(look(f"s{n}") for n in range(MAX_DIGEST_HOPS + 50))).close(b.SITE)
    assert len(alert.hops) == MAX_DIGEST_HOPS
    assert alert.hops_total == alert.count == MAX_DIGEST_HOPS + 50


def test_the_same_day_is_the_same_digest() -> None:
    assert gathered(look()).close(b.SITE).id == gathered(look()).close(b.SITE).id
    assert gathered(look()).close("other").id != gathered(look()).close(b.SITE).id


def test_what_turned_out_to_cross_nothing_is_left_out() -> None:
    digest = gathered(look(), look("rdp"))
    digest.keep(lambda hop: hop.service == "rdp")
    alert = digest.close(b.SITE)
    assert [hop.service for hop in alert.hops] == ["rdp"]
    assert alert.count == 1
    assert [reason.value for reason in alert.reasons] == [None, 1.0]


def test_a_new_device_that_does_what_others_do_stands_there_with_the_reason() -> None:
    digest = FirstLookDigest()
    finding = Finding(
        kind="new-asset",
        points=45.0,
        cause=("x",),
        title="x",
        text="scada uses modbus of plc-1 and plc-2 of cell, too",
        crossing=Crossing(from_="control", to="cell", kind="new-asset"),
        digest=True,
    )
    digest.add(s.sighting(s.scada(), s.plc()), finding, date="2026-01-05", day_end=b.MONDAY + b.DAY)
    alert = digest.close(b.SITE)
    assert "scada uses modbus of plc-1 and plc-2 of cell, too" in [reason.text for reason in alert.reasons]
    assert "still learning" not in alert.summary
    digest.add(look(), FirstLook().finding(look()) or finding, date="2026-01-05", day_end=b.MONDAY + b.DAY)
    assert "still learning" in digest.close(b.SITE).summary
