"""A capture as a stream of rows, packed or not, whole or broken; and what is said where nothing can read it."""

import gzip
import io
import random
from pathlib import Path

import pytest
import zstandard

from streams.sources.captures import metered
from streams.sources.captures.metered import CAPTURE, CaptureBroken, capture_format, check_readable, rows_of
from streams.sources.files.paths import open_bytes
from tests.streams.sources.captures.frames import modbus, pcap, pcapng

needs_engine = pytest.mark.skipif(not metered.is_readable(), reason="needs the extra weir[pcap]")

CONTENT = pcap(modbus(150))


def _rows(path: Path, file_format: str = "auto") -> bytes:
    with open_bytes(path) as stream, rows_of(stream, file_format, path.name) as rows:
        return rows.read()


@needs_engine
def test_packed_and_plain_captures_give_the_same_rows(tmp_path: Path) -> None:
    path = tmp_path / "a"
    found = []
    for content in (CONTENT, gzip.compress(CONTENT), zstandard.compress(CONTENT), pcapng(modbus(150))):
        path.write_bytes(content)
        found.append(_rows(path))
    assert found[0].count(b"\n") == 4
    assert len(set(found)) == 1


@needs_engine
def test_a_pipe_is_fed_to_the_process() -> None:
    stream = io.BufferedReader(io.BytesIO(CONTENT))
    with rows_of(stream, "auto", "-") as rows:
        assert rows.read().count(b"\n") == 4


def test_another_file_and_another_format_are_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for content, file_format in ((b"#fields\tts\n", "auto"), (b"", "auto"), (CONTENT, "zeek-json")):
        path.write_bytes(content)
        with open_bytes(path) as stream:
            assert capture_format(stream, file_format) is None
            assert rows_of(stream, file_format, "a") is stream
    path.write_bytes(CONTENT)
    with open_bytes(path) as stream:
        assert capture_format(stream, "auto") == capture_format(stream, CAPTURE) == CAPTURE


@needs_engine
def test_where_a_capture_breaks_off_the_rows_before_come_first(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(CONTENT[:-7])
    with open_bytes(path) as stream, rows_of(stream, "auto", "a") as rows:
        assert [rows.readline()[:10] for _ in range(4)].count(b"") == 0
        with pytest.raises(CaptureBroken, match="breaks off after 302 frames"):
            rows.read()


@needs_engine
def test_a_packed_capture_that_is_damaged_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a"
    noise = random.Random(7).randbytes(200_000)  # so that the second half is not all in one block
    path.write_bytes(gzip.compress(CONTENT + noise)[:-60_000])
    with pytest.raises(EOFError):
        _rows(path)


@needs_engine
def test_pieces_end_at_the_same_places_however_fast_rows_come(tmp_path: Path) -> None:
    """A replay that was stopped finds its place by the number of batches. A pipe gives 64 kB at most at once."""
    path = tmp_path / "a"
    path.write_bytes(pcap(modbus(1_000, step=30.0)))
    with open_bytes(path) as stream, rows_of(stream, "auto", "a") as rows:
        assert len(rows.read1(100_000)) == 100_000  # type: ignore[attr-defined]


@needs_engine
def test_rows_that_nobody_reads_on_end_the_process(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(pcap(modbus(5_000, step=30.0))))
    with open_bytes(path) as stream, rows_of(stream, "auto", "a") as rows:
        assert rows.readline().startswith(b'{"src_ip"')


@pytest.mark.parametrize(
    ("version", "said"), [(None, "needs nfstream: pip install 'weir\\[pcap\\]'"), ("6.9.0", "6.9.0 is installed")]
)
def test_what_is_missing_is_told_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, version: str | None, said: str
) -> None:
    monkeypatch.setattr(metered, "engine_version", lambda: version)
    with pytest.raises(ValueError, match=said) as told:
        check_readable("a.pcap")
    assert str(told.value).startswith("a.pcap: a packet capture")
    assert "zeek -C -r a.pcap" in str(told.value)
