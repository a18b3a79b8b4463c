import gzip
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from streams.sources.files.paths import chunks, expand, open_bytes


def test_a_folder_means_its_logs_in_order_packed_or_not(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.log", "a.json.gz", "c.txt", "sub/d.ndjson.zst", ".hidden.log"):
        (tmp_path / name).write_bytes(b"")
    assert [str(path.relative_to(tmp_path)) for path in expand([str(tmp_path)])] == [
        "a.json.gz",
        "b.log",
        "sub/d.ndjson.zst",
    ]


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    log = tmp_path / "conn.log"
    log.write_bytes(b"")
    assert expand([str(log), str(tmp_path / "*.log"), "-"]) == [log, Path("-")]


def test_what_means_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such file"):
        expand([str(tmp_path / "gone.log")])
    with pytest.raises(FileNotFoundError, match="matches this pattern"):
        expand([str(tmp_path / "*.log")])
    with pytest.raises(ValueError, match="the folder holds no"):
        expand([str(tmp_path)])


@pytest.mark.parametrize("name", ["plain", "gz", "zst", "two-gz", "two-zst"])
def test_packed_files_are_unpacked_by_content(tmp_path: Path, name: str) -> None:
    text = b"line\n" * 100_000
    half = len(text) // 2
    packed = {
        "plain": text,
        "gz": gzip.compress(text),
        "zst": zstandard.compress(text),
        "two-gz": gzip.compress(text[:half]) + gzip.compress(text[half:]),
        "two-zst": zstandard.compress(text[:half]) + zstandard.compress(text[half:]),
    }[name]
    path = tmp_path / "x.log"
    path.write_bytes(packed)
    with open_bytes(path) as stream:
        assert b"".join(chunks(stream)) == text


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_packed_file_that_breaks_off_says_so_after_what_it_holds(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    text = random.Random(1).randbytes(400_000)
    path = tmp_path / "x.log"
    path.write_bytes(pack(text)[:300_000])
    held: list[bytes] = []
    with open_bytes(path) as stream, pytest.raises(EOFError):
        held.extend(chunks(stream))
    assert len(b"".join(held)) > 100_000
    assert text.startswith(b"".join(held))


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"a\n"))))
    assert b"".join(chunks(open_bytes(Path("-")))) == b"a\n"
