"""What is taught moves a severity within bounds, and hides nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.alerts.alert_state import AlertState
from models.lessons.taught import Taught
from models.lessons.weighing import moved_to, weigh
from schemas.alert import Level, Party, level_of
from schemas.asset_change import Side

severities = st.integers(1, 100)
points = st.integers(-15, 10).map(float)
LEVELS: list[Level] = ["info", "low", "medium", "high", "critical"]


def alert(number: int = 0, severity: int = 50, side: Side = "dmz", **facts: Any) -> AlertState:
    usual: dict[str, Any] = {
        "id": f"{number:020x}", "kind": "level-skip", "cause": f"c{number}", "severity": severity, "title": "T",
        "text": "t", "time": 0.0, "first_seen": 0.0, "last_seen": 0.0, "service": "http",
        "initiator": Party(asset="a", zone=None if side == "external" else "dmz", side=side),
        "responder": Party(asset="b", zone="cell", side="ot", purdue_level=1.0),
    }  # fmt: skip
    return AlertState(**(usual | facts))


def taught(*statuses: str, **facts: Any) -> Taught:
    made = Taught()
    for number, status in enumerate(statuses):
        made.settled(alert(number, status=status, **facts), float(number), None)
    return made


def weighed(draft: AlertState, known: Taught, *, withholds: bool = True) -> tuple[int, list[str]]:
    weigh(draft, known, withholds=withholds)
    return draft.severity, [f"{reason.weight:+.0f} {reason.text}" for reason in draft.taught]


SUCH = "level-skip from dmz to cell, by other services"
FIVE = ("expected",) * 5


@given(severity=severities, graver=severities, moved=points, withholds=st.booleans())
def test_of_two_alerts_the_graver_one_stays_so(severity: int, graver: int, moved: float, withholds: bool) -> None:
    lesser, other = sorted((severity, graver))
    assert moved_to(lesser, moved, withholds=withholds) <= moved_to(other, moved, withholds=withholds)


@given(severity=severities, less=points, more=points, withholds=st.booleans())
def test_more_points_never_come_to_less(severity: int, less: float, more: float, withholds: bool) -> None:
    few, many = sorted((less, more))
    assert moved_to(severity, few, withholds=withholds) <= moved_to(severity, many, withholds=withholds)


@given(severity=severities, moved=points)
def test_nothing_is_taken_further_down_than_just_below_medium_nor_made_critical(severity: int, moved: float) -> None:
    found = moved_to(severity, moved, withholds=True)
    assert severity - 15 <= found <= severity + 10
    assert found >= min(severity, 39)
    assert (level_of(found) == "critical") <= (level_of(severity) == "critical")
    assert LEVELS.index(level_of(severity)) - LEVELS.index(level_of(found)) <= 1


@given(severity=severities, moved=points)
def test_where_nothing_is_withheld_nothing_is_taken_below_medium(severity: int, moved: float) -> None:
    assert moved_to(severity, moved, withholds=False) >= min(severity, 40)


def test_five_of_a_kind_that_were_expected_take_ten_points_and_say_so() -> None:
    assert weighed(alert(9, 58), taught(*FIVE)) == (
        48,
        [
            f"-10 5 such alerts were called expected in the last 90 days, and none malicious: {SUCH}",
        ],
    )


def test_one_that_was_malicious_adds_points_and_says_so() -> None:
    assert weighed(alert(9, 78), taught("malicious")) == (
        79,
        [
            f"+1 1 such alert was called malicious in the last 90 days, and none expected: {SUCH}",
        ],
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "dmz-bypass"},
        {"service": "rdp"},
        {"service": None},
        {"initiator": Party(asset="a", zone="office", side="it")},
        {"responder": Party(asset="b", zone="cell-2", side="ot")},
    ],
    ids=["kind", "services", "no service", "from", "to"],
)
def test_other_kinds_places_and_services_learn_nothing_from_it(facts: dict[str, Any]) -> None:
    assert weighed(alert(9, 58, **facts), taught(*FIVE)) == (58, [])


@pytest.mark.parametrize(
    "facts",
    [
        {"forbidden": True},
        {"side": "external"},
        {"kind": "pivot"},
        {"kind": "external-path"},
        {"kind": "identity-conflict"},
        {"status": "malicious"},
    ],
    ids=["forbidden", "the internet", "a chain", "external path", "a controller's identity", "judged malicious"],
)
def test_what_is_never_withheld_is_never_lowered(facts: dict[str, Any]) -> None:
    known = taught(*FIVE, **{name: value for name, value in facts.items() if name != "status"})
    assert known.groups
    assert weighed(alert(9, 58, **facts), known) == (58, [])


def test_it_may_count_for_more_though() -> None:
    assert weighed(alert(9, 58, forbidden=True), taught("malicious", "malicious"))[0] == 62


def test_places_and_services_are_told_where_there_are_any() -> None:
    nowhere: dict[str, Any] = {"initiator": None, "responder": None, "service": None, "kind": "silence"}
    of_one = nowhere | {"initiator": Party(asset="a", zone="cell", side="ot")}
    begins = "-10 5 such alerts were called expected in the last 90 days, and none malicious: silence"
    assert weighed(alert(9, 58, **nowhere), taught(*FIVE, **nowhere))[1] == [begins]
    assert weighed(alert(9, 58, **of_one), taught(*FIVE, **of_one))[1] == [f"{begins} of cell"]
