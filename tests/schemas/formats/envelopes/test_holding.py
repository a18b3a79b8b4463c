"""Whether a line holds a row inside that some format reads."""

import pytest

from schemas.formats.envelopes.holding import holds_row
from tests.schemas.formats.envelopes.rows import TSV, ZEEK, filebeat, line


@pytest.mark.parametrize(
    "held",
    [
        line(filebeat(line(ZEEK).decode())),
        line(filebeat(TSV[0])),
        line({"event": ZEEK}),
        b"<13>Jan  1 00:00:00 tap zeek: " + line(ZEEK),
        b"2026-01-01T00:00:00.1Z stdout P {",
        line(filebeat(line({"ts": 1.0, "peer": "zeek"}).decode(), "/zeek/stats.log")),
    ],
)
def test_a_row_inside_is_found(held: bytes) -> None:
    assert holds_row(held)


@pytest.mark.parametrize(
    "line", [b'{"message": "started"}', b'{"data": {"a": 1}}', b"hello", b"{broken", b"Jan  1 00:00:00 tap cron: hello"]
)
def test_what_holds_none_holds_none(line: bytes) -> None:
    assert not holds_row(line)


def test_a_row_that_no_format_reads_is_refused_with_its_field() -> None:
    with pytest.raises(ValueError, match=r"in its field message: .*header lines"):
        holds_row(line(filebeat(TSV[3])))
    with pytest.raises(ValueError, match="a header before the row: JSON, but no flows"):
        holds_row(b'<13>Jan  1 00:00:00 tap app: {"a": 1}')
