"""A plant with several devices of each kind, learnt by declaration: for the tests of what siblings do."""

from functools import cache
from typing import Any

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.state import StateRecord
from tests.models import builders as b

DESKS = ("10.1.0.21", "10.1.0.22", "10.1.0.23", "10.1.0.24")
READER = DESKS[0]
NEW_DESK, NEW_PLC, STRANGER = "10.1.0.99", "10.9.0.14", "10.9.0.77"
PLCS = (b.PLC, b.PLC2, b.PLC3)
DAYS = 6
NOW = b.after(DAYS) + b.MINUTE
UNTIL = b.after(DAYS)


def mac(ip: str, maker: str = "00:1b:1b") -> str:
    """A MAC of one maker, by the address's last octet."""
    return f"{maker}:00:00:{int(ip.rpartition('.')[2]):02x}"


def poll(time: float, initiator: str, responder: str, **fields: Any) -> b.Event:
    """A panel or a stranger speaks Modbus to a controller, both on the segment that the sensor sees."""
    facts = {"service": "modbus", "initiator_mac": mac(initiator), "responder_mac": mac(responder)}
    return b.flow(time, initiator, responder, 502, **(facts | fields))


def report(time: float, desk: str, **fields: Any) -> b.Event:
    """A desk reads a report of the DMZ's historian."""
    return b.flow(time, desk, b.HISTORIAN, 443, service="ssl", **fields)


def read(time: float, responder: str) -> b.Event:
    """The historian, two levels above, reads a controller."""
    return b.flow(time, b.HISTORIAN, responder, 4840, service="opc-ua")


def work(start: float) -> list[b.Event]:
    """What this plant does every four hours."""
    return [
        *(poll(start + n, b.SCADA, plc) for n, plc in enumerate(PLCS)),
        *(read(start + 10 + n, plc) for n, plc in enumerate(PLCS)),
        *(report(start + 20 + n, desk) for n, desk in enumerate(DESKS)),
        b.flow(start + 30, READER, b.JUMP, 3389, service="rdp"),
        b.flow(start + 31, b.JUMP, b.SCADA, 3389, service="rdp"),
        b.tick(start + 40),
    ]


@cache
def records() -> tuple[StateRecord, ...]:
    """The stored state of `plant`."""
    pipeline = b.new_pipeline(learn_until=UNTIL)
    for turn in range(6 * DAYS):
        b.run(pipeline, work(b.MONDAY + turn * 4 * b.HOUR))
    b.run(pipeline, [b.tick(UNTIL)])
    return tuple(pipeline.changed_records())


def plant() -> Pipeline:
    """The plant at the end of what was declared to be learnt."""
    pipeline = Pipeline(b.SITE, CoreSettings(learn_until=UNTIL))
    assert pipeline.restore(records()) == []
    return pipeline
