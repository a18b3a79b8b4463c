"""One row of any format, field by field: each is read with its bounds, and refused or left out where it can't be.

What tells the path is refused with the field's name (ValueError). What only measures it or adds to it is left out
and noted (`doubts`), since a wrong counter must not hide a crossing.
"""

from collections.abc import Collection, Mapping
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

LARGEST_IP_PROTOCOL = 255

_MILLISECONDS_FROM = 100_000_000_000.0
"""A time past this is in milliseconds (Zeek's TS_MILLIS): as seconds it would be the year 5138."""

_LONGEST_TRANSPORT = 16

UNSET = frozenset({"", "-"})
"""Texts that say that a field was not set: an empty cell, and what AWS, Zeek and many tables write."""

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


MOST_ADDRESSES = 65_536
"""Addresses whose one form is kept: more than a plant has. A convention."""


@lru_cache(maxsize=MOST_ADDRESSES)
def address(text: str) -> str:
    """An IP address in its one canonical form: no scope, and IPv4 where it is mapped into IPv6. Raises ValueError."""
    found = ip_address(text)
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        if found.scope_id is not None:
            return str(IPv6Address(int(found)))
    return str(found)


class Addresses(dict[str, str]):
    """An address as written -> in its one form; a plain dict's look-up costs half of `lru_cache`'s (measured)."""

    def __missing__(self, written: str) -> str:
        if len(self) >= MOST_ADDRESSES:
            self.clear()
        found = self[written] = address(written)
        return found


def transport_of(number: int) -> str:
    """The transport's name by its IP protocol number, 0 to 255; `ip-200` where it has none here."""
    return _IP_PROTOCOLS.get(number, f"ip-{number}")


def transport_named(value: object, field: str) -> str:
    """A transport by its name or its number, in any case. Raises ValueError that names the field."""
    number = None if isinstance(value, str) else whole(value)
    name = value.strip().lower() if isinstance(value, str) else "" if number is None else str(number)
    if name in ICMP_NAMES:
        return "icmp"
    if name.isascii() and name.isdigit() and int(name[:4]) <= LARGEST_IP_PROTOCOL:
        return transport_of(int(name))
    if not name or len(name) > _LONGEST_TRANSPORT or not name[0].isalpha():
        msg = f"field {field}: {shown(value)} is no transport"
        raise ValueError(msg)
    return name


def moment_of(value: object) -> float | None:
    """A time in seconds UTC: a number (milliseconds are told by their size), or ISO 8601, in UTC where no zone is said.

    None for what is no time from 1970 to 2100.
    """
    seconds = real(value)
    if seconds is None and isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if seconds is not None and seconds >= _MILLISECONDS_FROM:
        seconds /= 1000.0
    return seconds if seconds is not None and 0.0 <= seconds <= LATEST_TIME else None


class Row:
    """One row's fields by the format's own names, unset ones absent. `doubts` are what was left out so far.

    `unset` are texts that say that a field was not set.
    """

    def __init__(self, fields: Mapping[str, object], unset: Collection[str] = UNSET) -> None:
        self._fields = fields
        self._unset = unset
        self.doubts: list[Doubt] = []

    def given(self, field: str) -> object:
        """The field as it stands; None where it is absent or unset."""
        value = self._fields.get(field)
        return None if isinstance(value, str) and value in self._unset else value

    def needed(self, field: str) -> object:
        """The field as it stands. Raises ValueError where it is absent or unset."""
        value = self.given(field)
        if value is None:
            msg = f"field {field} is missing"
            raise ValueError(msg)
        return value

    def moment(self, field: str) -> float:
        """A time in seconds UTC (`moment_of`). Raises ValueError where it is unset or no time."""
        value = self.needed(field)
        seconds = moment_of(value)
        if seconds is None:
            msg = f"field {field}: {shown(value)} is no time in seconds from 1970 to 2100"
            raise ValueError(msg)
        return seconds

    def end_after(self, start: float, field: str) -> float:
        """When what began at `start` and lasted `field` seconds ended; `start` where the duration can't be true."""
        value = self.given(field)
        if value is None:
            return start
        duration = real(value)
        if duration is None or not 0.0 <= duration <= LONGEST_DURATION_S or start + duration > LATEST_TIME:
            self.doubts.append("impossible duration")
            return start
        return start + duration

    def address(self, field: str) -> str:
        """An IP address. Raises ValueError where it is unset or none."""
        value = self.needed(field)
        try:
            return address(value) if isinstance(value, str) else address("")
        except ValueError:
            msg = f"field {field}: {shown(value)} is no IP address"
            raise ValueError(msg) from None

    def named_transport(self, field: str) -> str | None:
        """The transport by its name or IP protocol number; None when unset. Raises ValueError."""
        value = self.given(field)
        return None if value is None else transport_named(value, field)

    def needed_transport(self, field: str) -> str:
        """As `named_transport`; a row needs it. Raises ValueError where it is unset, too."""
        return transport_named(self.needed(field), field)

    def port(self, field: str) -> int | None:
        """A port that tells the service; None when unset. Raises ValueError for what is none."""
        return self._number(field, LARGEST_PORT)

    def lesser_port(self, field: str) -> int | None:
        """A port that tells nothing of the path, as the initiator's; None when unset or left out."""
        return self.measure(field, LARGEST_PORT, "impossible port")

    def count(self, field: str, doubt: Doubt) -> int | None:
        """A count of octets or packets; None when unset or left out."""
        return self.measure(field, LARGEST_COUNT, doubt)

    def measure(self, field: str, largest: int, doubt: Doubt) -> int | None:
        """A whole number from 0 to `largest`; None when unset or left out."""
        try:
            return self._number(field, largest)
        except ValueError:
            self.doubts.append(doubt)
            return None

    def word(self, field: str, doubt: Doubt, longest: int = LONGEST_NAME) -> str | None:
        """A text, or a list as one text with commas; None when unset or left out."""
        value = self.given(field)
        if value is None:
            return None
        if isinstance(value, list):
            value = ",".join(str(part) for part in value)
        if isinstance(value, str):
            value = self.text(value)
            if len(value) <= longest:
                return value or None
        self.doubts.append(doubt)
        return None

    def text(self, value: str) -> str:
        """A text as it was before the format wrote it."""
        return value

    def _number(self, field: str, largest: int) -> int | None:
        value = self.given(field)
        if value is None:
            return None
        number = whole(value)
        if number is None or number > largest:
            msg = f"field {field}: {shown(value)} is no whole number from 0 to {largest}"
            raise ValueError(msg)
        return number


def shown(value: object) -> str:
    """A value as a message shows it, cut to a line."""
    text = repr(value)
    return text if len(text) <= 64 else text[:61] + "..."


def real(value: object) -> float | None:
    """A number, also as text; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def whole(value: object) -> int | None:
    """A whole number of 0 or more; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = int(value)
    except (ValueError, OverflowError):
        return None
    return number if number >= 0 else None
