"""What the detectors must remember to tell, each as the whole life of a small plant: for cuts, and for all shells.

A story's `before` is its plant's ordinary time, which all plants are told to learn until `LEARN_UNTIL`; its `events`
are what is odd of it. `kinds` are those of the alerts that must come of them, so that a story can't fall silent unseen.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import msgspec

from models.settings import CoreSettings
from schemas.asset_change import Binding, Weekly
from schemas.flow import Flow
from tests.models import builders as b
from tests.models import kinds as k
from tests.models.alerts import situations
from tests.models.decisions import test_returning as returning
from tests.models.decisions import test_usual_work as usual
from tests.models.detectors import test_bridge as bridge
from tests.models.detectors import test_identity_conflict as conflict
from tests.models.detectors import test_rogue_master as masters
from tests.models.detectors import test_slow_scan as slow
from tests.models.detectors.remembering import silent_plant as silent
from tests.models.detectors.remembering import test_burst as burst
from tests.models.detectors.remembering import test_failures as failures
from tests.models.detectors.remembering import test_pivot as pivot
from tests.models.maintenance.announced import announced, ended

LEARN_UNTIL = b.MONDAY + 7 * b.DAY
CORE = CoreSettings(learn_until=LEARN_UNTIL)
NOW = b.after(9) + 10 * b.HOUR


class Story(NamedTuple):
    """`name` is that of its plant's site in `as_site`, too."""

    name: str
    before: list[b.Event]
    events: list[b.Event]
    kinds: dict[str, int]


def as_site(story: Story) -> Iterator[b.Event]:
    """All of it, in a site of its own."""
    for event in (*story.before, *story.events):
        yield msgspec.structs.replace(event, site=story.name)


def _hours(begin: float, end: float, step_s: float = b.HOUR) -> Iterator[float]:
    while begin < end:
        yield begin
        begin += step_s


def _sorted(*events: b.Event) -> list[b.Event]:
    return sorted(events, key=lambda event: event.end if isinstance(event, Flow) else event.time)


def _chains() -> Story:
    """A chain of new steps that grows, and usual ways by night, when none of 160 sessions began."""
    days = _sorted(*(event for day in range(8) for event in pivot.workday(b.MONDAY + day * b.DAY)))
    odd = [
        *pivot.AT_NIGHT,
        *pivot.in_order(*pivot.ALL_NEW),
        pivot.step(pivot.T + 3_000.0, b.SCADA, b.PLC, "http"),
        *pivot.in_order(
            pivot.step(pivot.T + b.DAY, pivot.ENGINEERS[0], b.JUMP, "rdp", 1_800.0),
            pivot.step(pivot.T + b.DAY + 120.0, b.JUMP, pivot.STATION, "rdp", 1_600.0),
            pivot.step(pivot.T + b.DAY + 400.0, pivot.STATION, b.PLC3, "modbus", 900.0),
        ),
    ]
    return Story("chains", [*pivot.CHANGES, *b.ticked(days)], [*b.ticked(odd)], {"pivot": 3})


def _masters() -> Story:
    """A station copies programs, which is its work; panels and controllers command whom they never did."""
    now = b.after(14)  # Who has read for so long is a reader; one that writes is news.
    before = [event for hour in _hours(b.MONDAY, now) for event in masters.hour(hour)]
    odd = [
        *usual.copied(masters.PLCS_A[2], *usual.MANY[:12], start=now),
        b.tried(now + b.HOUR / 2, masters.STATION, usual.MANY[-1]),
        *usual.copied(*usual.MANY[12:16], start=now + 2_400.0),
        *(masters.polled(now + b.HOUR + n, masters.PANEL_A, plc) for n, plc in enumerate(masters.PLCS_B[:2])),
        masters.polled(now + b.HOUR + 60.0, masters.PLCS_A[2], masters.PLCS_A[1]),
        masters.polled(now + 2 * b.HOUR, masters.HISTORIAN, masters.PLCS_A[0], operations=masters.WRITE),
        *(masters.polled(now + 3 * b.HOUR + 30.0 * n, masters.HISTORIAN, plc) for n, plc in enumerate(usual.MANY)),
        *masters.hour(now + b.DAY)[:-1],
    ]
    changes = [*masters.ZONES, *masters.INVENTORY, *usual.DECLARED]
    return Story("masters", [*changes, *before], [*b.ticked(odd)], {"rogue-master": 3, "scan": 1, "first-look": 1})


