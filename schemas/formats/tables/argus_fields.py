"""Argus' columns and what stands in them: names in any case, ports as numbers or hexadecimal, counts of both ends."""

from collections.abc import Sequence

from schemas.bounds import LARGEST_COUNT, LARGEST_PORT
from schemas.formats.notes import Doubt
from schemas.formats.row import Row, shown
from schemas.formats.tables.argus_states import ICMP_TYPES

_COLUMNS: dict[str, str] = {
    **{name.lower(): name for name in ("StartTime", "LastTime", "Dur", "Proto", "SrcAddr", "DstAddr", "Sport")},
    **{name.lower(): name for name in ("Dport", "Dir", "State", "TotPkts", "TotBytes", "SrcPkts", "DstPkts")},
    **{name.lower(): name for name in ("SrcBytes", "DstBytes", "SrcMac", "DstMac", "sVlan", "Label")},
}
"""By their lower-case forms: versions of ra differ in capitals."""

_NEEDED = frozenset({"StartTime", "Proto", "SrcAddr", "DstAddr"})
_OWN = frozenset({"Dir", "Sport", "State"})
"""One of these tells Argus from others that say `Proto` and `SrcAddr`."""


def column_names(cells: Sequence[str]) -> list[str] | None:
    """The columns of Argus' headings by their usual names; None for cells that are none of its headings."""
    names = [_COLUMNS.get(cell.lower(), cell) for cell in cells]
    found = set(names)
    return names if found >= _NEEDED and _OWN & found else None


def split_counts(total: str, sent: str, back: str) -> tuple[int | None, int | None]:
    """What the source and the destination sent, where two of three columns tell. Raises LookupError for the careful."""
    mine = int(sent) if sent else None
    theirs = int(back) if back else None
    if total:
        if theirs is None and mine is not None:
            theirs = int(total) - mine
        elif mine is None and theirs is not None:
            mine = int(total) - theirs
        elif mine is None:
            int(total)
    if not 0 <= (mine or 0) <= LARGEST_COUNT or not 0 <= (theirs or 0) <= LARGEST_COUNT:
        raise LookupError
    return mine, theirs


def two_counts(row: Row, total: str, sent: str, back: str, doubt: Doubt) -> tuple[int | None, int | None]:
    """As `_split`, with what can't be true left out."""
    whole, mine, theirs = (row.count(field, doubt) for field in (total, sent, back))
    if whole is not None and theirs is None and mine is not None:
        theirs = whole - mine
    elif whole is not None and mine is None and theirs is not None:
        mine = whole - theirs
    if (mine or 0) < 0 or (theirs or 0) < 0:
        row.doubts.append(doubt)
        mine, theirs = (mine if (mine or 0) >= 0 else None), (theirs if (theirs or 0) >= 0 else None)
    return mine, theirs


def ports_of(row: Row, transport: str) -> tuple[int | None, int | None]:
    """The ports of the source and of the destination, where the transport has any. Raises ValueError."""
    if transport not in {"tcp", "udp", "sctp"}:
        return None, None
    value = row.given("Dport")
    try:
        port = _number(value)
    except ValueError:
        msg = f"field Dport: {shown(value)} is no number of a port; write the file by `ra -n -c ,`"
        raise ValueError(msg) from None
    try:
        mine = _number(row.given("Sport"))
    except ValueError:
        row.doubts.append("impossible port")
        mine = None
    return mine, port


def icmp_ports(row: Row, state: str) -> tuple[int | None, int | None]:
    """Type and code. Argus writes `0x0303` for both, the type in the lower byte, or each as a number of its own."""
    text = row.given("Sport")
    try:
        number = _number(text)
    except ValueError:
        row.doubts.append("impossible port")
        number = None
    if number is None:
        return ICMP_TYPES.get(state), None
    if str(text).lower().startswith("0x"):
        return number & 255, number >> 8
    if number > 255:
        row.doubts.append("impossible port")
        return None, None
    return number, row.measure("Dport", 255, "impossible port")


def _number(value: object) -> int | None:
    """A port as a number, also as `0x1f90`; None when unset. Raises ValueError."""
    if value is None:
        return None
    text = str(value)
    number = int(text, 16) if text.lower().startswith("0x") else int(text)
    if not 0 <= number <= LARGEST_PORT:
        raise ValueError(text)
    return number
