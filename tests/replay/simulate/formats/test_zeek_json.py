"""The simulated log as Zeek's JSON."""

from replay.simulate.conn_log import header
from replay.simulate.formats.zeek_json import ZeekJsonWriter
from schemas.formats.reader import ReaderContext
from schemas.formats.zeek.json import ZeekJsonReader
from schemas.formats.zeek.tsv import ZeekTsvReader
from tests.replay.simulate.formats.rows import POLL, TIME, TRIED, rows


def test_it_tells_the_same_flows_as_the_log() -> None:
    writer = ZeekJsonWriter()
    lines = [writer.begin(0.0), *(writer.row(row) for row in rows()), writer.end(0.0)]
    log = (header(0.0) + POLL + TRIED + TIME).encode().splitlines()
    context = ReaderContext(site="s", source="x", sensor="zeek")
    as_json, letters = ZeekJsonReader(context).read(b"".join(lines).splitlines(), 1)
    as_log, _ = ZeekTsvReader(context).read(log, 1)
    assert letters == []
    assert as_json == as_log
