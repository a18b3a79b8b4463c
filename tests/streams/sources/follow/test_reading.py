"""One file read in pieces; how it is followed is tested in test_tail.py."""

from pathlib import Path

import pytest

from schemas.formats.registry import new_memory
from streams.sources.files.rotation import head_of
from streams.sources.follow.reading import ReadingOf
from tests.streams.sources.captures.frames import modbus, pcap
from tests.streams.sources.growing import append, header, rows, uids


def opener(log: Path) -> ReadingOf:
    return ReadingOf(log, site="plant", sensor=None, format="auto", size=500, memory=new_memory())


def test_a_file_is_read_on_from_a_position_under_the_header_before_it(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    append(log, header() + rows(1, 2))
    begin = len((header() + rows(1)).encode())
    head = log.read_bytes()
    with log.open("rb", buffering=0) as stream:
        reading = opener(log).open(stream, head, log, begin)
        assert uids(list(reading.more())) == ["C2"]
        assert (reading.position, reading.held) == (len(head), 0)
        append(log, "17000")
        assert list(reading.more()) == []
        assert reading.held == 5
        assert not reading.truncated()
        log.write_text(header("two") + rows(3, 4))
        assert reading.truncated()


def test_a_file_without_a_whole_row_is_known_by_nothing(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    append(log, header() + "17")
    with log.open("rb", buffering=0) as stream:
        head = head_of(stream)
        assert opener(log).source(head) is None
        with pytest.raises(ValueError, match="first row"):
            opener(log).open(stream, head, log, 0)


def test_a_capture_is_not_followed_and_what_reads_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"eth0\.log: a packet capture: it is read whole, not followed: `weir replay"):
        opener(tmp_path / "eth0.log").reader(pcap(modbus(1)), tmp_path / "eth0.log")
