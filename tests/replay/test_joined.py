"""Several summaries as one."""

from replay.joined import joined
from replay.summary import ReplaySummary, SiteSummary
from schemas.formats.notes import Notes
from tests.streams.records import an_alert


def test_counts_are_added_up_and_times_are_the_first_and_the_last() -> None:
    one = ReplaySummary(
        rows=5, flows=3, repeats=1, others=1, begins=1.0, first_time=1.0, last_time=9.0, learn_until=4.0,
        alerts=[an_alert("a")], sites=[SiteSummary("north", [], [])], replaced={"zones": 1},
    )  # fmt: skip
    two = ReplaySummary(
        rows=4, flows=2, dead_letters=1, notes=Notes(other_logs={"dns": 1}), first_time=3.0, last_time=5.0,
        alerts=[an_alert("b")], sites=[SiteSummary("south", [], [])], replaced={"zones": 2}, unmet_sites=["x"],
    )  # fmt: skip
    whole = joined([one, two])
    whole.checked()
    assert (whole.rows, whole.flows, whole.repeats, whole.dead_letters) == (9, 5, 1, 1)
    assert (whole.begins, whole.first_time, whole.last_time, whole.learn_until) == (1.0, 1.0, 9.0, 4.0)
    assert [alert.id for alert in whole.alerts] == ["a", "b"]
    assert [site.site for site in whole.sites] == ["north", "south"]
    assert (whole.replaced, whole.unmet_sites) == ({"zones": 3}, ["x"])


def test_of_none_there_is_nothing() -> None:
    assert joined([]) == ReplaySummary()
