"""Who is a stranger at a target of a relay, and when that is not known well enough to be said."""

from models.event_time.calendar import DAY_S
from models.findings.relay_habits import FEWEST_DAYS, MOST_TARGETS, MOST_USERS, RelayHabits


def habits(*pairs: tuple[str, str], days: int = FEWEST_DAYS) -> RelayHabits:
    made = RelayHabits()
    for day in range(days):
        for user, target in pairs:
            made.count(user, target, day * DAY_S)
    return made


def test_who_always_goes_to_one_host_is_a_stranger_at_that_of_another() -> None:
    known = habits(("ann", "station"), ("bob", "scada"))
    found = known.stranger("ann", "scada")
    assert found is not None
    assert found[:4] == (10, 1, 10, 1)
    assert known.stranger("ann", "station") is None


def test_few_days_of_either_say_nothing() -> None:
    assert habits(("ann", "station"), ("bob", "scada"), days=FEWEST_DAYS - 1).stranger("ann", "scada") is None
    assert habits(("ann", "station")).stranger("ann", "scada") is None
    assert habits(("bob", "scada")).stranger("ann", "scada") is None


def test_who_may_have_missed_a_target_by_chance_is_no_stranger_until_it_is_none() -> None:
    def pool(days: int) -> RelayHabits:
        """Others are on the server one day in five, on the station else."""
        known = RelayHabits()
        for day in range(days):
            known.count("ann", "station", day * DAY_S)
            for other in range(10):
                known.count(f"user-{other}", "scada" if (day + other) % 5 == 0 else "station", day * DAY_S)
        return known

    assert pool(15).stranger("ann", "scada") is None
    assert pool(25).stranger("ann", "scada") is not None


def test_a_day_counts_once_however_many_sessions_it_has() -> None:
    known = RelayHabits()
    for number in range(50):
        known.count("ann", "station", number * 60.0)
    assert known.days == {"ann": {"station": 1}}


def test_who_goes_to_many_hosts_is_no_stranger_at_one_more() -> None:
    known = habits(("bob", "scada"))
    for day in range(FEWEST_DAYS):
        known.count("ann", f"host-{day}", day * DAY_S)
    assert known.stranger("ann", "scada") is None


def test_it_is_bounded_and_who_came_first_stays() -> None:
    known = RelayHabits()
    for number in range(MOST_USERS + 5):
        known.count(f"user-{number}", "scada", 0.0)
    for number in range(MOST_TARGETS + 5):
        known.count("user-0", f"host-{number}", 0.0)
    assert len(known.days) == MOST_USERS
    assert len(known.days["user-0"]) == MOST_TARGETS


def test_nothing_is_left_of_an_asset_that_is_forgotten() -> None:
    known = habits(("ann", "station"), ("bob", "scada"))
    assert known.without(["ann"]) == habits(("bob", "scada"))
    assert known.without(["scada"]).days == {"ann": {"station": 10}, "bob": {}}
