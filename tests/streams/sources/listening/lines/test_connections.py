"""Several connections at once, bounded, and held back instead of lost."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from streams.sources.listening.lines.connections import MOST_CONNECTIONS, Connections, Piece
from streams.sources.listening.lines.sockets import tcp_socket, unix_socket
from tests.kafka.world import until

Listens = Callable[..., Connections]


@pytest.fixture
def listens() -> Iterator[Listens]:
    opened: list[Connections] = []

    def make(most_bytes: int = 1_000_000) -> Connections:
        opened.append(Connections("tcp:here", tcp_socket("tcp:127.0.0.1:0"), most_bytes))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def connected(to: Connections) -> socket.socket:
    return socket.create_connection(to._socket.getsockname())


def pieces(of: Connections, count: int) -> list[Piece]:
    found: list[Piece] = []

    def enough() -> bool:
        while (piece := of.take()) is not None:
            found.append(piece)
        return len(found) >= count

    until(enough, f"{count} pieces")
    return found


def test_what_connections_send_comes_with_whose_it_is_and_its_end(listens: Listens) -> None:
    to = listens()
    with connected(to) as first, connected(to) as second:
        first.sendall(b"one\n")
        second.sendall(b"two\n")
        came = pieces(to, 2)
        assert {piece.what for piece in came} == {b"one\n", b"two\n"}
        assert len({piece.connection for piece in came}) == 2
        assert to.open == 2
    assert [piece.ends for piece in pieces(to, 2)] == [True, True]
    assert (to.open, to.waiting) == (0, 0)


def test_connections_past_the_bound_are_ended_and_counted(listens: Listens) -> None:
    to = listens()
    with ExitStack() as stack:
        for _ in range(MOST_CONNECTIONS):
            stack.enter_context(connected(to))
        until(lambda: to.open == MOST_CONNECTIONS, "all are taken")
        more = stack.enter_context(connected(to))
        assert more.recv(1) == b""
        assert to.refused == 1
    until(lambda: to.open == 0, "all have ended")
    with connected(to) as again:
        again.sendall(b"x")
        until(lambda: to.open == 1, "there is room again")


def test_a_sender_is_held_back_while_too_much_waits_and_nothing_is_lost(listens: Listens) -> None:
    to = listens(most_bytes=100_000)
    with connected(to) as sender:
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 100_000)
        sender.settimeout(0.3)
        sent = _until_held_back(sender)
        until(lambda: to.waiting >= 100_000, "it was read up to the bound")
        assert to.waiting < 100_000 + 65_536
    came = 0

    def all_came() -> bool:
        nonlocal came
        while (piece := to.take()) is not None:
            came += len(piece.what)
        return came == sent

    until(all_came, "all that was sent comes")


def _until_held_back(sender: socket.socket) -> int:
    """How many bytes a sender gets away."""
    sent = 0
    while True:
        try:
            sent += sender.send(bytes(50_000))
        except TimeoutError:
            return sent


def test_a_connection_can_be_ended_from_here(listens: Listens) -> None:
    to = listens()
    with connected(to) as sender:
        sender.sendall(b"x")
        (piece,) = pieces(to, 1)
        to.end(piece.connection)
        assert sender.recv(1) == b""
    assert pieces(to, 1) == [Piece(piece.connection, b"", ends=True)]


def test_a_connection_that_is_reset_ends(listens: Listens) -> None:
    to = listens()
    sender = connected(to)
    sender.sendall(b"x")
    pieces(to, 1)
    sender.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    sender.close()
    assert pieces(to, 1)[0].ends


def test_each_datagram_is_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    to = Connections("unix-dgram:s", unix_socket("unix-dgram:s"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        for line in (b"one", b"two\n"):
            sender.sendto(line, "s")
        assert [piece.what for piece in pieces(to, 2)] == [b"one\n", b"two\n"]
    to.close()
