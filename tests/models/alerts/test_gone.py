"""An unknown device that came for an hour and left is told as that, once."""

from models.alerts.gone import GONE_S, STAY_S
from models.pipeline import Pipeline
from schemas.alert import Alert
from tests.models import builders as b

STRANGER = "10.9.0.99"
NOW = b.after() + 60.0


def polled(time: float) -> b.Event:
    return b.flow(time, STRANGER, b.PLC, 502, service="modbus")


def stay(pipeline: Pipeline, begin: float, minutes: int) -> list[Alert]:
    return b.alerts_of(pipeline, *(polled(begin + n * b.MINUTE) for n in range(0, minutes + 1, 10)))


def later(pipeline: Pipeline, begin: float, end: float) -> list[Alert]:
    ticks = [b.tick(begin + n * 60.0) for n in range(int((end - begin) / 60.0))]
    return [alert for alert in b.run(pipeline, ticks).alerts if alert.kind == "new-asset"]


def test_one_that_was_there_for_forty_minutes_is_told_as_gone_once() -> None:
    pipeline = b.learnt_plant()
    (alert, *_) = stay(pipeline, NOW, 40)
    (gone,) = later(pipeline, NOW + 41 * b.MINUTE, NOW + GONE_S + 5 * b.HOUR)
    assert (gone.id, gone.status) == (alert.id, "open")
    assert gone.title == f"{alert.title}, gone after 40 minutes"
    assert "It was there for 40 minutes and has said nothing for hours since." in gone.summary


def test_one_that_comes_back_is_there_again() -> None:
    pipeline = b.learnt_plant()
    stay(pipeline, NOW, 40)
    later(pipeline, NOW + 41 * b.MINUTE, NOW + 2 * GONE_S)
    told = stay(pipeline, NOW + 3 * GONE_S, 60)
    assert told
    assert all("gone after" not in alert.title for alert in told)


def test_one_that_stays_for_a_day_is_none() -> None:
    pipeline = b.learnt_plant()
    stay(pipeline, NOW, int(STAY_S / 60.0) + 20)
    assert later(pipeline, NOW + STAY_S + 21 * b.MINUTE, NOW + STAY_S + 2 * GONE_S) == []
