"""Exports as files: packed by name, whole or not there, never written over unasked, for the owner's eyes only."""

from pathlib import Path

import pytest

from weir.admin import state_files
from weir.errors import UserError

LINES = [b'{"a":1}\n', b"x" * 100_000 + b"\n", b"last\n"]


@pytest.mark.parametrize("name", ["state.ndjson", "state.ndjson.gz", "state.ndjson.zst"])
def test_what_was_written_is_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    size = state_files.write(path, LINES, may_replace=False)
    assert size == path.stat().st_size
    assert [line + b"\n" for line in state_files.lines_of(path)] == LINES
    assert (size < 10_000) == (name != "state.ndjson")
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_is_there_is_written_over_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "state.ndjson"
    path.write_bytes(b"precious")
    with pytest.raises(UserError, match="--replace"):
        state_files.write(path, LINES, may_replace=False)
    assert path.read_bytes() == b"precious"
    state_files.write(path, LINES, may_replace=True)
    assert path.read_bytes() == b"".join(LINES)


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        state_files.write(tmp_path / "no" / "state.ndjson", LINES, may_replace=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["state.ndjson.gz", "state.ndjson.zst"])
def test_a_packed_file_that_breaks_off_is_said(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    state_files.write(path, LINES, may_replace=False)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(UserError, match=name):
        list(state_files.lines_of(path))


def test_a_line_without_end_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_files, "MAX_LINE_BYTES", 1_000)
    path = tmp_path / "state.ndjson"
    path.write_bytes(b"x" * 5_000)
    with pytest.raises(UserError, match="no export"):
        list(state_files.lines_of(path))
