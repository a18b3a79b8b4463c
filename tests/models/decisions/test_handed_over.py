"""Whoever usually came to a master comes to the twin that has its work now, and is no news; to any other one it is."""

import pytest

from models.pipeline import Pipeline
from schemas.flow import Flow
from tests.models import builders as b
from tests.models.polling_plant import CONTROLLERS, MASTER, NOW, PAIR, PLAIN, STANDBY, plant

LATER = NOW + b.HOUR


def polled(begin: float, end: float, master: str, controllers: tuple[str, ...] = CONTROLLERS) -> list[b.Event]:
    events: list[b.Event] = []
    for minute in range(int((end - begin) / b.MINUTE)):
        start = begin + minute * b.MINUTE
        events.append(b.tick(start))
        events += [b.flow(start + 2.0 * n, master, each, service="modbus") for n, each in enumerate(controllers)]
    return events


def session(master: str = STANDBY) -> list[Flow]:
    """An engineer, by way of the jump host, as each workday to the first server."""
    return [
        b.flow(LATER + 10.0, b.OFFICE, b.JUMP, 3389, service="rdp"),
        b.flow(LATER + 20.0, b.JUMP, master, 3389, service="rdp"),
    ]


def kinds(pipeline: Pipeline, *events: b.Event) -> set[str]:
    found: set[str] = {alert.kind for alert in b.run(pipeline, events).alerts}
    return found - {"silence", "sensor-silent"}


def test_a_session_to_the_one_that_took_over_is_a_line_of_the_digest() -> None:
    pipeline = plant(PAIR)
    assert kinds(pipeline, *polled(NOW, LATER, STANDBY), *session()) == set()
    ends = [tick for hour in (1, 2) for tick in b.minute_of_ticks(NOW + b.DAY + hour * b.HOUR)]
    (digest,) = (alert for alert in b.run(pipeline, ends).alerts if alert.kind == "first-look")
    assert (digest.kind, digest.hops[-1].responder_name) == ("first-look", "scada-b")
    assert b.path(pipeline, b.JUMP, "scada-b", "rdp").status == "learnt"


@pytest.mark.parametrize(
    "polls",
    [
        pytest.param(polled(NOW, LATER, MASTER), id="the first one goes on"),
        pytest.param([*polled(NOW, LATER, MASTER), *polled(LATER - 120.0, LATER, STANDBY)], id="both poll"),
        pytest.param(polled(NOW, LATER, STANDBY, CONTROLLERS[:3]), id="a quarter was taken over"),
    ],
)
def test_a_session_to_a_standby_that_has_not_taken_over_is_an_alert(polls: list[b.Event]) -> None:
    assert "pivot" in kinds(plant(PAIR), *polls, *session())


def test_one_that_nobody_declared_a_twin_is_an_alert() -> None:
    assert {"pivot", "scan"} <= kinds(plant(PLAIN), *polled(NOW, LATER, STANDBY), *session())


def test_what_the_first_one_never_had_is_an_alert() -> None:
    ssh = b.flow(LATER + 30.0, b.JUMP, STANDBY, 22, service="ssh")
    assert "pivot" in kinds(plant(PAIR), *polled(NOW, LATER, STANDBY), session()[0], ssh)


def test_it_goes_where_the_first_one_went() -> None:
    pipeline, ended = plant(PAIR), NOW + 5 * b.HOUR
    report = (b.HISTORIAN, 443)
    hours = [event for hour in range(5) for event in b.minute_of_ticks(NOW + hour * b.HOUR)]
    b.run(pipeline, [b.conduit("control", "dmz", "tls", expires=ended), *hours])
    b.run(pipeline, [b.flow(NOW + n * b.HOUR + 61.0, MASTER, *report, service="tls") for n in range(5)])
    polls = polled(ended, ended + b.HOUR, STANDBY)
    assert kinds(pipeline, *polls, b.flow(ended + b.HOUR, STANDBY, *report, service="tls")) == set()
    assert kinds(plant(PAIR), *polls, b.flow(ended + b.HOUR, STANDBY, *report, service="tls")) == {"new-path-crossing"}
