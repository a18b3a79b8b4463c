"""Some rows of each input, and what was understood of them; topics are peeked at in tests/kafka/test_newest_rows.py."""

import json
from pathlib import Path

import pytest

from streams.kafka.client.settings import KafkaSettings
from tests.schemas.formats.envelopes.rows import GOFLOW, PACKETBEAT, TSV, ZEEK, filebeat, line
from weir.views.peek import Peeked
from weir.wiring.collector import Inputs
from weir.wiring.peeking import peek


def peeked(*paths: Path, most: int = 200, file_format: str = "auto", sensor: str | None = None) -> Peeked:
    inputs = Inputs(
        paths=tuple(map(str, paths)),
        file_format=file_format,
        site="plant",
        sensor=sensor,
        assets=(),
        zones=(),
        verdicts=(),
        raw_servers="nowhere:1",
    )
    (found,) = peek(KafkaSettings(), inputs, most)
    return found


def test_a_file_of_several_tools_is_understood_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.ndjson"
    rows = [filebeat(json.dumps(ZEEK)), PACKETBEAT, GOFLOW, {"message": "started"}]
    path.write_bytes(b"\n".join(map(line, rows)))
    found = peeked(path)
    assert (found.rows, [(group.format, group.flows, group.dead) for group in found.groups]) == (
        4,
        [("zeek-json", 1, 0), ("ecs", 1, 0), ("goflow2", 1, 0), ("not understood", 0, 1)],
    )
    assert found.advice == [
        "--format auto tells each row: envelope, ecs, goflow2",
        "3 sensors, by the rows' own words: 10.9.0.1, tap-3, zeek",
        "1 row would be refused: weir dead-letters list shows them when collected",
    ]


def test_of_many_files_a_few_rows_each_are_looked_at(tmp_path: Path) -> None:
    for number in range(6):
        rows = [line(ZEEK | {"uid": f"C{number}{row}"}) for row in range(20)]
        (tmp_path / f"conn.{number}.log").write_bytes(b"\n".join(rows))
    (tmp_path / "notes.txt").write_text("hello")
    found = peeked(tmp_path, most=15)
    assert (found.rows, len(found.groups)) == (15, 1)
    assert [Path(one.path).name for one in found.left_out] == ["notes.txt", "conn.3.log", "conn.4.log", "conn.5.log"]
    assert found.advice[-1] == "the sensor is zeek: --sensor names it otherwise"


def test_a_named_format_and_sensor_are_taken(tmp_path: Path) -> None:
    (tmp_path / "conn.log").write_text("\n".join(TSV))
    found = peeked(tmp_path / "conn.log", file_format="zeek-tsv", sensor="north")
    assert (found.rows, found.groups[0].sensors, found.advice) == (1, ["north"], ["--format auto tells them: zeek-tsv"])


def test_what_is_no_flow_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("hello")
    with pytest.raises(ValueError, match="no log that is known"):
        peeked(tmp_path / "a.log")
    (tmp_path / "b.ndjson").write_bytes(line({"dns": {"ts": 1.0}}))
    assert peeked(tmp_path / "b.ndjson").advice[0].startswith("no flows")
