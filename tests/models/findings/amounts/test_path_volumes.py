"""A path that carries far more in a quarter of a day than it ever did is told once, and what looks like that is not."""

from collections.abc import Iterable, Iterator

import pytest
from msgspec.structs import replace

from models.detectors.remembering.volume import Volume
from models.findings.amounts import path_volumes
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.flow import Flow
from tests.models import builders as b
from tests.models.maintenance.announced import announced

NOW = b.MONDAY + 9 * b.DAY
EVERY = 15 * b.MINUTE
USUAL = 500_000
"""Octets of a push, 24 in a quarter of a day: 12 MB."""

CONDUITS = (b.conduit("cell", "dmz", "*"), b.conduit("dmz", "cell", "*"), b.conduit("dmz", "office", "*"))


def sent(time: float, octets: int, *, received: int = 2_000, ends: tuple[str, str] = (b.PLC, b.HISTORIAN)) -> b.Event:
    """A push by the historian's protocol."""
    return replace(b.flow(time, *ends, 5450), initiator_octets=octets, responder_octets=received)


def pushes(
    begin: float,
    end: float,
    octets: int = USUAL,
    *,
    ends: tuple[tuple[str, str], ...] = ((b.PLC, b.HISTORIAN),),
    received: int = 2_000,
) -> Iterator[b.Event]:
    time = begin
    while time < end:
        yield from (sent(time + 60.0, octets, ends=one, received=received) for one in ends)
        yield b.tick(time + 61.0)
        time += EVERY


def more(begin: float, end: float, octets: int, every: float = 300.0, received: int = 2_000) -> Iterator[b.Event]:
    time = begin
    while time < end:
        yield sent(time, octets, received=received)
        time += every


def moment(event: b.Event) -> float:
    return event.end if isinstance(event, Flow) else event.time


def together(*parts: Iterable[b.Event]) -> list[b.Event]:
    """Parts as one, in the order of their times."""
    return sorted((event for part in parts for event in part), key=moment)


def plant(learnt: Iterable[b.Event]) -> Pipeline:
    pipeline = Pipeline(b.SITE, CoreSettings())
    for change in (*b.ZONES, *CONDUITS):
        pipeline.change(change)
    assert told(pipeline, learnt) == []
    return pipeline


def told(pipeline: Pipeline, events: Iterable[b.Event]) -> list[Alert]:
    return [alert for alert in b.run(pipeline, events).alerts if alert.kind == "volume" and alert.responder is not None]


def opened(alerts: Iterable[Alert]) -> list[str]:
    return [alert.title for alert in alerts if alert.revision == 1]


def volume_of(pipeline: Pipeline) -> Volume:
    (volume,) = (each for each in pipeline._state.listeners.all if isinstance(each, Volume))
    return volume


def usual(until: float = NOW) -> list[b.Event]:
    return list(pushes(b.MONDAY, until))


def test_two_gigabytes_in_half_an_hour_are_one_alert_of_the_path() -> None:
    pipeline = plant(usual())
    attack = more(NOW + 90.0, NOW + 30 * b.MINUTE, 100_000_000, every=90.0)
    alerts = told(pipeline, together(attack, pushes(NOW, NOW + 2 * b.HOUR)))
    assert opened(alerts) == [f"Far more than usual: {b.PLC} sent {b.HISTORIAN} 400 MB by pi"]
    (alert, *_) = alerts
    assert alert.level == "medium"
    assert alert.initiator is not None
    assert alert.responder is not None
    assert (alert.initiator.ip, alert.responder.ip) == (b.PLC, b.HISTORIAN)
    assert alert.summary == (
        f"{b.PLC} in cell sent {b.HISTORIAN} in dmz 400 MB by pi within 5 minutes; in 9 days of watching, "
        "six hours of this path had 12 MB as a rule, and 12 MB at most."
    )
    closed = told(pipeline, pushes(NOW + 2 * b.HOUR, NOW + 12 * b.HOUR))
    assert [one.status for one in closed] == ["closed"]


def test_three_times_as_much_for_ten_hours_is_told() -> None:
    pipeline = plant(usual())
    slow = more(NOW + 3 * b.HOUR, NOW + 13 * b.HOUR, 2 * USUAL, every=EVERY)
    assert len(opened(told(pipeline, together(slow, pushes(NOW, NOW + b.DAY))))) == 1


def test_what_stays_within_a_side_needs_twice_as_much() -> None:
    inward = ((b.HISTORIAN, b.PLC),)
    pipeline = plant(pushes(b.MONDAY, NOW, ends=inward))
    slow = (sent(moment(event), 2 * USUAL, ends=inward[0]) for event in more(NOW, NOW + 13 * b.HOUR, 1, every=EVERY))
    assert told(pipeline, together(slow, pushes(NOW, NOW + b.DAY, ends=inward))) == []
    begin = NOW + b.DAY
    fast = (
        sent(moment(event), 9 * USUAL, ends=inward[0]) for event in more(begin, begin + 13 * b.HOUR, 1, every=EVERY)
    )
    alerts = told(pipeline, together(fast, pushes(begin, begin + b.DAY, ends=inward)))
    assert [(alert.level, alert.revision) for alert in alerts][:1] == [("low", 1)]


