"""The file of alerts: each committed revision exactly once, whatever was cut where."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.outputs.sinks import NdjsonFileSink, OutboxRow, SinkCursor


class Outbox:
    """The alerts table and the cursors, as lists."""

    def __init__(self, *bodies: bytes) -> None:
        self.bodies = list(bodies)
        self.cursors: dict[str, SinkCursor] = {}
        self.cursors_taken: int | None = None

    def outbox(self, after: int, limit: int) -> list[OutboxRow]:
        rows = [OutboxRow(number, body) for number, body in enumerate(self.bodies, 1)]
        return rows[after : after + limit]

    def cursor(self, sink: str) -> SinkCursor | None:
        return self.cursors.get(sink)

    def store_cursor(self, sink: str, cursor: SinkCursor) -> None:
        if self.cursors_taken == 0:
            raise BrokenPipeError
        if self.cursors_taken is not None:
            self.cursors_taken -= 1
        self.cursors[sink] = cursor


def _written(path: Path, outbox: Outbox) -> None:
    sink = NdjsonFileSink(path, outbox)
    sink.open()
    sink.flush()
    sink.close()


def test_what_was_committed_is_written_once(tmp_path: Path) -> None:
    path, outbox = tmp_path / "deep" / "alerts.ndjson", Outbox(b"1", b"2")
    _written(path, outbox)
    _written(path, outbox)
    outbox.bodies.append(b"3")
    _written(path, outbox)
    assert path.read_bytes() == b"1\n2\n3\n"


def test_a_crash_between_file_and_cursor_repeats_nothing(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Outbox(b"1")
    _written(path, outbox)
    outbox.bodies.append(b"2")
    sink = NdjsonFileSink(path, outbox)
    outbox.cursors_taken = 0
    sink.open()
    with pytest.raises(BrokenPipeError):
        sink.flush()
    sink.close()
    assert path.read_bytes() == b"1\n2\n"
    outbox.cursors_taken = None
    _written(path, outbox)
    assert path.read_bytes() == b"1\n2\n"


def test_a_torn_line_is_cut_back(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Outbox(b"1")
    _written(path, outbox)
    with path.open("ab") as file:
        file.write(b'{"half')
    outbox.bodies.append(b"2")
    _written(path, outbox)
    assert path.read_bytes() == b"1\n2\n"


@given(cut=st.integers(min_value=0, max_value=40), committed=st.integers(min_value=0, max_value=5))
def test_any_cut_after_the_cursor_ends_whole(
    tmp_path_factory: pytest.TempPathFactory, cut: int, committed: int
) -> None:
    path = tmp_path_factory.mktemp("sink") / "alerts.ndjson"
    bodies = [b"alert-%d" % number for number in range(5)]
    outbox = Outbox(*bodies[:committed])
    _written(path, outbox)
    outbox.bodies = bodies
    rest = b"".join(body + b"\n" for body in bodies[committed:])
    with path.open("ab") as file:
        file.write(rest[:cut])
    _written(path, outbox)
    assert path.read_bytes() == b"".join(body + b"\n" for body in bodies)


def test_lines_of_another_are_kept(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Outbox(b"1")
    path.write_bytes(b"theirs\n")
    _written(path, outbox)
    _written(path, outbox)
    assert path.read_bytes() == b"theirs\n1\n"


def test_a_first_crash_in_a_file_with_lines_of_another_cuts_only_ours(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Outbox()
    path.write_bytes(b"theirs\n")
    _written(path, outbox)
    with path.open("ab") as file:
        file.write(b"1\n")
    outbox.bodies.append(b"1")
    _written(path, outbox)
    assert path.read_bytes() == b"theirs\n1\n"


def test_a_file_that_was_emptied_goes_on_without_repeating(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Outbox(b"1")
    _written(path, outbox)
    path.unlink()
    outbox.bodies.append(b"2")
    _written(path, outbox)
    assert path.read_bytes() == b"2\n"


def test_a_rotated_file_is_begun_anew(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Outbox(b"1")
    sink = NdjsonFileSink(path, outbox)
    sink.open()
    sink.flush()
    path.rename(tmp_path / "alerts.ndjson.1")
    outbox.bodies.append(b"2")
    sink.flush()
    sink.close()
    assert path.read_bytes() == b"2\n"
    assert (tmp_path / "alerts.ndjson.1").read_bytes() == b"1\n"
    _written(path, outbox)
    assert path.read_bytes() == b"2\n"


def test_a_crash_right_after_a_rotation_repeats_nothing(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Outbox(b"1", b"2", b"3")
    sink = NdjsonFileSink(path, outbox)
    sink.open()
    sink.flush()
    path.rename(tmp_path / "alerts.ndjson.1")
    outbox.bodies.append(b"4")
    # The new file is begun, remembered and written; then the crash, before that is remembered.
    outbox.cursors_taken = 1
    with pytest.raises(BrokenPipeError):
        sink.flush()
    sink.close()
    assert path.read_bytes() == b"4\n"
    outbox.cursors_taken = None
    _written(path, outbox)
    assert path.read_bytes() == b"4\n"


def test_alerts_that_the_state_no_longer_knows_are_not_cut(tmp_path: Path) -> None:
    """An older copy of the state was put in place: its cursor is before lines that may exist here alone."""
    path, outbox = tmp_path / "alerts.ndjson", Outbox(b"1")
    _written(path, outbox)
    older = dict(outbox.cursors)
    outbox.bodies += [b"2", b"3"]
    _written(path, outbox)
    outbox.bodies, outbox.cursors = [b"1"], older
    _written(path, outbox)
    outbox.bodies += [b"other", b"2"]
    _written(path, outbox)
    outbox.bodies += [b"3", b"4"]
    _written(path, outbox)
    assert path.read_bytes() == b"1\n2\n3\nother\n4\n", "what is raised again is not repeated"


def test_a_disk_that_fills_up_within_a_line_and_has_room_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Outbox(b"first", b"second")
    sink = NdjsonFileSink(path, outbox)
    sink.open()
    write, room = os.write, 8

    def writing(descriptor: int, data: bytes) -> int:
        nonlocal room
        if not room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = write(descriptor, data[:room])
        room -= written
        return written

    monkeypatch.setattr(os, "write", writing)
    for _ in range(2):
        with pytest.raises(OSError, match=r"alerts[.]ndjson"):
            sink.flush()
    assert path.read_bytes() in {b"first\nse", b""}
    room = 100
    sink.flush()
    sink.close()
    assert path.read_bytes() == b"first\nsecond\n"


def test_lines_that_another_program_adds_are_kept(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Outbox(b"1")
    sink = NdjsonFileSink(path, outbox)
    sink.open()
    sink.flush()
    with path.open("ab") as file:
        file.write(b"theirs\n")
    outbox.bodies.append(b"2")
    sink.flush()
    sink.close()
    _written(path, outbox)
    assert path.read_bytes() == b"1\ntheirs\n2\n"
