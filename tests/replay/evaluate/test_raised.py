from pathlib import Path

import msgspec
import pytest

from replay.evaluate.raised import raised_of, read_raised
from schemas.alert import Alert, Hop, Party

ALERT = Alert(
    id="a1",
    revision=1,
    site="s",
    kind="scan",
    severity=40,
    level="medium",
    title="t",
    summary="s",
    time=100.0,
    first_seen=90.0,
    last_seen=100.0,
    count=1,
    status="open",
    initiator=Party(asset="x", ip="10.0.0.1"),
    responder=Party(asset="y", ip="10.2.0.1"),
    service="modbus",
    hops=(Hop("x", "z", "modbus", 95.0, initiator_ip="10.0.0.1", responder_ip="10.2.0.2"),),
    revision_time=101.0,
)


def lines(path: Path, *alerts: Alert) -> Path:
    path.write_bytes(b"\n".join(msgspec.json.encode(alert) for alert in alerts) + b"\n")
    return path


def test_revisions_are_one_alert_told_when_the_first_was_made(tmp_path: Path) -> None:
    later = msgspec.structs.replace(ALERT, revision=2, severity=70, last_seen=300.0, revision_time=301.0)
    milder = msgspec.structs.replace(later, revision=3, severity=30)
    [one] = read_raised(lines(tmp_path / "alerts", ALERT, later, milder))
    assert (one.told, one.score, one.first_seen, one.last_seen) == (101.0, 70, 90.0, 300.0)


def test_all_ways_of_an_alert_count() -> None:
    assert raised_of(ALERT).pairs == {("10.0.0.1", "10.2.0.1"), ("10.0.0.1", "10.2.0.2")}


def test_an_alert_on_one_asset_names_no_pair() -> None:
    one = raised_of(msgspec.structs.replace(ALERT, responder=None, hops=()))
    assert not one.pairs
    assert one.ends == {"10.0.0.1"}


def test_what_is_no_alert_is_told_with_its_line(tmp_path: Path) -> None:
    path = lines(tmp_path / "alerts", ALERT)
    path.write_bytes(path.read_bytes() + b"{}\n")
    with pytest.raises(ValueError, match="line 2: no alert"):
        read_raised(path)
