import msgspec
import orjson
import pytest

from schemas.alert import Advice, Alert, Crossing, Evidence, Hop, Party, Reason, Technique, level_of, noted
from schemas.codec import ALERTS, encode_for_people, encode_lines

ALERT = Alert(
    id="0f1e",
    revision=0,
    site="north",
    kind="new-path-crossing",
    severity=72,
    level="high",
    title="A new path",
    summary="office-7 reached plc-1 over modbus for the first time.",
    time=100.0,
    first_seen=90.0,
    last_seen=95.5,
    count=3,
    status="open",
    initiator=Party(asset="office-7", ip="10.0.0.7", side="it"),
    responder=Party(asset="plc-1", ip="10.1.0.1", port=502, zone="cell-1", purdue_level=1.0, side="ot"),
    service="modbus",
    transport="tcp",
    crossing=Crossing(from_="it", to="ot", kind="forbidden"),
    hops=(Hop("office-7", "plc-1", "modbus", 90.0),),
    hops_total=1,
    reasons=(Reason("a new peer", 30.0, value=17.2, expected=3.0),),
    evidence=(Evidence("zeek-1", 90.0, uid="CxT1"),),
    evidence_total=1,
    attack=(Technique("T0886", "TA0109"),),
    advice=Advice("plc-1", "Ask who works on it."),
)


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        (0, "info"),
        (19, "info"),
        (20, "low"),
        (39, "low"),
        (40, "medium"),
        (59, "medium"),
        (60, "high"),
        (79, "high"),
        (80, "critical"),
        (100, "critical"),
    ],
)
def test_a_level_is_a_fifth_of_the_scale(severity: int, level: str) -> None:
    assert level_of(severity) == level


def test_an_alert_comes_back_as_it_went() -> None:
    assert ALERTS.decode(encode_lines([ALERT]), source="t", position=0) == ([ALERT], [])


def test_a_crossing_is_written_with_the_words_people_read() -> None:
    assert orjson.loads(encode_for_people(ALERT))["crossing"] == {"from": "it", "to": "ot", "kind": "forbidden"}


def test_an_alert_for_people_reads_back_as_the_same_alert() -> None:
    assert msgspec.json.decode(encode_for_people(ALERT), type=Alert) == ALERT


def test_a_kind_that_is_not_in_the_table_is_no_alert() -> None:
    line = encode_lines([ALERT]).replace(b"new-path-crossing", b"new-path-crossings")
    alerts, letters = ALERTS.decode(line, source="t", position=0)
    assert alerts == []
    assert "$.kind" in letters[0].reason


def test_notes_of_several_flows_are_told_once_in_their_order() -> None:
    flows = [Evidence("s", 1.0, notes=("b",)), Evidence("s", 2.0), Evidence("s", 3.0, notes=("a", "b"))]
    assert noted(flows) == ["b", "a"]
