"""What Linux's table of UDP sockets (`/proc/net/udp`, `/proc/net/udp6`; proc(5)) says of a port, whoever has it."""

from pathlib import Path

from msgspec import Struct

TABLES = (Path("/proc/net/udp"), Path("/proc/net/udp6"))
LARGEST_BUFFER = Path("/proc/sys/net/core/rmem_max")

_LOCAL, _QUEUES = 1, 4
"""Columns from the left; the count of what was lost stands in the last one."""


class Bound(Struct, frozen=True):
    """A socket that is bound: `waiting` bytes of its buffer are in use, `lost` datagrams came while it was full."""

    port: int
    waiting: int
    lost: int


def bound(table: str) -> list[Bound]:
    """The sockets of a table. A line that reads otherwise is passed over."""
    found: list[Bound] = []
    for line in table.splitlines()[1:]:
        columns = line.split()
        try:
            port = int(columns[_LOCAL].rpartition(":")[2], 16)
            waiting = int(columns[_QUEUES].rpartition(":")[2], 16)
            found.append(Bound(port, waiting, int(columns[-1])))
        except (IndexError, ValueError):
            continue
    return found


def lost_at(port: int) -> int | None:
    """How many datagrams the kernel lost of those bound to a port now; None where none is, or it is not told."""
    found = [one for table in TABLES if table.exists() for one in bound(table.read_text()) if one.port == port]
    return sum(one.lost for one in found) if found else None


def largest_buffer() -> int | None:
    """The bytes that a receive buffer may have at most; None where it is not told."""
    try:
        return int(LARGEST_BUFFER.read_text())
    except (OSError, ValueError):
        return None
