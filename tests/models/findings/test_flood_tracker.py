"""Who is knocked at by many."""

from models.baseline.asset import new_asset
from models.event_time.calendar import HOUR_S
from models.findings.flood_tracker import ANY_LIMIT, MAX_CROWDS, MAX_WAYS, SINGLE_CAUSES, UNANSWERED_LIMIT, FloodTracker
from tests.models import builders as b


def test_strangers_in_vain_are_one_too_many_past_the_limit() -> None:
    crowds = FloodTracker()
    crowd = crowds.at("plc", b.MONDAY)
    verdicts = [crowds.stranger(crowd, answered=False) for n in range(UNANSWERED_LIMIT + 1)]
    assert verdicts == [False] * UNANSWERED_LIMIT + [True]


def test_a_flood_in_vain_does_not_hide_one_who_is_answered() -> None:
    crowds = FloodTracker()
    crowd = crowds.at("plc", b.MONDAY)
    for _ in range(10 * UNANSWERED_LIMIT):
        crowds.stranger(crowd, answered=False)
    assert not crowds.stranger(crowd, answered=True)
    assert [crowds.stranger(crowd, answered=True) for n in range(ANY_LIMIT)][-1]


def test_from_the_third_cause_an_hour_on_they_are_one_and_answered_ones_count_apart() -> None:
    crowds = FloodTracker()
    crowd = crowds.at("plc", b.MONDAY)
    assert [crowds.too_many(crowd, answered=False) for _ in range(4)] == [False] * SINGLE_CAUSES + [True] * 2
    assert not crowds.too_many(crowd, answered=True)


def test_the_next_hour_starts_anew_but_keeps_the_open_alert() -> None:
    crowds = FloodTracker()
    crowd = crowds.at("plc", b.MONDAY)
    crowd.alert = "id"
    assert crowds.at("plc", b.MONDAY + HOUR_S - 1) is crowd
    following = crowds.at("plc", b.MONDAY + HOUR_S + 1)
    assert (following.unanswered, following.alert) == (0, "id")
    assert crowds.too_many(following, answered=False)
    assert crowds.at("plc", b.MONDAY + 9 * HOUR_S).alert is None


def test_past_the_limit_the_oldest_gives_way() -> None:
    crowds = FloodTracker()
    for number in range(MAX_CROWDS + 5):
        crowds.at(f"r{number}", b.MONDAY)
    assert len(crowds.by_responder) == MAX_CROWDS


def test_strangers_are_one_by_service_and_zone_and_ways_are_bounded() -> None:
    crowd = FloodTracker().at("plc", b.MONDAY)
    office = new_asset("ip:10.1.0.1", "", 0.0)
    office.side = "it"
    assert crowd.way_of(office, "ssh", answered=False) == crowd.way_of(office, "rdp", answered=False)
    assert crowd.way_of(office, "ssh", answered=True) != crowd.way_of(office, "rdp", answered=True)
    for number in range(10 * MAX_WAYS):
        crowd.pooled[crowd.way_of(office, f"service-{number}", answered=True)] = "id"
    assert len(crowd.pooled) == MAX_WAYS + 1
    known = crowd.way_of(office, "service-1", answered=True)
    office.zone = "office"
    assert crowd.way_of(office, "service-1", answered=True) != known
