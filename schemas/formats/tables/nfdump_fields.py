"""nfdump's columns and what stands in them: names of all its versions, flags, ICMP's types, statuses.

The names are those of `src/output/output_csv.c` and `output_csv_fast.c` of github.com/phaag/nfdump.
"""

from collections.abc import Sequence

from schemas.formats.row import LONGEST_MAC, Row, shown, whole

_NAMES: dict[str, str] = {
    "firstSeen": "ts",
    "lastSeen": "te",
    "duration": "td",
    "proto": "pr",
    "srcAddr": "sa",
    "srcPort": "sp",
    "dstAddr": "da",
    "dstPort": "dp",
    "flags": "flg",
    "fwdStatus": "fwd",
    "packets": "ipkt",
    "inPackets": "ipkt",
    "bytes": "ibyt",
    "inBytes": "ibyt",
    "outPackets": "opkt",
    "outBytes": "obyt",
    "pkt": "ipkt",
    "byt": "ibyt",
    "icmpTYpe": "it",
    "icmpCode": "ic",
    "srcVlan": "svln",
    "dstVlan": "dvln",
    "inSrcMac": "ismc",
    "inDstMac": "idmc",
}
"""Newer names to the older ones."""

_NEEDED = frozenset({"ts", "pr", "sa", "da"})
_FLAG_BITS: dict[str, int] = {"F": 1, "S": 2, "R": 4, "P": 8, "A": 16, "U": 32, "E": 64, "C": 128}
"""RFC 9293, 3.1, in the letters of nfdump's `FlagsString`."""

NO_MAC = "00:00:00:00:00:00"
_DROPPED = range(128, 192)
"""Forwarding statuses of packets that were dropped (RFC 7270, 4.12)."""


def column_names(cells: Sequence[str]) -> list[str] | None:
    """The columns of nfdump's headings by its short names; None for cells that are none of its headings."""
    names = [_NAMES.get(cell, cell) for cell in cells]
    return names if set(names) >= _NEEDED else None


def tcp_flags(value: object) -> int | None:
    """All flags of a direction's packets together, of `.AP.SF`, `...AP.SF` or `0x1b`; None where none is told."""
    if not isinstance(value, str):
        return None
    if value.startswith("0x"):
        number = int(value, 16) if all(one in "0123456789abcdefABCDEF" for one in value[2:]) and value[2:] else 0
        return number & 0xFF or None
    found = 0
    for letter in value:
        found |= _FLAG_BITS.get(letter, 0)
    return found or None


def dropped(status: object) -> bool:
    """Whether a forwarding status says that the packets were dropped."""
    number = whole(status)
    return number is not None and number in _DROPPED


def icmp_of(row: Row) -> tuple[int | None, int | None]:
    """ICMP's type and code: columns of their own, or the receiver's port as `8.0` or as NetFlow's 256 * type + code.

    Raises ValueError.
    """
    if row.given("it") is not None:
        return row.measure("it", 255, "impossible port"), row.measure("ic", 255, "impossible port")
    text = row.given("dp")
    kind, dot, code = str(text).partition(".") if text is not None else ("", "", "")
    if dot:
        numbers = whole(kind), whole(code)
        if all(number is not None and number <= 255 for number in numbers):
            return numbers
        msg = f"field dp: {shown(text)} is no type and code of ICMP"
        raise ValueError(msg)
    port = row.port("dp")
    return (None, None) if port is None else (port >> 8, port & 255)


def mac_of(row: Row, field: str) -> str | None:
    """A MAC; None where nfdump wrote zeros for none."""
    mac = row.word(field, "impossible mac", LONGEST_MAC)
    return None if mac == NO_MAC else mac
