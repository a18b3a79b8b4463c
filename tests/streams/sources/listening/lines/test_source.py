"""Lines of several senders come as records, by real sockets."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from schemas.flow import Flow
from streams.sources.factory import Bookkeeping, Input, opened
from streams.sources.listening.lines.source import LineSource
from streams.status.observer import ListenerFared
from tests.kafka.world import until
from tests.streams.records import Told
from tests.streams.sources.growing import header, row
from tests.streams.sources.listening.lines.test_conversation import ROWS
from tests.streams.sources.listening.pieces import flows_of, polled
from tests.streams.sources.memories import Memories


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(params=["tcp:127.0.0.1:0", "unix:eve.sock"])
def source(request: pytest.FixtureRequest, folder: Path) -> Iterator[LineSource]:
    with closing(LineSource(request.param, site="plant", sensor="tap")) as opened_source:
        yield opened_source


def connected(source: LineSource) -> socket.socket:
    if isinstance(source.place, str):
        one = socket.socket(socket.AF_UNIX)
        one.connect(source.place)
        return one
    return socket.create_connection(source.place)


def test_senders_of_different_formats_are_read_side_by_side(source: LineSource) -> None:
    with connected(source) as zeek, connected(source) as own:
        zeek.sendall(header().encode())
        own.sendall(ROWS[:100])
        zeek.sendall((row(7) + row(8)).encode())
        own.sendall(ROWS[100:])
        batch = polled(source.poll, 5)
    assert sorted(str(one.uid) for one in flows_of(batch)) == ["C1", "C2", "C3", "C7", "C8"]
    assert {(one.site, one.sensor) for one in flows_of(batch)} == {("plant", "tap")}
    assert source.fared() == ListenerFared(source=source._path, received=5, connections=source.fared().connections)
    until(lambda: source.fared().connections == 0, "both have ended")
    assert source.poll() is None
    assert (source.idle, source.behind()) == (True, 0)


def test_a_sender_that_comes_back_begins_anew_after_its_half_line(source: LineSource) -> None:
    with connected(source) as sender:
        sender.sendall(ROWS + ROWS[:50])
    batch = polled(source.poll, 4)
    assert [one.reason for one in batch.dead_letters] == ["the connection ended within this line"]
    with connected(source) as sender:
        sender.sendall(ROWS)
        assert len(flows_of(polled(source.poll, 3))) == 3


def test_a_stream_that_can_not_be_read_is_ended(source: LineSource) -> None:
    with connected(source) as sender:
        sender.sendall(b"5 <1>abno count of bytes")
        polled(source.poll, 2)
        assert sender.recv(1) == b""


def test_datagrams_of_a_unix_socket_are_rows(folder: Path) -> None:
    with closing(LineSource("unix-dgram:eve.sock", site="plant")) as source:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            for line in ROWS.splitlines():
                sender.sendto(line, "eve.sock")
        assert len(flows_of(polled(source.poll, 3))) == 3
    assert not (folder / "eve.sock").exists()


def test_what_was_told_of_a_connection_counts_once_over_a_restart(folder: Path) -> None:
    """Zeek's conn_long tells totals: what was told before the restart is taken off after it."""
    memories, octets = Memories(), list[int | None]()
    fields = "#path\tconn_long\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tproto\torig_ip_bytes\n"
    for more in (100, 130):
        books = Bookkeeping({}, memories, lambda _: None, Told())
        source = opened(Input(name="unix:z", paths=("unix:z",), site="plant"), books)
        with socket.socket(socket.AF_UNIX) as sender:
            sender.connect("z")
            sender.sendall(f"{fields}1700000000.0\tC1\t10.0.0.1\t10.0.0.2\ttcp\t{more}\n".encode())
            octets += [one.initiator_octets for one in polled(source.poll, 1).records if isinstance(one, Flow)]
        books.keep()
        source.close()
    assert octets == [100, 30]


def test_a_format_that_is_none_is_refused_before_anything_is_opened(folder: Path) -> None:
    with pytest.raises(ValueError, match="no input format"):
        LineSource("unix:eve.sock", site="plant", format="none")
    assert not (folder / "eve.sock").exists()


def test_lines_that_were_received_and_not_read_are_told_at_the_end(caplog: pytest.LogCaptureFixture) -> None:
    source = LineSource("tcp:127.0.0.1:0", site="plant")
    with connected(source) as sender:
        sender.sendall(ROWS)
        until(lambda: source.behind() == len(ROWS), "they wait")
        source.close()
    assert "tcp:127.0.0.1:0: 3 lines were received and not read any more" in caplog.text
