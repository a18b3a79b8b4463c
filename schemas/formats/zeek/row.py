"""One row of a Zeek log, field by field: each is read with its bounds, and refused or left out where it can't be.

What tells the path is refused with the field's name (ValueError). What only measures it or adds to it is left out
and noted (`doubts`), since a wrong counter must not hide a crossing. "-", "(empty)" and "" are unset.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from schemas.bounds import LARGEST_COUNT, LARGEST_PORT
from schemas.formats.notes import Doubt
from schemas.services.icmp import ICMP_NAMES

LATEST_TIME = 4_102_444_800.0
LARGEST_VLAN = 4_095
LONGEST_NAME = 255
LONGEST_MAC = 32
LONGEST_DURATION_S = 10 * 365.25 * 86_400.0
"""Ten years. A convention: a sensor counts a connection from its own start on, and no sensor runs so long."""

_MILLISECONDS_FROM = 100_000_000_000.0
"""A time past this is in milliseconds (Zeek's TS_MILLIS): as seconds it would be the year 5138."""

_LARGEST_IP_PROTOCOL = 255
_LONGEST_TRANSPORT = 16

_UNSET = frozenset({"-", "(empty)", ""})

_IP_PROTOCOLS: dict[int, str] = {
    1: "icmp",
    2: "igmp",
    4: "ipip",
    6: "tcp",
    17: "udp",
    41: "ipv6",
    47: "gre",
    50: "esp",
    51: "ah",
    58: "icmp",
    88: "eigrp",
    89: "ospf",
    103: "pim",
    112: "vrrp",
    115: "l2tp",
    132: "sctp",
}
"""IANA Assigned Internet Protocol Numbers, those met in plants."""


@lru_cache(maxsize=65_536)
def address(text: str) -> str:
    """An IP address in its one canonical form: no scope, and IPv4 where it is mapped into IPv6. Raises ValueError."""
    found = ip_address(text)
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        if found.scope_id is not None:
            return str(IPv6Address(int(found)))
    return str(found)


def unescape(text: str) -> str:
    r"""A field as it was before Zeek wrote it: `\xNN` back to its byte, the whole read as UTF-8."""
    if "\\x" not in text:
        return text
    head, *parts = text.split("\\x")
    raw = bytearray(head.encode())
    for part in parts:
        try:
            raw.append(int(part[:2], 16))
            raw += part[2:].encode()
        except ValueError:
            raw += b"\\x" + part.encode()
    return raw.decode("utf-8", "replace")


class CarefulRow:
    """One row's fields by Zeek's dotted names, unset ones absent. `doubts` are what was left out so far."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields
        self.doubts: list[Doubt] = []

    def time(self) -> float:
        """The row's `ts`, in seconds UTC; ISO 8601 and milliseconds are turned into it."""
        value = self._given("ts")
        if value is None:
            msg = "field ts is missing"
            raise ValueError(msg)
        seconds = _float(value)
        if seconds is None and isinstance(value, str):
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                moment = None
            if moment is not None:
                seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        if seconds is not None and seconds >= _MILLISECONDS_FROM:
            seconds /= 1000.0
        if seconds is None or not 0.0 <= seconds <= LATEST_TIME:
            msg = f"field ts: {shown(value)} is no time in seconds from 1970 to 2100"
            raise ValueError(msg)
        return seconds

    def end(self, start: float) -> float:
        """When a connection that began at `start` ended; `start` itself where the duration can't be true."""
        value = self._given("duration")
        if value is None:
            return start
        duration = _float(value)
        if duration is None or not 0.0 <= duration <= LONGEST_DURATION_S or start + duration > LATEST_TIME:
            self.doubts.append("impossible duration")
            return start
        return start + duration

    def address(self, field: str) -> str:
        """An IP address; it may not be unset."""
        value = self._given(field)
        if value is None:
            msg = f"field {field} is missing"
            raise ValueError(msg)
        try:
            return address(value) if isinstance(value, str) else address("")
        except ValueError:
            msg = f"field {field}: {shown(value)} is no IP address"
            raise ValueError(msg) from None

    def transport(self) -> str | None:
        """The transport's name, where Zeek writes a number or knows none by the number; None when unset."""
        value = self._given("proto")
        if value is None:
            return None
        number = None if isinstance(value, str) else _whole(value)
        name = value.strip().lower() if isinstance(value, str) else "" if number is None else str(number)
        if name in ICMP_NAMES:
            return "icmp"
        if name in {"unknown_transport", "unknown"}:
            number = _whole(self._given("ip_proto"))
            return "unknown" if number is None or number > _LARGEST_IP_PROTOCOL else _protocol(number)
        if name.isascii() and name.isdigit() and int(name[:4]) <= _LARGEST_IP_PROTOCOL:
            return _protocol(int(name))
        if not name or len(name) > _LONGEST_TRANSPORT or not name[0].isalpha():
            msg = f"field proto: {shown(value)} is no transport"
            raise ValueError(msg)
        return name

    def responder_port(self) -> int | None:
        """The port that tells the service, or of ICMP the code; None when unset."""
        return self._number("id.resp_p", LARGEST_PORT)

    def initiator_port(self) -> int | None:
        """The port of who began, or ICMP's type."""
        return self.measure("id.orig_p", LARGEST_PORT, "impossible port")

    def count(self, field: str, doubt: Doubt) -> int | None:
        """A count of octets or packets; None when unset or left out."""
        return self.measure(field, LARGEST_COUNT, doubt)

    def vlan(self) -> int | None:
        """The VLAN; the inner one only where no outer is given."""
        outer = self.measure("vlan", LARGEST_VLAN, "impossible vlan")
        return self.measure("inner_vlan", LARGEST_VLAN, "impossible vlan") if outer is None else outer

    def measure(self, field: str, largest: int, doubt: Doubt) -> int | None:
        """A whole number from 0 to `largest`; None when unset or left out."""
        try:
            return self._number(field, largest)
        except ValueError:
            self.doubts.append(doubt)
            return None

    def word(self, field: str, doubt: Doubt, longest: int = LONGEST_NAME) -> str | None:
        """A text; None when unset or left out."""
        value = self._given(field)
        if value is None:
            return None
        if isinstance(value, list):
            value = ",".join(str(part) for part in value)
        if isinstance(value, str):
            value = unescape(value)
            if len(value) <= longest:
                return value or None
        self.doubts.append(doubt)
        return None

    def _number(self, field: str, largest: int) -> int | None:
        value = self._given(field)
        if value is None:
            return None
        number = _whole(value)
        if number is None or number > largest:
            msg = f"field {field}: {shown(value)} is no whole number from 0 to {largest}"
            raise ValueError(msg)
        return number

    def _given(self, field: str) -> object:
        value = self._fields.get(field)
        return None if isinstance(value, str) and value in _UNSET else value


def shown(value: object) -> str:
    """A value as a message shows it, cut to a line."""
    text = repr(value)
    return text if len(text) <= 64 else text[:61] + "..."


def _protocol(number: int) -> str:
    return _IP_PROTOCOLS.get(number, f"ip-{number}")


def _float(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _whole(value: object) -> int | None:
    """A whole number of 0 or more; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = int(value)
    except (ValueError, OverflowError):
        return None
    return number if number >= 0 else None
