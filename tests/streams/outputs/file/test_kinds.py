"""A file as an output."""

from pathlib import Path

from streams.outputs.registry import sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Outgoing
from tests.schemas.formats.alerts.alerts import HERE
from tests.streams.outputs.http.posted import Refusals
from tests.streams.records import an_alert


def test_a_file_is_a_sink(tmp_path: Path) -> None:
    sink = sink_of(OutputSettings(to=f"file:{tmp_path / 'alerts'}"), HERE, Refusals())
    sink.open(None)
    sink.begin()
    sink.deliver([Outgoing(an_alert(), b"line")])
    sink.close()
    assert (tmp_path / "alerts").read_bytes() == b"line\n"
