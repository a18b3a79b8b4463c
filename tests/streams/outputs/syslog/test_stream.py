"""Syslog over TCP, to a server of our own that closes, hangs and comes back."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from schemas.formats.alerts.siem.syslog import framed_5424
from streams.outputs.sink import Outgoing
from streams.outputs.syslog.place import Place
from streams.outputs.syslog.stream import SyslogStream
from tests.patience import PATIENCE_S
from tests.schemas.formats.alerts.alerts import HERE, whole


def enveloped(one: Outgoing, sent_s: float) -> bytes:
    return framed_5424(one.alert, one.body, HERE, sent_s)


def bodies(*texts: str) -> list[Outgoing]:
    return [Outgoing(whole(), text.encode()) for text in texts]


class Server:
    """Takes connections one after the other."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(PATIENCE_S)
        self.place = Place("127.0.0.1", self._listening.getsockname()[1])

    def accepted(self) -> socket.socket:
        connection, _ = self._listening.accept()
        connection.settimeout(PATIENCE_S)
        return connection

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def server() -> Iterator[Server]:
    with closing(Server()) as made:
        yield made


def texts(connection: socket.socket, count: int) -> list[str]:
    """So many messages in frames that count octets: the last word of each."""
    found = []
    with connection.makefile("rb") as file:
        for _ in range(count):
            length = b""
            while (digit := file.read(1)) != b" ":
                length += digit
            found.append(file.read(int(length)).split(b" ")[-1].decode())
    return found


def test_alerts_go_out_in_frames_that_count_octets(server: Server) -> None:
    with closing(SyslogStream(server.place, enveloped)) as sink:
        sink.open(None)
        sink.deliver(bodies("one", "two"))
        with closing(server.accepted()) as connection:
            assert texts(connection, 2) == ["one", "two"]


def test_or_a_line_each(server: Server) -> None:
    with closing(SyslogStream(server.place, enveloped, framing="newline")) as sink:
        sink.open(None)
        sink.deliver(bodies("one", "two"))
        with closing(server.accepted()) as connection:
            received = connection.makefile("rb")
            assert [received.readline()[-5:] for _ in range(2)] == [b" one\n", b" two\n"]


def test_after_a_reconnection_what_may_not_have_been_read_is_sent_again(server: Server) -> None:
    with closing(SyslogStream(server.place, enveloped)) as sink:
        sink.deliver(bodies("lost"))
        second = server.accepted()
        assert texts(second, 1) == ["lost"]
        second.close()
        sink.deliver(bodies("next"))
        with closing(server.accepted()) as third:
            assert texts(third, 2) == ["lost", "next"]


def test_nobody_there_is_an_error_with_the_place(server: Server) -> None:
    server.close()
    sink = SyslogStream(server.place, enveloped)
    sink.open(None)
    with pytest.raises(OSError, match="refused") as told:
        sink.deliver(bodies("one"))
    assert told.value.filename == str(server.place)


def test_one_that_takes_nothing_is_an_error_after_its_time(server: Server) -> None:
    sink = SyslogStream(server.place, enveloped, timeout_s=0.2)
    with closing(sink), pytest.raises(OSError, match=r"takes nothing|timed out"):
        sink.deliver(bodies(*["x" * 1_000_000] * 20))  # more than any system's buffers hold


def test_a_name_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(OSError, match=r"[Nn]ame|known"):
        SyslogStream(Place("no-such-host.invalid", 514), enveloped).deliver(bodies("one"))
