"""`weir collect --peek` shows what is understood, without any broker; tests/kafka/test_collect.py collects."""

import json
from pathlib import Path

import pytest

from tests.schemas.formats.envelopes.rows import PACKETBEAT, ZEEK, filebeat, line
from tests.weir.command_line import nothing_set, weir

__all__ = ["nothing_set"]

pytestmark = pytest.mark.usefixtures("nothing_set")


def test_a_file_is_peeked_at_and_nothing_is_published(tmp_path: Path) -> None:
    path = tmp_path / "rows.ndjson"
    path.write_bytes(b"\n".join(map(line, (filebeat(json.dumps(ZEEK)), PACKETBEAT))))
    said = weir("collect", path, "--peek")
    assert said.code == 0, said.error
    assert "2 rows looked at, nothing published" in said.out
    assert "10.1.0.9 -> 10.2.0.5 modbus (tcp/502)" in said.out
    said = weir("collect", path, "--peek", "--peek-rows", "1", "--json")
    (found,) = map(json.loads, said.out.splitlines())
    assert (found["rows"], found["groups"][0]["format"]) == (1, "zeek-json")


def test_what_holds_no_flow_ends_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "rows.ndjson"
    path.write_bytes(line({"dns": {"ts": 1.0}}))
    said = weir("collect", path, "--peek")
    assert said.code == 1
    assert "none of the rows looked at is a flow" in said.error


def test_there_must_be_something_to_look_at() -> None:
    said = weir("collect", "--peek", "--zones", "zones.toml")
    assert said.code == 1
    assert "nothing to look at: name files, folders or kafka:TOPIC" in said.error
