"""Situations that an analyst may meet, each made of flows and told by the whole core, from worst to harmless.

A small plant with an inventory has been watched for two weeks. `docs/detection.md` has the same table; a test compares.
"""

from collections.abc import Callable, Sequence
from functools import cache

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert, Level
from schemas.asset_change import AssetChange
from schemas.state import StateRecord
from schemas.verdict import PathSubject
from tests.models import builders as b

HMI, UNKNOWN, NEW_OFFICE = "10.9.0.2", "10.9.0.77", "10.1.0.99"
HMI_MAC, PLC_MAC, OTHER_MAC = "02:00:00:00:00:02", "02:00:00:00:00:11", "02:00:00:00:00:66"
T = b.after() + b.MINUTE
READ, WRITE = ("READ_HOLDING_REGISTERS",), ("WRITE_SINGLE_REGISTER",)

INVENTORY: tuple[AssetChange, ...] = (
    b.asset("pc-17", b.OFFICE, time=b.MONDAY, name="pc-17", role="workstation", owner="M. Hall, sales"),
    b.asset("jump-1", b.JUMP, time=b.MONDAY, name="jump-1", role="jump-host", owner="OT support"),
    b.asset("historian-1", b.HISTORIAN, time=b.MONDAY, name="historian-1", role="historian", owner="OT support"),
    b.asset("scada-1", b.SCADA, time=b.MONDAY, name="scada-1", role="scada-server", owner="OT support"),
    b.asset("hmi-1", HMI, time=b.MONDAY, name="hmi-1", role="hmi", owner="Line 1"),
    b.asset("plc-1", b.PLC, time=b.MONDAY, name="plc-1", role="plc", owner="Line 1"),
    b.asset("plc-2", b.PLC2, time=b.MONDAY, name="plc-2", role="plc", owner="Line 1"),
    b.asset("plc-3", b.PLC3, time=b.MONDAY, name="plc-3", role="plc", owner="Line 1"),
)


def polling(time: float) -> b.Event:
    """The HMI reads its controller, with the MACs of both."""
    return b.flow(
        time, HMI, b.PLC, 502, service="modbus", operations=READ, initiator_mac=HMI_MAC, responder_mac=PLC_MAC
    )


@cache
def _records(days: int) -> tuple[StateRecord, ...]:
    pipeline = b.new_pipeline(*b.ZONES, *INVENTORY)
    for hour in range(24 * days):
        start = b.MONDAY + hour * b.HOUR
        also = [polling(start + 7), b.flow(start + 8, b.HISTORIAN, b.PLC2, 502, service="modbus", operations=READ)]
        b.run(pipeline, [*b.hour_of_work(start), *also, b.tick(start + 10)])
    b.run(pipeline, [b.tick(b.after(days))])
    return tuple(pipeline.changed_records())


def plant(days: int = 14) -> Pipeline:
    """The plant after so many days of ordinary work; its next hour begins at `b.after(days)`."""
    pipeline = Pipeline(b.SITE, CoreSettings())
    assert pipeline.restore(_records(days)) == []
    return pipeline


def told(*events: b.Event, before: Sequence[b.Event] = ()) -> list[Alert]:
    """The newest revision of each alert that events raise, the worst first; what `before` raises is left out."""
    pipeline = plant()
    known = set(b.last_revisions(b.alerts_of(pipeline, *before)))
    alerts = b.last_revisions(b.alerts_of(pipeline, *events)).values()
    return sorted((alert for alert in alerts if alert.id not in known), key=lambda each: (-each.severity, each.id))


def _returned() -> list[Alert]:
    pipeline = plant()
    word = b.verdict(T - 30.0, "malicious", path=PathSubject(b.JUMP, b.SCADA, "rdp"), reason="stolen password")
    b.run(pipeline, [word])
    return b.alerts_of(pipeline, b.flow(T, b.JUMP, b.SCADA, 3389, service="rdp"))


def _quiet() -> list[Alert]:
    pipeline = plant()
    b.run(pipeline, [b.conduit("office", "cell", "http")])
    events = [
        *b.hour_of_work(T), polling(T + 10), b.flow(T + 11, b.OFFICE, b.PLC, 80, service="http"),
        b.flow(T + 12, b.OFFICE, b.OTHER_OFFICE, 445, service="smb"),
    ]  # fmt: skip
    return b.alerts_of(pipeline, *events)


