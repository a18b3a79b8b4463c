"""Both ways of reading give the same datagrams, with their senders, whole and in order."""

import socket
from collections.abc import Callable, Iterator

import pytest

from schemas.formats.datagrams import LARGEST_PAYLOAD
from streams.sources.listening.many import MOST_AT_ONCE, ManyAtOnce, OneByOne, Reads, reads

READERS = pytest.mark.parametrize("make", [reads, OneByOne])
Makes = Callable[[socket.socket], Reads]


@pytest.fixture(params=["127.0.0.1", "::1"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[socket.socket, socket.socket]]:
    family = socket.AF_INET6 if ":" in request.param else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as to, socket.socket(family, socket.SOCK_DGRAM) as by:
        try:
            to.bind((request.param, 0))
            by.bind((request.param, 0))
        except OSError:
            pytest.skip(f"this machine has no {request.param}")
        to.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_000_000)
        by.connect(to.getsockname())
        to.settimeout(0.0)
        yield to, by


@READERS
def test_what_was_sent_is_read_with_its_sender(make: Makes, pair: tuple[socket.socket, socket.socket]) -> None:
    to, by = pair
    largest = LARGEST_PAYLOAD - 28
    sent = [b"", b"x", bytes(1_464), bytes(range(256)) * 4, bytes(largest)]
    for one in sent:
        by.send(one)
    assert make(to).receive() == [(by.getsockname()[:2], one) for one in sent]


@READERS
def test_more_than_fit_in_one_call_come_with_the_next(make: Makes, pair: tuple[socket.socket, socket.socket]) -> None:
    to, by = pair
    reading = make(to)
    for number in range(MOST_AT_ONCE + 3):
        by.send(str(number).encode())
    first, then = reading.receive(), reading.receive()
    assert [payload for _, payload in first + then] == [str(number).encode() for number in range(MOST_AT_ONCE + 3)]
    assert len(first) == MOST_AT_ONCE
    assert reading.receive() == []


@READERS
def test_senders_are_told_apart(make: Makes) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as to:
        to.bind(("127.0.0.1", 0))
        reading, due = make(to), []
        for number in range(3):
            with socket.socket(type=socket.SOCK_DGRAM) as by:
                by.bind((f"127.0.0.{number + 1}", 0))
                by.sendto(b"x", to.getsockname())
                due.append((by.getsockname(), b"x"))
        assert reading.receive() == due


def test_linux_reads_many_at_once() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as to:
        if hasattr(socket, "SO_PASSCRED"):
            assert isinstance(reads(to), ManyAtOnce)


def test_a_socket_that_is_none_is_an_error() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as to:
        reading = reads(to)
    with pytest.raises(OSError):
        reading.receive()
