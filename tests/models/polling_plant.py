"""A plant whose master polls twelve controllers once a minute, day and night, for what may happen to such a plant.

Beside the polls: a second SCADA server that stands by and tells the first one so, a clock, a historian in the DMZ that
reads from whoever polls, and an engineer on workdays. `PLAIN` is the plant of which nobody declared anything but zones,
`PAIR` the one whose inventory gives both servers one role.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from heapq import merge
from random import Random

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.flow import Flow
from schemas.state import StateRecord
from tests.models import builders as b

MASTER, STANDBY, CLOCK = "10.9.0.1", "10.9.0.2", "10.9.0.3"
CELL = tuple(f"10.9.0.{host}" for host in range(11, 17))
CELL_2 = tuple(f"10.10.0.{host}" for host in range(11, 17))
CONTROLLERS = (*CELL, *CELL_2)
POLL_S = b.MINUTE
WEEKS = 2
NOW = b.MONDAY + WEEKS * 7 * b.DAY
"""The third week begins."""

SETTINGS = CoreSettings(alerts_a_day=3)
PLAIN: tuple[AssetChange, ...] = (*b.ZONES, b.zone("cell-2", 1.0, "ot", "10.10.0.0/24"))
PAIR: tuple[AssetChange, ...] = (
    *PLAIN,
    *(b.asset(f"scada-{ip}", ip, name=name, role="scada") for ip, name in ((MASTER, "scada-a"), (STANDBY, "scada-b"))),
    *(b.asset(f"plc-{ip}", ip, name=f"plc-{ip}", role="plc") for ip in CONTROLLERS),
    b.asset("clock", CLOCK, name="clock", role="time-server"),
)
"""The first server polls, the second one stands by: one role in one zone."""

Polling = Callable[[float], Iterable[tuple[str, str]]]
"""Who polls whom in the minute that begins at a time."""


def by_master(_time: float) -> Iterable[tuple[str, str]]:
    """As always."""
    return [(MASTER, each) for each in CONTROLLERS]


def _polls(begin: float, end: float, polling: Polling, every_s: float, chance: Random) -> Iterator[Flow]:
    minute = begin
    while minute < end:
        for place, (initiator, responder) in enumerate(polling(minute)):
            # To within 0.3 %, as in the captures of Lemay (2016).
            time = minute + 2.0 * place + 0.003 * every_s * chance.random()
            yield b.flow(time, initiator, responder, 502, service="modbus")
        minute += every_s


def _beside(begin: float, end: float, alive: Callable[[float], str], standby: str | None) -> Iterator[Flow]:
    """All that is no poll. `alive` is who polls at a time; without `standby` there is no other server yet."""
    minute = begin
    while minute < end:
        master = alive(minute)
        if standby is not None and master == MASTER:
            yield b.flow(minute + 30.0, standby, MASTER, 5000)
        if minute % 300.0 == 0.0:
            for place, each in enumerate(CONTROLLERS):
                yield b.flow(minute + 31.0 + 0.1 * place, each, CLOCK, 123, transport="udp", service="ntp")
        yield b.flow(minute + 40.0, b.HISTORIAN, master, 4840, service="opc-ua", initiator_octets=1_000)
        hour = (minute - b.MONDAY) % b.DAY
        if hour == 9 * b.HOUR and (minute - b.MONDAY) // b.DAY % 7 < 5:
            yield b.flow(minute + 41.0, b.OFFICE, b.JUMP, 3389, service="rdp")
            yield b.flow(minute + 42.0, b.JUMP, master, 3389, service="rdp")
        minute += b.MINUTE


def life(
    begin: float,
    end: float,
    *,
    polling: Polling = by_master,
    every_s: float = POLL_S,
    alive: Callable[[float], str] = lambda _time: MASTER,
    standby: str | None = STANDBY,
    seen: Callable[[Flow], bool] = lambda _flow: True,
) -> Iterator[b.Event]:
    """A stretch of the plant's life, with a Tick each minute; rows that are not `seen` the sensor has lost."""
    flows = merge(
        _polls(begin, end, polling, every_s, Random(1)), _beside(begin, end, alive, standby), key=lambda one: one.end
    )
    ticked = begin
    for one in flows:
        if one.end >= ticked + b.MINUTE:
            ticked += b.MINUTE
            yield b.tick(ticked)
        if seen(one):
            yield one


@cache
def _records(changes: tuple[AssetChange, ...], standby: str | None) -> tuple[StateRecord, ...]:
    pipeline = b.new_pipeline(*changes, alerts_a_day=SETTINGS.alerts_a_day)
    assert told(b.run(pipeline, life(b.MONDAY, NOW, standby=standby)).alerts) == []
    return tuple(pipeline.changed_records())


def plant(changes: tuple[AssetChange, ...] = PLAIN, *, standby: str | None = STANDBY) -> Pipeline:
    """The plant after two quiet weeks."""
    pipeline = Pipeline(b.SITE, SETTINGS)
    assert pipeline.restore(_records(changes, standby)) == []
    return pipeline


def told(alerts: Iterable[Alert]) -> list[str]:
    """What people are told, a line an alert: its level, title, and whether it is over; lists of a day left out."""
    last = b.last_revisions([alert for alert in alerts if alert.kind != "first-look"]).values()
    return [f"{alert.level}: {alert.title}{' (closed)' if alert.status == 'closed' else ''}" for alert in last]


def third_week(pipeline: Pipeline, events: Iterable[b.Event]) -> list[str]:
    """What is told of a third week."""
    return told(b.run(pipeline, events).alerts)