def _digest() -> list[Alert]:
    pipeline = plant(2)
    flows = [b.flow(b.after(2) + n, b.JUMP, b.PLC, port) for n, port in enumerate((22, 80, 443))]
    return b.alerts_of(pipeline, *flows, *b.days_of_work(b.after(2) + b.HOUR, 2))


def _flow(*args: object, **fields: object) -> Callable[[], list[Alert]]:
    return lambda: told(b.flow(T, *args, **fields))  # type: ignore[arg-type]


def _tried(*args: object) -> Callable[[], list[Alert]]:
    return lambda: told(b.tried(T, *args))  # type: ignore[arg-type]


SITUATIONS: tuple[tuple[Level | None, str, Callable[[], list[Alert]]], ...] = (
    (
        "critical",
        "A remote desktop (VNC) session from the internet into an HMI",
        _flow(b.INTERNET, HMI, 5900, service="vnc"),
    ),
    ("critical", "A host on the internet speaks Modbus to a controller", _flow(b.INTERNET, b.PLC, service="modbus")),
    ("critical", "An office PC speaks Modbus to a controller, past the DMZ", _flow(b.OFFICE, b.PLC, service="modbus")),
    (
        "critical",
        "Another device takes an HMI's address over and speaks to its controller",
        lambda: told(
            b.flow(T, HMI, b.PLC, service="modbus", initiator_mac=OTHER_MAC, responder_mac=PLC_MAC),
        ),
    ),
    (
        "critical",
        "An office PC opens a remote desktop on the SCADA server, past the DMZ",
        _flow(b.OFFICE, b.SCADA, 3389, service="rdp"),
    ),
    ("high", "A controller connects to the internet", _flow(b.PLC, b.INTERNET, 443, service="ssl")),
    ("high", "A controller speaks Modbus to another one for the first time", _flow(b.PLC3, b.PLC2, service="modbus")),
    ("high", "An unknown device in the cell speaks Modbus to a controller", _flow(UNKNOWN, b.PLC, service="modbus")),
    (
        "high",
        "An office PC tries 40 addresses of the cell; none answers",
        lambda: told(*(b.tried(T + n, b.OFFICE, f"10.9.0.{n + 20}", 102) for n in range(40))),
    ),
    (
        "high",
        "An office PC tries 40 ports of a controller; none is open",
        lambda: told(*(b.tried(T + n, b.OFFICE, b.PLC, 1_000 + n) for n in range(40))),
    ),
    (
        "high",
        "A remote desktop (RDP) session from the internet into the DMZ's historian",
        _flow(b.INTERNET, b.HISTORIAN, 3389, service="rdp"),
    ),
    ("high", "A session that somebody judged malicious is there again", _returned),
    ("high", "A host on the internet tries a controller; nobody answers", _tried(b.INTERNET, b.PLC)),
    (
        "medium",
        "The historian, which only read from a controller, writes to it",
        lambda: told(b.flow(T, b.HISTORIAN, b.PLC2, service="modbus", operations=WRITE)),
    ),
    (
        "medium",
        "The jump host speaks Modbus to a controller for the first time",
        _flow(b.JUMP, b.PLC, service="modbus"),
    ),
    (
        "medium",
        "The SCADA server opens a file share of an office PC, past the DMZ",
        _flow(b.SCADA, b.OFFICE, 445, service="smb"),
    ),
    ("medium", "An office PC tries a controller once; nobody answers", _tried(b.OFFICE, b.PLC)),
    (
        "low",
        "An office PC opens a web page of the DMZ's historian for the first time",
        _flow(b.OFFICE, b.HISTORIAN, 443, service="ssl"),
    ),
    ("low", "A host on the internet tries the DMZ's historian; nobody answers", _tried(b.INTERNET, b.HISTORIAN, 3389)),
    ("info", "The day's list of new paths while the plant is still being learnt", _digest),
    (None, "Usual polling, a path in a declared conduit, office PCs among themselves", _quiet),
)
"""Level of the worst alert (None: no alert), what happens, and the alerts that the core raises of it."""
