"""Syslog over UDP: a datagram an alert."""

import socket
from contextlib import closing

import pytest

from streams.outputs.syslog.datagrams import MOST_BYTES, SyslogDatagrams
from streams.outputs.syslog.place import Place
from tests.patience import PATIENCE_S
from tests.streams.outputs.syslog.test_stream import bodies, enveloped


def test_each_alert_is_a_datagram_and_one_too_long_is_cut() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(PATIENCE_S)
        with closing(SyslogDatagrams(Place("127.0.0.1", receiver.getsockname()[1]), enveloped)) as sink:
            sink.open(None)
            sink.deliver(bodies("one", "x" * 70_000))
            assert receiver.recv(70_000).endswith(b" one")
            assert len(receiver.recv(70_000)) == MOST_BYTES


def test_a_name_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(OSError, match=r"[Nn]ame|known"):
        SyslogDatagrams(Place("no-such-host.invalid", 514), enveloped).deliver(bodies("one"))


def test_a_host_that_says_that_nobody_listens_is_given_it_again_once_somebody_does() -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(PATIENCE_S)
        address = receiver.getsockname()
        with closing(SyslogDatagrams(Place(*address), enveloped)) as sink:
            sink.deliver(bodies("one"))
            receiver.close()
            for _ in range(2):
                with pytest.raises(ConnectionRefusedError, match=f"127.0.0.1:{address[1]}"):
                    sink.deliver(bodies("two"))
            with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as again:
                again.bind(address)
                again.settimeout(PATIENCE_S)
                sink.deliver(bodies("two"))
                assert again.recv(1_000).endswith(b" two")
