"""What is never held back, and how the list of what was reads."""

import pytest

from models.alerts.admission.withheld import digest, listed, never_withheld
from models.alerts.alert_state import AlertState
from models.budget.day_budget import SpentDay
from schemas.alert import Party
from schemas.attack import AlertKind


def alert(kind: AlertKind = "level-skip", **facts: object) -> AlertState:
    made = AlertState("an-id-of-an-alert", kind, "cause", 45, "A title", "text", 1.0, 1.0, 1.0)
    for name, value in facts.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize(
    "one",
    [
        alert("external-path"),
        alert("pivot"),
        alert("sensor-silent"),
        alert(forbidden=True),
        alert(status="malicious"),
        alert("identity-conflict", responder=Party(asset="plc", purdue_level=0.0)),
    ],
    ids=lambda one: f"{one.kind} {one.status}",
)
def test_it_goes_out_whatever_was_spent(one: AlertState) -> None:
    assert never_withheld(one)


def test_other_conflicts_of_identity_and_other_ways_may_wait() -> None:
    assert not never_withheld(alert("identity-conflict", responder=Party(asset="pc", purdue_level=4.0)))
    assert not never_withheld(alert("identity-conflict", responder=Party(asset="pc")))
    assert not never_withheld(alert())


def test_the_list_has_the_gravest_first_and_says_where_they_are() -> None:
    day = SpentDay()
    for severity in (41, 55):
        one = listed(alert(severity=severity, title=f"Of {severity}"))
        day.hold(one, date="2026-03-01", day_end=500.0, most=10)
    told = digest("plant", day, [])
    assert [reason.text.partition(" (")[0] for reason in told.reasons[2:]] == ["Of 55", "Of 41"]
    assert told.advice is not None
    assert "weir alerts list --status withheld" in told.advice.text
    assert (told.time, told.count, told.level) == (500.0, 2, "info")
