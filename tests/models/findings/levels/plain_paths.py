"""Paths by name, with nothing behind them but what a test says."""

from typing import Any

from models.baseline.asset import Asset, AssetRecord
from models.baseline.path import Path


def asset(name: str, zone: str | None = None) -> Asset:
    found = Asset(AssetRecord(id=name, realm="", first_seen=0.0, last_seen=0.0))
    found.zone = zone
    return found


def path(initiator: str, responder: str, service: str = "modbus", **fields: Any) -> Path:
    """Names are like `cell-1/plc`: zone and name."""
    begins, serves = (asset(name, name.split("/")[0] if "/" in name else None) for name in (initiator, responder))
    made = Path(initiator, responder, service, 0, 0.0, 0.0, 0.0, begins, serves)
    for name, value in fields.items():
        setattr(made, name, value)
    return made
