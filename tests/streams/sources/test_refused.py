import logging

import pytest

from schemas.dead_letter import dead
from streams.sources.refused import tell_refused


@pytest.mark.parametrize(
    ("source", "position", "said"),
    [
        ("conn.log", 7, "refused: conn.log line 7: why"),
        ("inbox", None, "refused: inbox: why"),
        ("conn.log#" + "0a" * 12, 4_096, "refused: a row of conn.log: why"),
        ("day#1.log", 7, "refused: day#1.log line 7: why"),
    ],
)
def test_a_refused_row_is_told_with_its_place(
    source: str, position: int | None, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        tell_refused(dead(source=source, reason="why", raw=b"row", position=position))
    assert caplog.messages == [said]
