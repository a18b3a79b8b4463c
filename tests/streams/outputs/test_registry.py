"""An output is KIND:WHERE; what is none says which kinds there are."""

from pathlib import Path

import pytest

from streams.outputs.registry import SINKS, sink_name, sink_to
from streams.outputs.sink import Outgoing
from tests.streams.records import an_alert


def test_a_file_is_a_sink(tmp_path: Path) -> None:
    sink = sink_to(f"file:{tmp_path / 'alerts'}")
    sink.open(None)
    sink.begin()
    sink.deliver([Outgoing(an_alert(), b"line")])
    sink.close()
    assert (tmp_path / "alerts").read_bytes() == b"line\n"


@pytest.mark.parametrize("to", ["", "alerts.ndjson", "file:", "pigeon:home", ":x"])
def test_what_is_no_output_says_what_there_is(to: str) -> None:
    with pytest.raises(ValueError, match="the kinds are: file"):
        sink_to(to)


def test_a_file_has_one_name_from_wherever_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert sink_name("file:alerts", "ndjson") == sink_name(f"file:{tmp_path}/alerts", "ndjson")
    assert sink_name("file:alerts", "ndjson") != sink_name("file:alerts", "other")
    assert sorted(SINKS) == ["file"]
