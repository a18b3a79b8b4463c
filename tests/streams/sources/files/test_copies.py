"""Files that hold what another one holds too."""

import gzip
from pathlib import Path

from streams.sources.files.copies import copies_among

ROWS = b"#fields\tts\n" + b"".join(b"%d\n" % number for number in range(1_000))


def _written(folder: Path, **files: bytes) -> list[Path]:
    paths = []
    for name, content in files.items():
        path = folder / name.replace("_", ".")
        path.write_bytes(content)
        paths.append(path)
    return paths


def test_a_copy_of_the_beginning_a_packed_one_and_a_whole_one_are_copies(tmp_path: Path) -> None:
    paths = _written(tmp_path, conn_log=ROWS, conn_log_1=ROWS[:500], conn_log_gz=gzip.compress(ROWS), other_log=ROWS)
    assert set(copies_among(paths)) == {tmp_path / "conn.log.1", tmp_path / "conn.log.gz", tmp_path / "other.log"}
    assert tmp_path / "conn.log" not in copies_among(paths)


def test_a_log_that_goes_on_otherwise_and_a_damaged_one_are_none(tmp_path: Path) -> None:
    paths = _written(tmp_path, a_log=ROWS, b_log=ROWS[:500] + b"x\n", c_log_gz=gzip.compress(ROWS)[:-20])
    assert copies_among(paths) == {}
