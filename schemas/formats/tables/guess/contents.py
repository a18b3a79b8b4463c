"""What stands in a column, told by its values: addresses, ports, times and in which form, counts, protocols."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from schemas.bounds import LARGEST_PORT
from schemas.formats.row import LATEST_TIME, address, real, transport_named, whole
from schemas.macs import mac_of
from schemas.services.icmp import ICMP_NAMES

MOST = 0.9
"""The share of a column's filled cells that must be of one kind. A convention: some rows of any export are odd."""

_DECIMAL_COMMA = re.compile(r"(?:\d+|\d{1,3}(?:\.\d{3})+),(?!\d{3}$)\d+")

USUAL_PROTOCOLS = frozenset({"1", "2", "6", "17", "47", "50", "51", "58", "89", "132"})
"""IP protocol numbers that nearly all traffic has (IANA); a column of them alone is one of protocols."""

_FIRST_TIME = 946_684_800.0
"""2000-01-01: what is earlier counts something else than seconds since 1970."""

_KNOWN_TRANSPORTS = frozenset({"tcp", "udp", "sctp", "gre", "esp", "igmp", "ospf", "ah", *ICMP_NAMES})

PATTERNS: tuple[str, ...] = (
    *("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S.%f", "%d.%m.%Y %H:%M"),
    *("%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"),
    *("%d/%m/%Y %H:%M:%S.%f", "%m/%d/%Y %H:%M:%S.%f", "%m/%d/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M:%S %p"),
    *("%d-%m-%Y %H:%M:%S", "%m-%d-%Y %H:%M:%S", "%d/%b/%Y:%H:%M:%S %z", "%d %b %Y %H:%M:%S", "%b %d %Y %H:%M:%S"),
    *("%b %d, %Y %H:%M:%S", "%d-%b-%Y %H:%M:%S", "%a %b %d %H:%M:%S %Y", "%Y%m%d%H%M%S"),
)
"""Forms of dates and hours that are tried, the likelier first; a convention of spreadsheets and products."""

_UNITS: tuple[tuple[str, float], ...] = (("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9))


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        address(text)
    except ValueError:
        return False
    return True


def is_port(text: str) -> bool:
    """Whether a text may be a port."""
    number = whole(text)
    return number is not None and number <= LARGEST_PORT


def is_count(text: str) -> bool:
    """Whether a text is a number of 0 or more, in either way of writing decimals."""
    number = real(text)
    if number is None:
        number = real(text.replace(".", "").replace(",", ".")) if has_decimal_comma(text) else None
    return number is not None and number >= 0


def has_decimal_comma(text: str) -> bool:
    """Whether a text is a number with one comma, behind which no three digits stand: those would be thousands."""
    return bool(_DECIMAL_COMMA.fullmatch(text))


def is_transport(text: str) -> bool:
    """Whether a text is a transport that is known, by name or number."""
    if text.strip().casefold() in _KNOWN_TRANSPORTS:
        return True
    try:
        return text.strip().isdecimal() and bool(transport_named(text, "transport"))
    except ValueError:
        return False


def is_mac(text: str) -> bool:
    """Whether a text is a MAC."""
    try:
        return bool(mac_of(text))
    except ValueError:
        return False


def mostly(values: Sequence[str], holds: Callable[[str], bool]) -> bool:
    """Whether nearly all filled cells of a column are of a kind; a column without any is of none."""
    filled = [value for value in values if value not in {"", "-"}]
    return bool(filled) and sum(map(holds, filled)) >= MOST * len(filled)


def time_forms(values: Sequence[str]) -> list[str | None]:
    """The forms that nearly all of a column's times have: None for what tells itself, a unit, or patterns.

    Empty for a column of no times. Several patterns where day and month can't be told apart.
    """
    filled = [value for value in values if value not in {"", "-"}]
    if not filled:
        return []
    if mostly(filled, lambda text: real(text) is not None):
        for unit, seconds in _UNITS:
            if mostly(filled, lambda text, seconds=seconds: _in_time((real(text) or 0.0) * seconds)):  # type: ignore[misc]
                return [None if unit in {"s", "ms"} else unit]
        return []
    if mostly(filled, _is_iso):
        return [None]
    return [pattern for pattern in PATTERNS if mostly(filled, lambda text, one=pattern: _fits(text, one))]  # type: ignore[misc]


def _in_time(seconds: float) -> bool:
    return _FIRST_TIME <= seconds <= LATEST_TIME


def _is_iso(text: str) -> bool:
    try:
        return len(text) > 10 and bool(datetime.fromisoformat(text.replace("/", "-")))
    except ValueError:
        return False


def _fits(text: str, pattern: str) -> bool:
    try:
        return bool(datetime.strptime(text, pattern))  # noqa: DTZ007 - only whether it fits
    except ValueError:
        return False
