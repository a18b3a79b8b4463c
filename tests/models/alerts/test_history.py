"""What an end's history says of a new path."""

import pytest

from models.alerts.history import MAX_SURPRISE_POINTS, UNKNOWN_POINTS, history, since
from models.baseline.asset import Asset
from schemas.alert import Reason
from tests.models import builders as b
from tests.models.detectors import sightings as s


def watched(asset: Asset, days: float = 15.0, **history: dict[str, int]) -> Asset:
    asset.record.first_seen = s.TIME - days * b.DAY
    for table, counts in history.items():
        setattr(asset, table, counts)
    return asset


def said(initiator: Asset, responder: Asset, *, sweeping: bool = False, **facts: object) -> Reason:
    found = history(s.sighting(initiator, responder, **facts), sweeping=sweeping)
    assert found is not None
    return found


def test_it_tells_how_many_hosts_are_usual_and_which_number_this_one_is() -> None:
    reason = said(s.office(), watched(s.plc(), peers_in={"ip:a": 3, "ip:b": 1}))
    assert reason.text == "In 15 days only 2 hosts usually talked to 10.9.0.11; this is the third"
    assert (reason.weight, reason.value, reason.expected, reason.unit) == (8.0, 3.0, 2.0, "hosts")


def test_the_end_that_is_surprised_more_speaks() -> None:
    initiator = watched(s.office(), peers_out={f"ip:{n}": 1 for n in range(30)})
    reason = said(initiator, s.plc(), initiator_bits=5.0)
    assert reason.text == "In 15 days 10.1.0.5 usually reached 30 hosts; this one is new"


def test_of_a_known_peer_it_tells_the_usual_services() -> None:
    responder = watched(s.plc(), peers_in={f"ip:{b.OFFICE}": 1}, services_in={"s7": 1, "http": 4})
    assert (
        said(s.office(), responder).text == "In 15 days 10.9.0.11 was usually asked for only http and s7; modbus is new"
    )


def test_who_was_never_reached_weighs_the_more_the_longer_it_was_there() -> None:
    points = [
        said(s.internet(), s.plc(days=days), responder_bits=None, initiator_bits=None).weight for days in (5, 11, 61)
    ]
    assert points == sorted(points)
    assert points[0] > 0
    assert points[-1] < MAX_SURPRISE_POINTS
    reason = said(s.internet(), s.plc(days=11), responder_bits=None, initiator_bits=None)
    assert reason.text == "On 10 days before, usually nobody talked to 10.9.0.11"


def test_who_was_there_for_a_few_days_only_says_nothing() -> None:
    assert history(s.sighting(s.internet(), s.plc(days=3), responder_bits=None, initiator_bits=None)) is None


def test_a_try_that_nobody_answered_weighs_half() -> None:
    responder = watched(s.plc(), peers_in={"ip:a": 3})
    assert said(s.office(), responder, answered=False).weight == said(s.office(), responder).weight / 2


def test_of_a_sweep_the_initiator_speaks_and_one_without_a_past_is_told_as_unknown() -> None:
    initiator = watched(s.office(), peers_out={"ip:a": 3})
    reason = said(initiator, s.plc(), sweeping=True, answered=False)
    assert (reason.text, reason.weight) == ("In 15 days 10.1.0.5 usually reached only 1 host", 6.0)
    unknown = said(watched(s.office(), days=0.01), s.plc(), sweeping=True, initiator_bits=None)
    assert unknown.text == "10.1.0.5 was first seen 14 minutes ago, and nothing is known of it"
    assert unknown.weight == UNKNOWN_POINTS
    assert history(s.sighting(s.internet(), s.plc()), sweeping=True) is None


@pytest.mark.parametrize(
    ("days", "text"), [(33.7, "33 days"), (1.9, "45 hours"), (0.05, "72 minutes"), (0.0, "1 minute")]
)
def test_a_time_is_told_as_people_say_it(days: float, text: str) -> None:
    assert since(watched(s.plc(), days), s.TIME) == text
