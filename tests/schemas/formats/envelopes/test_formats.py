"""A file of shippers' objects, or of documents of ECS, is told by its first lines."""

import pytest

from schemas.formats.envelopes.formats import ECS, ENVELOPE
from schemas.formats.format import Head
from tests.schemas.formats.envelopes.rows import PACKETBEAT, TSV, ZEEK, filebeat, line


@pytest.mark.parametrize(
    ("given", "ecs", "envelope"),
    [
        (line(PACKETBEAT), True, False),
        (line({"source.ip": "10.0.0.1"}), True, False),
        (line(PACKETBEAT | {"message": line(ZEEK).decode()}), True, False),
        (line({"ecs": {"version": "8"}, "event": {"dataset": "system.syslog"}}), True, False),
        (line(filebeat(line(ZEEK).decode())), False, True),
        (b"<13>Jan  1 00:00:00 tap zeek: " + line(ZEEK), False, True),
        (line({"a": 1}), False, False),
        (b"hello", False, False),
    ],
)
def test_each_is_told_by_its_first_line(given: bytes, ecs: bool, envelope: bool) -> None:
    assert (ECS.recognises(Head([given], "x")), ENVELOPE.recognises(Head([given], "x"))) == (ecs, envelope)


def test_a_row_further_down_tells_it_too() -> None:
    lines = [line(filebeat(TSV[3])), line(filebeat(line(ZEEK).decode()))]
    assert ENVELOPE.recognises(Head(lines, "x"))
    with pytest.raises(ValueError, match="header lines"):
        ENVELOPE.recognises(Head(lines[:1], "x"))
