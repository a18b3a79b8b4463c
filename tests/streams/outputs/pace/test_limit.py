"""A rate limit holds back what exceeds it, never what is critical, and tells of all at the minute's end."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.alert import Alert, Level
from streams.outputs.pace.limit import MINUTE_S, Minute
from tests.streams.records import an_alert


def alert(name: str, level: Level = "high", site: str = "plant") -> Alert:
    return msgspec.structs.replace(an_alert(name), level=level, site=site)


def test_what_exceeds_the_minute_is_held_and_what_is_critical_passes() -> None:
    passes, minute = Minute(2).split([alert("a"), alert("b"), alert("c"), alert("d", "critical"), alert("e")], 0.0)
    assert passes == [True, True, False, True, False]
    assert (minute.holds, minute.digest_due_s) == (2, MINUTE_S)
    (digest,) = minute.digests("chat")
    assert "c-1, e-1." in digest.summary


def test_a_new_minute_begins_with_the_first_alert_after_the_last_one() -> None:
    _, minute = Minute(1).split([alert("a")], 0.0)
    assert minute.digest_due_s is None
    passes, minute = minute.split([alert("b")], 59.0)
    assert passes == [False]
    passes, minute = minute.ended().split([alert("c"), alert("d")], 70.0)
    assert (passes, minute.digest_due_s) == ([True, False], 130.0)


def test_nothing_passes_a_minute_whose_digest_has_not_gone_out() -> None:
    _, minute = Minute(1).split([alert("a"), alert("b")], 0.0)
    passes, minute = minute.split([alert("c")], 500.0)
    assert (passes, minute.holds) == ([False], 2)


def test_an_answer_that_is_forgotten_changes_nothing() -> None:
    _, minute = Minute(1).split([alert("a"), alert("b")], 0.0)
    assert minute.split([alert("c")], 1.0)[1].holds == 2
    assert minute.holds == 1


def test_each_site_has_a_digest_of_its_own() -> None:
    _, minute = Minute(1).split([alert("a"), alert("b"), alert("c", site="other"), alert("d", site="other")], 0.0)
    assert [(one.site, one.count) for one in minute.digests("chat")] == [("plant", 1), ("other", 2)]
    assert minute.over().digest_due_s == float("-inf")


@given(st.lists(st.sampled_from(["info", "high", "critical"]), max_size=30), st.integers(1, 5), st.integers(0, 30))
def test_it_is_the_same_in_one_piece_and_in_two(levels: list[Level], at_most: int, cut: int) -> None:
    alerts = [alert(f"a{number}", level) for number, level in enumerate(levels)]
    whole, once = Minute(at_most).split(alerts, 0.0)
    first, minute = Minute(at_most).split(alerts[:cut], 0.0)
    second, twice = minute.split(alerts[cut:], 1.0)
    assert whole == first + second
    assert once.digests("chat") == twice.digests("chat")
    assert whole.count(False) == once.holds
