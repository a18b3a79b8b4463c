"""A thread takes what comes, and counts what it can't keep."""

import socket
from collections.abc import Iterator

import pytest

from streams.sources.listening.receiver import ITEM_BYTES, Receiver
from tests.kafka.world import until


@pytest.fixture
def sender() -> Iterator[socket.socket]:
    with socket.socket(type=socket.SOCK_DGRAM) as opened:
        opened.bind(("127.0.0.1", 0))
        yield opened


def receiver(most_bytes: int, sender: socket.socket) -> Receiver:
    opened = socket.socket(type=socket.SOCK_DGRAM)
    opened.bind(("127.0.0.1", 0))
    opened.settimeout(0.0)
    sender.connect(opened.getsockname())
    return Receiver(opened, most_bytes, clock=lambda: 7.0)


def test_what_came_is_given_in_order_with_its_time_and_sender(sender: socket.socket) -> None:
    receiving = receiver(1_000_000, sender)
    for number in range(5):
        sender.send(str(number).encode())
    until(lambda: receiving.received == 5, "all are read")
    first = receiving.take(2)
    assert [(one.at, one.sender, one.payload) for one in first] == [
        (7.0, sender.getsockname(), b"0"),
        (7.0, sender.getsockname(), b"1"),
    ]
    assert receiving.waiting == 3 * (1 + ITEM_BYTES)
    assert [one.payload for one in receiving.take(100)] == [b"2", b"3", b"4"]
    assert receiving.take(100) == []
    assert (receiving.waiting, receiving.lost) == (0, 0)
    assert receiving.close() == 0


def test_what_finds_the_queue_full_is_counted_and_what_waits_is_kept(sender: socket.socket) -> None:
    receiving = receiver(3 * (1_000 + ITEM_BYTES), sender)
    for number in range(10):
        sender.send(bytes([number]) * 1_000)
    until(lambda: receiving.received == 10, "all are read")
    assert receiving.lost == 7
    assert [one.payload[0] for one in receiving.take(100)] == [0, 1, 2]
    sender.send(b"again")
    until(lambda: receiving.received == 11, "it goes on")
    assert receiving.lost == 7
    assert receiving.close() == 1


def test_a_socket_that_fails_is_told_once_the_queue_is_empty(sender: socket.socket) -> None:
    receiving = receiver(1_000_000, sender)
    sender.send(b"x")
    until(lambda: receiving.received == 1, "it is read")

    class Fails:
        def receive(self) -> list[tuple[tuple[str, int], bytes]]:
            raise OSError(5, "no more")

    receiving._reads = Fails()
    sender.send(b"wakes it")
    until(lambda: receiving._failed is not None, "it has failed")
    assert [one.payload for one in receiving.take(10)][:1] == [b"x"]
    with pytest.raises(OSError, match="no more"):
        receiving.take(10)
    receiving.close()
