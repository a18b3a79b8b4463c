import gzip
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from streams.sources.files.paths import chunks, is_log, open_bytes


@pytest.mark.parametrize(
    ("name", "told"),
    [("b.log", True), ("a.json.gz", True), ("d.ndjson.zst", True), ("c.txt", False), (".hidden.log", False)],
)
def test_a_log_of_a_folder_is_told_by_its_name_packed_or_not(name: str, told: bool) -> None:
    assert is_log(Path("logs") / name) is told


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
