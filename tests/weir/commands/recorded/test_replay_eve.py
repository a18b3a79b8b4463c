"""`weir replay eve.json`: what Suricata saw of a plant, and what it says itself of a new path."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.schemas.formats.suricata.rows import event, flow, line
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]
pytestmark = pytest.mark.usefixtures("nothing_set")

BEGIN, DAY, LEARN_DAYS = 1_700_000_000.0, 86_400.0, 15

ZONES = """
[[zones]]
zone = "cell"
level = 1
cidrs = ["10.2.0.0/24"]

[[zones]]
zone = "control"
level = 2
cidrs = ["10.1.0.0/24"]

[[zones]]
zone = "office"
level = 4
cidrs = ["10.4.0.0/24"]
"""


def at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f%z")


def polled(number: int, begin: float, **changed: Any) -> dict[str, Any]:
    times = {"start": at(begin), "end": at(begin + 5.0)}
    return flow(flow_id=number, timestamp=at(begin + 60.0), flow=times, **changed)


@pytest.fixture
def eve(tmp_path: Path) -> Path:
    (tmp_path / "zones.toml").write_text(ZONES)
    hours = [BEGIN + hour * 3_600.0 for hour in range((LEARN_DAYS + 1) * 24)]
    rows = [polled(number, begin) for number, begin in enumerate(hours, 1)]
    late = hours[-1] + 600.0
    stranger = {"src_ip": "10.4.0.66", "src_port": 50_000, "flow_id": 777}
    writes = event("modbus", **stranger, timestamp=at(late), modbus={"request": {"function_raw": 5}})
    told = {"signature": "ET SCADA write of a coil", "signature_id": 2_000_001}
    rows += [event("alert", **stranger, timestamp=at(late - 1.0), alert=told, app_proto="modbus"), writes]
    rows.append(polled(777, late - 2.0, src_ip="10.4.0.66", src_port=50_000))
    found = tmp_path / "eve.json"
    found.write_bytes(b"\n".join(map(line, rows)) + b"\n")
    return found


def test_an_alert_of_suricata_is_told_by_the_alert_on_its_path(eve: Path, tmp_path: Path) -> None:
    alerts = tmp_path / "alerts.ndjson"
    said = weir(
        "replay", eve, "--zones", tmp_path / "zones.toml", "--learn-until", f"{LEARN_DAYS}d", "--alerts", alerts
    )
    assert said.code == 0, said.error
    assert "387 rows in = 387 flows + 0 dead letters" in said.out
    found = [json.loads(text) for text in alerts.read_text().splitlines()]
    assert [each["kind"] for each in found] == ["new-path-crossing", "new-path-crossing", "rogue-master"]
    told = found[-1]
    assert told["severity"] > 80, "it asked for a write, as Suricata's event of Modbus says"
    assert told["hops"][0]["initiator_ip"].endswith("10.4.0.66")
    assert "Suricata alert: ET SCADA write of a coil (sid 2000001)." in told["summary"]
    assert {each["uid"] for each in told["evidence"]} == {"777"}
    assert told["evidence"][0]["notes"] == ["Suricata alert: ET SCADA write of a coil (sid 2000001)"]
    shown = weir("alerts", "show", told["id"][:12], "--file", alerts)
    assert "sensor says" in shown.out
    assert ".flow_id | IN(777)" in shown.out
