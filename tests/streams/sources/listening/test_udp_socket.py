"""A port is one process's; what the kernel gave and what it lost is told."""

import logging
import socket
from pathlib import Path

import pytest

from streams.sources.listening import udp_table
from streams.sources.listening.udp_socket import KernelSide, listening_socket
from tests.streams.sources.listening.test_udp_table import UDP_TABLE


def test_a_port_that_another_has_is_refused_with_the_reason() -> None:
    with listening_socket("udp:127.0.0.1:0", 100_000) as first:
        port = first.getsockname()[1]
        with pytest.raises(OSError, match=r"another process listens there.*a port of its own"):
            listening_socket(f"udp:127.0.0.1:{port}", 100_000)


def test_an_address_of_another_machine_is_refused_with_the_reason() -> None:
    with pytest.raises(OSError, match="this machine has no such address"):
        listening_socket("udp:192.0.2.1:0", 100_000)


def test_what_the_kernel_gave_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    listening_socket("udp:127.0.0.1:0", 100_000).close()
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert "receive buffer of 0.1 MB" in caplog.text
    caplog.clear()
    listening_socket("udp:127.0.0.1:0", 1_000_000_000).close()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "sysctl -w net.core.rmem_max=1000000000" in caplog.text


def test_what_the_kernel_lost_is_counted() -> None:
    with listening_socket("udp:127.0.0.1:0", 4_096) as opened, socket.socket(type=socket.SOCK_DGRAM) as sender:
        kernel = KernelSide(opened)
        if kernel.lost() is None:
            pytest.skip("this kernel does not tell what it lost")
        for _ in range(200):
            sender.sendto(bytes(1_000), opened.getsockname())
        lost = kernel.lost()
        assert lost is not None
        assert kernel.waiting() > 0
        read = 0
        while read < 200 - lost:
            opened.recv(2_000)
            read += 1
        with pytest.raises(BlockingIOError):
            opened.recv(2_000)
        assert 0 < lost < 200
        assert kernel.lost() == lost
        assert kernel.waiting() == 0


class Silent(socket.socket):
    """One of a kernel that has no such option."""

    def getsockopt(self, *_: object) -> bytes:  # type: ignore[override]
        raise OSError


def test_a_kernel_that_does_not_tell_by_the_socket_is_asked_by_its_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Silent(type=socket.SOCK_DGRAM) as opened:
        opened.bind(("127.0.0.1", 0))
        table = tmp_path / "udp"
        monkeypatch.setattr(udp_table, "TABLES", (table,))
        assert KernelSide(opened).lost() is None
        assert KernelSide(opened).waiting() == 0
        table.write_text(UDP_TABLE.format(lost=9).replace(":0807", f":{opened.getsockname()[1]:04X}"))
        assert KernelSide(opened).lost() == 9
