"""Which open alerts have an end in common."""

from typing import Any

from models.alerts.alert_state import AlertState
from models.alerts.neighbours import MOST_NAMED, Neighbours
from schemas.alert import Party
from tests.models.alerts.test_alert_state import state


def alert(name: str, initiator: str, responder: str | None, **fields: Any) -> AlertState:
    ends = {"initiator": Party(asset=initiator), "responder": None if responder is None else Party(asset=responder)}
    return state(id=name, **(ends | fields))


def kept(*alerts: AlertState) -> tuple[Neighbours, dict[str, AlertState]]:
    neighbours = Neighbours()
    for each in alerts:
        neighbours.put(each)
    return neighbours, {each.id: each for each in alerts}


def test_those_of_the_same_initiator_and_of_the_same_responder_are_named_the_worst_first() -> None:
    own = alert("own", "a", "x")
    neighbours, alerts = kept(
        own, alert("mild", "a", "y", severity=20), alert("bad", "b", "x", severity=90), alert("far", "b", "y")
    )
    named, total = neighbours.related(own, alerts)
    assert [(each.id, each.level, each.same_initiator, each.same_responder) for each in named] == [
        ("bad", "critical", False, True), ("mild", "low", True, False),
    ]  # fmt: skip
    assert total == 2


def test_what_is_silenced_is_not_named() -> None:
    own = alert("own", "a", "x")
    neighbours, alerts = kept(own, alert("other", "a", "y", status="muted"))
    assert neighbours.related(own, alerts) == ((), 0)


def test_names_are_bounded_and_their_total_is_not() -> None:
    own = alert("own", "a", "x")
    neighbours, alerts = kept(own, *(alert(f"n{n}", "a", None) for n in range(MOST_NAMED + 5)))
    named, total = neighbours.related(own, alerts)
    assert (len(named), total) == (MOST_NAMED, MOST_NAMED + 5)


def test_an_alert_that_changed_its_ends_or_has_gone_is_found_there_no_more() -> None:
    own = alert("own", "a", "x")
    neighbours, _ = kept(own)
    own.initiator = Party(asset="b")
    neighbours.put(own)
    assert (neighbours.of_initiator("a"), neighbours.of_initiator("b")) == (set(), {"own"})
    neighbours.drop("own")
    neighbours.drop("own")
    assert neighbours.of_initiator("b") == set()
