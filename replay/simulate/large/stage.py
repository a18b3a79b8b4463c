"""What is planted, and where: an attack or a trap says its connections, what is true of them, and what it changes.

An attack and a trap are the same to the plant; only the truth tells them apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from replay.simulate.calendar import Calendar
from replay.simulate.large.ground import Cell, Ground, Operations
from replay.simulate.large.tape import ANSWERED, Shape
from replay.simulate.plant import Device
from replay.simulate.truth import Expected, Hop, TruthItem
from schemas.services.names import service_of


class Call(NamedTuple):
    """A planted connection. Octets are payload; `duration` in seconds."""

    start: float
    initiator: Device
    responder: Device
    port: int
    service: str | None
    sent: int = 600
    received: int = 4_000
    duration: float = 2.0
    shape: Shape = ANSWERED

    @property
    def named(self) -> str:
        """The service's one name."""
        return service_of(self.service, "tcp", self.port)


class Silence(NamedTuple):
    """One end does not ask the other between two times (UTC seconds)."""

    initiator_ip: str
    responder_ip: str
    begin: float
    end: float


class Rush(NamedTuple):
    """One end asks the other so many times as often between two times."""

    initiator_ip: str
    responder_ip: str
    begin: float
    end: float
    times: int


WORK_AROUND_S = 900.0
"""Announced work begins so long before the first connection and ends so long after the last. A convention."""


class Announced(NamedTuple):
    """Work that somebody announces: in a zone, by one device, between two times (UTC seconds)."""

    zone: str
    initiator: Device
    begin: float
    end: float
    text: str


class Change(NamedTuple):
    """From the morning of a day on (its number) the plant is another."""

    day: int
    apply: Callable[[Ground], Ground]


@dataclass(frozen=True)
class Planted:
    """What an event brings. `gaps` are times without a sensor."""

    items: tuple[TruthItem, ...]
    calls: tuple[Call, ...] = ()
    changes: tuple[Change, ...] = ()
    silences: tuple[Silence, ...] = ()
    rushes: tuple[Rush, ...] = ()
    gaps: tuple[tuple[float, float], ...] = ()
    announced: tuple[Announced, ...] = ()


@dataclass(frozen=True)
class Stage:
    """Where something is planted: its day, and its moment on it (UTC seconds). `first_day` of the plan is day 0."""

    name: str
    ground: Ground
    calendar: Calendar
    day: int
    start: float
    random: Random

    @property
    def operations(self) -> Operations:
        """The site operations in which it happens."""
        return self.ground.operations[0]

    @property
    def cell(self) -> Cell:
        """The cell in which it happens: another by each seed."""
        cells = self.operations.cells
        return cells[self.random.randrange(len(cells))]

    @property
    def intruder(self) -> Device:
        """A workstation whose person has no business in the plant."""
        desks = self.ground.workstations
        return desks[len(desks) // 2 + self.random.randrange(len(desks) // 2 - 4)]


Event = Callable[[Stage], Planted]


def told(  # noqa: PLR0913 - as many things are true
    stage: Stage,
    kind: str,
    calls: list[Call],
    text: str,
    *,
    acceptable: tuple[str, ...] = (),
    stealth: str | None = None,
    expected: Expected = "alert",
    steps: bool = False,
) -> TruthItem:
    """The truth of connections; `steps`: they are the legs of a chain, the first of each way is one."""
    services = {call.named for call in calls}
    first: dict[tuple[str, str, str], Call] = {}
    for call in sorted(calls, key=lambda one: one.start):
        first.setdefault((call.initiator.ip, call.responder.ip, call.named), call)
    hops = tuple(
        Hop(initiator_ip=one[0], responder_ip=one[1], service=one[2], start=call.start) for one, call in first.items()
    )
    return TruthItem(
        name=stage.name,
        kind=kind,
        expected=expected,
        initiator_ip=calls[0].initiator.ip,
        responder_ips=tuple(dict.fromkeys(call.responder.ip for call in calls))
        if not steps
        else (calls[-1].responder.ip,),
        service=services.pop() if len(services) == 1 else None,
        start=min(call.start for call in calls),
        end=max(call.start + call.duration for call in calls),
        description=text,
        hops=hops if steps else (),
        acceptable=acceptable,
        stealth=stealth,
        shown=min(call.start + call.duration for call in calls),
    )


def about(  # noqa: PLR0913 - as many things are true
    stage: Stage,
    kind: str,
    ends: tuple[str, ...],
    span: tuple[float, float],
    text: str,
    *,
    acceptable: tuple[str, ...] = (),
    stealth: str | None = None,
    expected: Expected = "alert",
) -> TruthItem:
    """The truth of what has no connections of its own: a silence, a change, a gap."""
    return TruthItem(
        name=stage.name, kind=kind, expected=expected, initiator_ip=ends[0], responder_ips=ends[1:], service=None,
        start=span[0], end=span[1], description=text, acceptable=acceptable, stealth=stealth,
    )  # fmt: skip
