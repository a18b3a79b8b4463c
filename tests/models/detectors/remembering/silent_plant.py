"""A plant whose machines speak every two minutes, for what happens when some of them do not."""

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.state import StateRecord
from tests.models import builders as b

STEP = 2 * b.MINUTE
DAYS = 9
NOW = b.after(DAYS)
SCADA_2 = "10.10.0.1"
PLCS_2 = ("10.10.0.11", "10.10.0.12", "10.10.0.13")
CHANGES = (*b.ZONES, b.zone("cell-2", 1.0, "ot", "10.10.0.0/24"))

Way = tuple[str, str, int, str]
"""Initiator, responder, port, service."""

CELL: tuple[Way, ...] = tuple((b.SCADA, plc, 502, "modbus") for plc in (b.PLC, b.PLC2, b.PLC3))
CELL_2: tuple[Way, ...] = tuple((SCADA_2, plc, 502, "modbus") for plc in PLCS_2)
COLLECTED: tuple[Way, ...] = tuple((b.HISTORIAN, each, 4840, "opc-ua") for each in (b.SCADA, SCADA_2, b.PLC2))
WAYS: tuple[Way, ...] = (*CELL, *CELL_2, *COLLECTED)


def spoken(
    begin: float,
    end: float,
    *,
    but: Collection[Way] = (),
    ways: Iterable[Way] = WAYS,
    step: float = STEP,
    **fields: str,
) -> Iterator[b.Event]:
    """What all of them say, without some of them, and a Tick with each round."""
    told = [way for way in ways if way not in but]
    time = begin
    while time < end:
        for place, (initiator, responder, port, service) in enumerate(told):
            yield b.flow(time + 0.1 * place, initiator, responder, port, service=service, **fields)
        yield b.tick(time + 5.0)
        time += step


@cache
def records() -> tuple[StateRecord, ...]:
    """The plant's stored state after nine days."""
    pipeline = b.new_pipeline(*CHANGES)
    alerts = silences(pipeline, spoken(b.MONDAY, NOW))
    assert alerts == []
    return tuple(pipeline.changed_records())


def plant(**settings: float) -> Pipeline:
    """The plant after nine days, at `NOW`."""
    pipeline = Pipeline(b.SITE, CoreSettings(**settings))  # type: ignore[arg-type]
    assert pipeline.restore(records()) == []
    return pipeline


def silences(pipeline: Pipeline, events: Iterable[b.Event]) -> list[Alert]:
    """What is told of silences."""
    return [alert for alert in b.run(pipeline, events).alerts if alert.kind == "silence"]
