"""The file of alerts: each committed revision exactly once, whatever was cut where."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.outputs.file.alert_file import AlertFile
from streams.outputs.sink import Outgoing
from tests.streams.records import an_alert


class Lines:
    """An outbox of bodies, and a cursor that may be refused: what a delivery does with the file, without its thread."""

    def __init__(self, *bodies: bytes) -> None:
        self.bodies = list(bodies)
        self.delivered = 0
        self.length: int | None = None
        self.kept: int | None = None
        """How many cursors are taken before a crash; None: there is none."""

    def keep(self, delivered: int, length: int) -> None:
        if self.kept == 0:
            raise Crash
        if self.kept is not None:
            self.kept -= 1
        self.delivered, self.length = delivered, length

    def open(self, sink: AlertFile) -> None:
        sink.open(self.length)
        if sink.begin() != self.length:
            self.keep(self.delivered, sink.begin())

    def flush(self, sink: AlertFile) -> None:
        missing = self.bodies[self.delivered :]
        if missing:
            length = sink.begin()
            if length != self.length:
                self.keep(self.delivered, length)
            self.keep(len(self.bodies), sink.deliver([Outgoing(an_alert(), body) for body in missing]))


class Crash(Exception):
    pass


def _written(path: Path, outbox: Lines) -> None:
    sink = AlertFile(path)
    outbox.open(sink)
    outbox.flush(sink)
    sink.close()


def test_what_was_committed_is_written_once(tmp_path: Path) -> None:
    path, outbox = tmp_path / "deep" / "alerts.ndjson", Lines(b"1", b"2")
    _written(path, outbox)
    _written(path, outbox)
    outbox.bodies.append(b"3")
    _written(path, outbox)
    assert path.read_bytes() == b"1\n2\n3\n"


def test_a_crash_between_file_and_cursor_repeats_nothing(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Lines(b"1")
    _written(path, outbox)
    outbox.bodies.append(b"2")
    sink = AlertFile(path)
    outbox.kept = 0
    outbox.open(sink)
    with pytest.raises(Crash):
        outbox.flush(sink)
    sink.close()
    assert path.read_bytes() == b"1\n2\n"
    outbox.kept = None
    _written(path, outbox)
    assert path.read_bytes() == b"1\n2\n"


def test_a_torn_line_is_cut_back(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Lines(b"1")
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
    outbox = Lines(*bodies[:committed])
    _written(path, outbox)
    outbox.bodies = bodies
    rest = b"".join(body + b"\n" for body in bodies[committed:])
    with path.open("ab") as file:
        file.write(rest[:cut])
    _written(path, outbox)
    assert path.read_bytes() == b"".join(body + b"\n" for body in bodies)


def test_lines_of_another_are_kept(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Lines(b"1")
    path.write_bytes(b"theirs\n")
    _written(path, outbox)
    _written(path, outbox)
    assert path.read_bytes() == b"theirs\n1\n"


def test_a_first_crash_in_a_file_with_lines_of_another_cuts_only_ours(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Lines()
    path.write_bytes(b"theirs\n")
    _written(path, outbox)
    with path.open("ab") as file:
        file.write(b"1\n")
    outbox.bodies.append(b"1")
    _written(path, outbox)
    assert path.read_bytes() == b"theirs\n1\n"


def test_a_file_that_was_emptied_goes_on_without_repeating(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Lines(b"1")
    _written(path, outbox)
    path.unlink()
    outbox.bodies.append(b"2")
    _written(path, outbox)
    assert path.read_bytes() == b"2\n"


def test_a_rotated_file_is_begun_anew(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Lines(b"1")
    sink = AlertFile(path)
    outbox.open(sink)
    outbox.flush(sink)
    path.rename(tmp_path / "alerts.ndjson.1")
    outbox.bodies.append(b"2")
    outbox.flush(sink)
    sink.close()
    assert path.read_bytes() == b"2\n"
    assert (tmp_path / "alerts.ndjson.1").read_bytes() == b"1\n"
    _written(path, outbox)
    assert path.read_bytes() == b"2\n"


def test_a_crash_right_after_a_rotation_repeats_nothing(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Lines(b"1", b"2", b"3")
    sink = AlertFile(path)
    outbox.open(sink)
    outbox.flush(sink)
    path.rename(tmp_path / "alerts.ndjson.1")
    outbox.bodies.append(b"4")
    # The new file is begun, remembered and written; then the crash, before that is remembered.
    outbox.kept = 1
    with pytest.raises(Crash):
        outbox.flush(sink)
    sink.close()
    assert path.read_bytes() == b"4\n"
    outbox.kept = None
    _written(path, outbox)
    assert path.read_bytes() == b"4\n"


def test_alerts_that_the_state_no_longer_knows_are_not_cut(tmp_path: Path) -> None:
    """An older copy of the state was put in place: its cursor is before lines that may exist here alone."""
    path, outbox = tmp_path / "alerts.ndjson", Lines(b"1")
    _written(path, outbox)
    older = outbox.delivered, outbox.length
    outbox.bodies += [b"2", b"3"]
    _written(path, outbox)
    outbox.bodies, (outbox.delivered, outbox.length) = [b"1"], older
    _written(path, outbox)
    outbox.bodies += [b"other", b"2"]
    _written(path, outbox)
    outbox.bodies += [b"3", b"4"]
    _written(path, outbox)
    assert path.read_bytes() == b"1\n2\n3\nother\n4\n", "what is raised again is not repeated"


def test_a_disk_that_fills_up_within_a_line_and_has_room_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Lines(b"first", b"second")
    sink = AlertFile(path)
    outbox.open(sink)
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
            outbox.flush(sink)
    assert path.read_bytes() in {b"first\nse", b""}
    room = 100
    outbox.flush(sink)
    sink.close()
    assert path.read_bytes() == b"first\nsecond\n"


def test_lines_that_another_program_adds_are_kept(tmp_path: Path) -> None:
    path, outbox = tmp_path / "alerts.ndjson", Lines(b"1")
    sink = AlertFile(path)
    outbox.open(sink)
    outbox.flush(sink)
    with path.open("ab") as file:
        file.write(b"theirs\n")
    outbox.bodies.append(b"2")
    outbox.flush(sink)
    sink.close()
    _written(path, outbox)
    assert path.read_bytes() == b"1\ntheirs\n2\n"