def _siblings() -> Story:
    """What is new of a device and usual of its kind, and what only looks like it."""
    before = [event for start in _hours(b.MONDAY, NOW, 4 * b.HOUR) for event in k.work(start)]
    odd = [
        k.poll(NOW, b.SCADA, k.NEW_PLC),
        k.read(NOW + 60.0, k.NEW_PLC),
        k.report(NOW + 90.0, k.NEW_DESK),
        b.flow(NOW + 120.0, k.NEW_DESK, b.JUMP, 3389, service="rdp"),
        *(k.poll(NOW + 300.0 + n, k.STRANGER, plc) for n, plc in enumerate(k.PLCS)),
        k.poll(NOW + b.DAY, b.SCADA, b.PLC),
    ]
    return Story(
        "siblings", [*b.ZONES, *before], [*b.ticked(odd)], {"first-look": 1, "new-asset": 1, "new-path-crossing": 1}
    )


def _returning() -> Story:
    """A laptop that nobody declared comes back after more than a month, and one that nobody knows follows."""
    usual_days = _sorted(*returning.days(0, 40), returning.there(1), returning.there(2))
    odd = _sorted(
        *returning.days(40, 43), returning.there(40), returning.there(40.1), returning.there(41, b.PLC)
    )  # fmt: skip
    return Story("returning", [*returning.CHANGES, *b.ticked(usual_days)], [*b.ticked(odd)], {"new-asset": 1})


def _taken_over() -> Story:
    """Two devices take turns at an address, and a third one of another maker takes it over; the panel is replaced."""
    before = [
        *(
            b.asset(f"at-{ip}", ip, time=b.MONDAY, name=f"at-{ip}", role="hmi")
            for ip in (b.SCADA, conflict.PANEL, conflict.SPARE)
        ),
        b.asset(f"at-{b.PLC}", b.PLC, time=b.MONDAY, name=f"at-{b.PLC}"),
        *b.ticked(
            _sorted(
                *(flow for hour in _hours(b.MONDAY, NOW) for flow in b.hour_of_work(hour)),
                *conflict.polls(
                    b.MONDAY, NOW, (conflict.PANEL, conflict.PANEL_MAC), (conflict.SPARE, conflict.SPARE_MAC)
                ),
            )
        ),
    ]
    macs = [conflict.TWIN_MAC, conflict.PANEL_MAC] * 3 + [conflict.THIEF_MAC, conflict.PANEL_MAC]
    odd = [
        conflict.asked(NOW + 200.0 * n, mac, service=service)
        for n, (mac, service) in enumerate((mac, service) for service in ("modbus", "http") for mac in macs)
    ]
    declared = b.asset(
        f"at-{conflict.PANEL}", time=NOW + b.HOUR, name="panel",
        addresses=(Binding(conflict.PANEL, conflict.THIEF_MAC),),
    )  # fmt: skip
    after = [*conflict.polls(NOW + 2 * b.HOUR, NOW + 4 * b.HOUR, (conflict.PANEL, conflict.THIEF_MAC))]
    return Story("taken-over", [*b.ZONES, *before], [*b.ticked(odd), declared, *b.ticked(after)],
                 {"identity-conflict": 2})  # fmt: skip


def _bridge() -> Story:
    """The SCADA server has a second network card in the office."""
    changes = [*b.ZONES, b.asset("scada", b.SCADA, bridge.MAC, name="scada", role="hmi-server")]
    days = (event for day in range(10) for event in bridge.day(b.MONDAY + day * b.DAY))
    before = [event for event in days if (event.end if isinstance(event, Flow) else event.time) < NOW]
    odd = [*bridge.used_from(b.OFFICE, NOW), *bridge.used_from(b.OTHER_OFFICE, NOW + 300.0)]
    return Story("bridge", [*changes, *before], [*b.ticked(odd)], {"bridge": 1})


def _slow() -> Story:
    """One door after another: tries in vain within hours, and a new host each day."""
    before = [*b.ZONES, *b.days_of_work(b.MONDAY, 14)]
    odd = _sorted(
        *slow.every_20_minutes(b.JUMP, 12), *slow.a_door_a_day(b.OFFICE, 5),
        *(flow for day in range(5) for flow in b.hour_of_work(b.after(14 + day) + 10 * b.HOUR)),
    )  # fmt: skip
    return Story("slow-doors", before, [*b.ticked(odd)], {"scan": 2})


