"""Sightings made by hand, for the tests of the detectors."""

from typing import Any

from models.baseline.asset import Asset, TakenOver, new_asset
from models.findings.scan_tracker import ScanTracker, Sweep
from models.findings.sighting import SecondHome, Sighting
from models.paths.masters import Mastery
from schemas.asset_change import Side
from tests.models import builders as b

TIME = b.MONDAY

TAKEN = TakenOver(b.PLC, "ip:10.9.0.200", "plc-old", TIME, "conflict")


def end(ip: str, side: Side | None, level: float | None = None, **facts: Any) -> Asset:
    """An asset in its place; `zone` by name, whatever else belongs to its record."""
    asset = new_asset(f"ip:{ip}", "", TIME, external=side == "external")
    asset.side, asset.level, asset.zone = side, level, facts.pop("zone", None)
    for name, value in facts.items():
        setattr(asset.record, name, value)
    return asset


def office(**facts: Any) -> Asset:
    return end(b.OFFICE, "it", 4.0, zone="office", **facts)


def dmz(**facts: Any) -> Asset:
    return end(b.JUMP, "dmz", 3.5, zone="dmz", **facts)


def scada(**facts: Any) -> Asset:
    return end(b.SCADA, "ot", 2.0, zone="control", **facts)


def plc(level: float = 1.0, **facts: Any) -> Asset:
    return end(b.PLC, "ot", level, zone="cell", **facts)


def internet(**facts: Any) -> Asset:
    return end(b.INTERNET, "external", **facts)


def undeclared(**facts: Any) -> Asset:
    return end("10.77.0.1", None, **facts)


def second_home(side: Side | None = "it", **facts: Any) -> SecondHome:
    """The SCADA server's MAC bears an office address."""
    at_home = {"declared_id": "scada", "days": 20, "last_seen": TIME - 60.0, "ips": [b.SCADA]}
    return SecondHome(scada(**(at_home | facts)), "02:00:00:00:00:01", "10.1.0.200", "office", side)


def sighting(initiator: Asset, responder: Asset, **facts: Any) -> Sighting:
    """A first sight of an answered path between two ready ends, unless said otherwise."""
    usual: dict[str, Any] = {
        "flow": b.flow(TIME, b.OFFICE, b.PLC),
        "time": TIME,
        "initiator": initiator,
        "responder": responder,
        "service": "modbus",
        "answered": True,
        "action": "watched",
        "inferred": False,
        "in_conduit": False,
        "initiator_bits": 3.0,
        "responder_bits": 4.0,
        "initiator_readiness": 0.8,
        "responder_readiness": 0.8,
        "ready": True,
        "seasoned": True,
        "has_dmz": True,
    }
    return Sighting(**(usual | facts))


def unknown_master() -> Mastery:
    """What is known of an initiator that commands nothing, at a controller that another one commands."""
    return Mastery(masters=(scada(),), at_home=False, in_place_of=None, engineering=False)


def sweep(targets: int, ports: int = 1, *, answered: int = 0) -> Sweep:
    """The sweep of an initiator that tried so many targets, so many ports each; the first `answered` replied."""
    sweeps = ScanTracker()
    last: Sweep | None = None
    for number in range(targets * ports):
        target, port = divmod(number, ports)
        last = sweeps.note("x", f"10.9.0.{target}", f"tcp/{port}", TIME + number, answered=number < answered)
    assert last is not None
    return last
