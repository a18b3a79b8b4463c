"""When files end is found by their last rows, packed or not, and one wrong clock does not count."""

import gzip
from pathlib import Path

import pytest

from replay.feed.extent import TAIL_BYTES, last_time
from schemas import codec
from streams.sources.captures import metered
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import T0
from tests.streams.sources.captures.frames import modbus, pcap

FIELDS = (
    b"#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\n"
)


def zeek(count: int) -> bytes:
    rows = [f"{T0 + number}\tC{number}\t10.0.0.1\t40000\t10.1.0.1\t502\ttcp\t0.0\n" for number in range(count)]
    return FIELDS + "".join(rows).encode()


@pytest.mark.parametrize("count", [3, 20_000])
@pytest.mark.parametrize("packed", [False, True])
def test_the_last_rows_tell_by_the_headings_of_the_first(tmp_path: Path, count: int, *, packed: bool) -> None:
    path = tmp_path / "conn.log"
    content = zeek(count)
    assert count == 3 or len(content) > 4 * TAIL_BYTES
    path.write_bytes(gzip.compress(content) if packed else content)
    found = last_time([path], "auto")
    assert found is not None
    assert found == T0 + count - 1


def test_of_several_files_the_latest_counts_and_a_wrong_clock_does_not(tmp_path: Path) -> None:
    for name, numbers in (("a", range(100)), ("b", [*range(200), 10**8])):
        (tmp_path / f"{name}.ndjson").write_bytes(codec.encode_lines([a_flow(number) for number in numbers]))
    found = last_time([tmp_path / "a.ndjson", tmp_path / "b.ndjson"], "auto")
    assert found is not None
    assert found == T0 + 199.0


def test_what_does_not_tell_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.log").touch()
    (tmp_path / "notes.log").write_text("no log\n", encoding="utf-8")
    assert last_time([tmp_path / "empty.log", tmp_path / "notes.log", tmp_path / "absent.log"], "auto") is None


@pytest.mark.skipif(not metered.is_readable(), reason="needs the extra weir[pcap]")
def test_a_capture_ends_with_its_last_conversation(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap(modbus(150, begin=T0)))
    assert last_time([path], "auto") == pytest.approx(T0 + 149.013)
