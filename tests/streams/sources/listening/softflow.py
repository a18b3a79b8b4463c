"""A capture of conversations, and softflowd (BSD), which makes NetFlow of it: a real exporter."""

import socket
import struct
import subprocess
from pathlib import Path

from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.programs import program

CLIENT, PORT = "10.1.0.5", 502

SYN, SYN_ACK, ACK, PUSH, FIN = 0x02, 0x12, 0x10, 0x18, 0x11


def capture(path: Path, server: str, conversations: int, begin: float) -> None:
    """A pcap of whole TCP conversations to a server, a second each, the first at `begin`."""
    packets = b""
    for number in range(conversations):
        for step, (client_sends, flags, size) in enumerate(
            [(True, SYN, 0), (False, SYN_ACK, 0), (True, PUSH, 12), (False, PUSH, 9), (True, FIN, 0), (False, FIN, 0)]
        ):
            ends = [(CLIENT, 50_000 + number), (server, PORT)]
            sender, receiver = ends if client_sends else reversed(ends)
            frame = _frame(sender, receiver, flags, bytes(size))
            seconds = begin + number + step * 0.01
            packets += struct.pack("<IIII", int(seconds), int(seconds % 1 * 1e6), len(frame), len(frame)) + frame
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 1) + packets)


def softflowd(pcap: Path, port: int, version: int) -> None:
    """Send what softflowd makes of a capture to 127.0.0.1. Skips where there is no softflowd."""
    found = program("softflowd")
    control, pid = pcap.with_name("softflowd.ctl"), pcap.with_name("softflowd.pid")
    asks = [str(Path(found).with_name("softflowctl")), "-c", str(control)]
    command = [found, "-d", "-r", str(pcap), "-n", f"127.0.0.1:{port}", "-v", str(version)]
    with subprocess.Popen(
        [*command, "-c", str(control), "-p", str(pid)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until(control.exists, "softflowd has begun")
            # 1.1.0 reads the file when it is woken, and sends when it is told to end.
            for word in ("statistics", "shutdown"):
                subprocess.run([*asks, word], check=True, capture_output=True, timeout=PATIENCE_S)
            process.wait(PATIENCE_S)
        finally:
            process.kill()


def _frame(sender: tuple[str, int], receiver: tuple[str, int], flags: int, payload: bytes) -> bytes:
    tcp = struct.pack("!HHIIBBHHH", sender[1], receiver[1], 1, 1, 5 << 4, flags, 8_192, 0, 0) + payload
    addresses = socket.inet_aton(sender[0]) + socket.inet_aton(receiver[0])
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0) + addresses
    ip = ip[:10] + struct.pack("!H", _checksum(ip)) + ip[12:]
    return bytes(12) + b"\x08\x00" + ip + tcp


def _checksum(header: bytes) -> int:
    total: int = sum(struct.unpack(f"!{len(header) // 2}H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