def _maintenance() -> Story:
    """Work in a cell that is announced and ends early, by a laptop, and each night; and the same when all is over."""
    before = [
        event
        for hour in _hours(b.MONDAY, NOW)
        for event in (*b.hour_of_work(hour), situations.polling(hour + 7), b.tick(hour + 10))
    ]

    def work(time: float) -> list[b.Event]:
        return [
            b.flow(time + 10, situations.UNKNOWN, b.PLC, 102, service="s7comm"),
            b.flow(time + 20, situations.UNKNOWN, b.PLC2, 102, service="s7comm"),
            b.flow(time + 30, b.SCADA, b.PLC, 22, service="ssh"),
        ]

    hour, night = NOW + b.HOUR, b.after(10) + b.HOUR
    odd = [
        announced(time=NOW, starts=NOW, expires=NOW + 4 * b.HOUR),
        announced(
            time=NOW + 1.0, subject="asset", id="plc-3", expires=None, weekly=Weekly((0, 1, 2, 3, 4, 5, 6), 60, 120)
        ),
        *b.ticked([*work(NOW), b.flow(NOW + 60.0, b.OFFICE, b.PLC, service="modbus")]),
        ended(time=hour),
        *b.ticked([*b.hour_of_work(hour + b.HOUR)]),
        announced(
            time=hour + b.HOUR, subject="initiator", id=situations.UNKNOWN, starts=hour + 2 * b.HOUR,
            expires=hour + 5 * b.HOUR,
        ),
        *b.ticked(
            [
                b.flow(hour + 3 * b.HOUR, situations.UNKNOWN, b.PLC3, 80, service="http"),
                *b.hour_of_work(hour + 7 * b.HOUR),
                b.flow(night, b.SCADA, b.PLC3, 80, service="http"),
                b.flow(night + 60.0, b.SCADA, b.PLC3, 22, service="ssh"),
                *b.hour_of_work(night + 4 * b.HOUR),
                *work(night + 5 * b.HOUR),
                b.flow(night + b.DAY, b.SCADA, b.PLC3, 443, service="ssl"),
                *b.hour_of_work(night + b.DAY + 4 * b.HOUR),
            ]
        ),
    ]  # fmt: skip
    return Story(
        "maintenance", [*b.ZONES, *situations.INVENTORY, *before], odd, {"maintenance-digest": 4, "new-asset": 1}
    )


def _silences() -> Story:
    """A controller is polled no more, then its whole cell is silent; both speak again, and a sensor is down."""
    now = b.after(8)

    def hours(begin: float, count: float, *, but: tuple[silent.Way, ...] = ()) -> list[b.Event]:
        ways = [way for way in (*silent.CELL, *silent.CELL_2[:2], *silent.COLLECTED) if way not in but]
        rounds = _hours(begin, begin + count * b.HOUR, 10 * b.MINUTE)
        flows = [
            b.flow(time + 60.0 * place, initiator, responder, port, service=service)
            for time in rounds
            for place, (initiator, responder, port, service) in enumerate(ways)
        ]
        return [event for flow in flows for event in (b.tick(flow.end), flow)]

    cell = (*silent.CELL, silent.COLLECTED[0], silent.COLLECTED[2])
    odd = [
        *hours(now, 2.5, but=silent.CELL_2[:1]), *hours(now + 2.5 * b.HOUR, 1.5),
        *hours(now + 4 * b.HOUR, 1, but=silent.CELL[:2]), *hours(now + 5 * b.HOUR, 1),
        *hours(now + 9 * b.HOUR, 1), *hours(now + 10 * b.HOUR, 1, but=cell), *hours(now + 11 * b.HOUR, 1),
    ]  # fmt: skip
    return Story("silences", [*silent.CHANGES, *hours(b.MONDAY, 8 * 24)], odd, {"silence": 2})


def _burst() -> Story:
    """A controller is asked thirty times as often for twenty minutes, and five minutes of it on the next day."""
    now, day = b.after(8), b.after(9)
    odd = [
        *burst.polls(now, now + 1_200.0, 3.0), *burst.polls(now + 1_200.0, now + 2 * b.HOUR),
        *burst.polls(day, day + 290.0, 3.0), *burst.polls(day + 290.0, day + 600.0),
    ]  # fmt: skip
    return Story("burst", [*b.ZONES, *burst.polls(b.MONDAY, now, 2 * b.MINUTE)], odd, {"burst": 1})


def _failures() -> Story:
    """A controller refuses everything for an hour, then passwords of another one are tried, and both are over."""
    now = b.after(8)
    tried = [*failures.tries(now + 2 * b.HOUR, 90, 2.0, "rejected"), *failures.after(now + 2 * b.HOUR + 200.0)]
    odd = [*failures.polls(now, now + b.HOUR, [b.PLC2]), *failures.polls(now + b.HOUR, now + 2 * b.HOUR), *tried]
    before = [*b.ZONES, *failures.polls(b.MONDAY, now, every=5 * b.MINUTE)]
    return Story("failures", before, odd, {"failures": 2})


@cache
def stories() -> tuple[Story, ...]:
    """All of them."""
    return (
        _chains(), _masters(), _siblings(), _returning(), _taken_over(), _bridge(), _slow(), _maintenance(),
        _silences(), _burst(), _failures(),
    )  # fmt: skip


def missing(story: Story, told: Iterable[str]) -> dict[str, int]:
    """How many alerts of which kinds should have come, and did not."""
    kinds = list(told)
    return {kind: count - kinds.count(kind) for kind, count in story.kinds.items() if kinds.count(kind) < count}