@pytest.mark.parametrize(
    "news",
    [
        pytest.param([sent(NOW + 10.0, 900_000_000)], id="one connection, as of a report or a firmware"),
        pytest.param([sent(NOW + 10.0, 9_000_000), sent(NOW + 20.0, 9_000_000)], id="two"),
        pytest.param(list(pushes(NOW + 1.0, NOW + b.DAY)), id="a second sensor that sees all a second time"),
        pytest.param(list(more(NOW, NOW + 6 * b.HOUR, 1_000, received=1_000)), id="many small ones"),
    ],
)
def test_that_is_none(news: list[b.Event]) -> None:
    pipeline = plant(usual())
    assert told(pipeline, together(news, pushes(NOW, NOW + b.DAY))) == []


def test_what_was_kept_during_an_outage_may_come_at_once() -> None:
    pipeline = plant(usual())
    ticks = [b.tick(NOW + 600.0 * number) for number in range(6 * 36)]
    backlog = more(NOW + 36 * b.HOUR + 60.0, NOW + 37 * b.HOUR, USUAL, every=25.0)
    later = pushes(NOW + 36 * b.HOUR, NOW + 3 * b.DAY)
    assert told(pipeline, together(ticks, backlog, later)) == []


def test_a_restore_is_no_more_than_the_copy_was() -> None:
    nightly = [sent(b.MONDAY + day * b.DAY + b.HOUR, 40_000, received=900_000_000) for day in range(30)]
    begin = b.MONDAY + 30 * b.DAY
    restore = more(begin, begin + b.HOUR, 40_000_000, every=300.0, received=2_000)
    pipeline = plant(together(nightly, [b.tick(b.MONDAY + 600.0 * number) for number in range(6 * 24 * 30)]))
    assert told(pipeline, together(restore, [b.tick(begin + 600.0 * number) for number in range(144)])) == []


def test_where_all_of_a_service_rises_no_path_is_told() -> None:
    ends = ((b.PLC, b.HISTORIAN), (b.PLC2, b.HISTORIAN), (b.PLC3, b.HISTORIAN))
    pipeline = plant(pushes(b.MONDAY, NOW, ends=ends))
    assert told(pipeline, pushes(NOW, NOW + b.DAY, 4 * USUAL, ends=ends)) == []
    alone = plant(pushes(b.MONDAY, NOW, ends=ends))
    one = more(NOW, NOW + 12 * b.HOUR, 3 * USUAL, every=EVERY)
    assert len(opened(told(alone, together(one, pushes(NOW, NOW + b.DAY, ends=ends))))) == 1


def test_nothing_is_said_in_the_first_week() -> None:
    begin = b.MONDAY + 6 * b.DAY
    pipeline = plant(usual(begin))
    attack = more(begin, begin + b.HOUR, 100_000_000)
    assert told(pipeline, together(attack, pushes(begin, begin + 6 * b.HOUR))) == []


def test_what_lasts_is_accepted_in_the_end() -> None:
    pipeline = plant(usual())
    assert told(pipeline, pushes(NOW, NOW + 20 * b.DAY, 4 * USUAL)) != []
    begin = NOW + 20 * b.DAY
    assert opened(told(pipeline, pushes(begin, begin + 3 * b.DAY, 4 * USUAL))) == []


def test_announced_work_is_not_told_and_not_learnt() -> None:
    pipeline = plant(usual())
    pipeline.change(announced(time=NOW, subject="asset", id=b.PLC, starts=NOW, expires=NOW + 7 * b.HOUR))
    attack = more(NOW, NOW + 5 * b.HOUR, 100_000_000)
    assert told(pipeline, together(attack, pushes(NOW, NOW + 13 * b.HOUR))) == []
    kept = volume_of(pipeline).memory.get(f"{path_volumes.PREFIX}ip:{b.PLC}|ip:{b.HISTORIAN}|pi")
    assert kept is not None
    assert kept.path is not None
    assert kept.path.most == 12_000_000.0


def test_it_goes_on_after_a_restart_in_the_midst_of_a_quarter() -> None:
    whole = plant(usual(NOW + 2 * b.HOUR))
    again = Pipeline(b.SITE, CoreSettings())
    assert again.restore(whole.changed_records()) == []
    begin = NOW + 2 * b.HOUR
    events = together(more(begin, begin + b.HOUR, 50_000_000), pushes(begin, begin + 12 * b.HOUR))
    assert told(again, events) == told(whole, events) != []


def test_an_asset_that_is_learnt_anew_has_no_amounts() -> None:
    pipeline = plant(usual())
    assert any(key.startswith(path_volumes.PREFIX) for key, _ in volume_of(pipeline).memory.items())
    pipeline.relearn_asset(b.PLC)
    assert not any(key.startswith(path_volumes.PREFIX) for key, _ in volume_of(pipeline).memory.items())


def test_past_the_bound_no_further_path_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path_volumes, "MOST_PATHS", 1)
    ends = ((b.PLC, b.HISTORIAN), (b.PLC2, b.HISTORIAN))
    pipeline = plant(pushes(b.MONDAY, b.MONDAY + b.DAY, ends=ends))
    assert sum(key.startswith(path_volumes.PREFIX) for key, _ in volume_of(pipeline).memory.items()) == 1
