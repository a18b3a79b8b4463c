"""What a row of Zeek's conn.log means: its state, who began, and a Flow made with every check.

The law: each field is read as Zeek's own documentation of `Conn::Info` defines it. This is the careful
way, which names the field that is wrong; the readers' fast ways must give the same flows, and a test holds that.

Octets are those of IP packets (`orig_ip_bytes`), as NetFlow counts them; the payload counts
(`orig_bytes`) are taken from TCP sequence numbers, which Zeek says may be wrong, and stand in only
where the others are not logged.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address

from schemas.bounds import MAX_RECORD_BYTES
from schemas.flow import ConnectionState, Direction, Flow
from schemas.formats.zeek_uids import Totals
from schemas.icmp import is_request
from schemas.services import split_services

LATEST_TIME = 4_102_444_800.0
LARGEST_COUNT = 2**62
LARGEST_PORT = 65_535
LARGEST_VLAN = 4_095
LONGEST_NAME = 255
LONGEST_MAC = 32
_MILLISECONDS_FROM = 100_000_000_000.0
"""A time past this is in milliseconds (Zeek's TS_MILLIS): as seconds it would be the year 5138."""

_STATES: dict[str, ConnectionState] = {
    "S0": "attempted",
    "SH": "attempted",
    "RSTOS0": "attempted",
    "S1": "established",
    "S2": "established",
    "S3": "established",
    "SF": "established",
    "REJ": "rejected",
    "RSTO": "reset",
    "RSTR": "reset",
    "RSTRH": "reset",
}

_STATES_WITH_SYN = frozenset({"S0", "S1", "S2", "S3", "SF", "SH", "REJ", "RSTO", "RSTR", "RSTOS0"})

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


@lru_cache(maxsize=8_192)
def meaning(transport: str, conn_state: str | None, history: str | None) -> tuple[ConnectionState, Direction]:
    """How a connection went, and how sure Zeek is of who began it.

    Upper case in `history` is the originator, lower case the responder. TCP: a SYN of the originator
    (`S`) or a SYN-ACK of the responder (`h`) is a handshake, and certain even where later octets were
    missed; anything else began before the sensor looked. UDP has no handshake: who spoke first is all
    there is. `^` says that Zeek turned the roles round. Without a history the state stands in.
    """
    return _state(conn_state, history), _direction(transport, conn_state, history)


def _state(conn_state: str | None, history: str | None) -> ConnectionState:
    told = history or ""
    both_spoke = any(letter.isupper() for letter in told) and any(letter.islower() for letter in told)
    if conn_state is None or conn_state == "OTH":
        return "established" if both_spoke else "unknown"
    if conn_state == "RSTOS0" and told and "S" not in told:
        # Zeek calls it so also when it met the connection half-way: no attempt was seen.
        return "reset" if both_spoke else "unknown"
    return _STATES.get(conn_state, "unknown")


def _direction(transport: str, conn_state: str | None, history: str | None) -> Direction:
    if history:
        if "^" in history:
            return "flipped"
        if transport == "tcp":
            return "certain" if "S" in history or "h" in history else "unsure"
        return "certain" if history[0].isupper() else "unsure"
    if transport == "tcp":
        return "certain" if conn_state in _STATES_WITH_SYN else "unsure"
    return "unsure"


def icmp_direction(icmp_type: int | None) -> Direction:
    """ICMP has no history; a reply type in the originator's place means that the request was not seen."""
    return "certain" if is_request(icmp_type) else "unsure"


@lru_cache(maxsize=4_096)
def service_name(raw: str) -> str | None:
    """Our name for Zeek's service field, which may be a list; None when it names none."""
    names = split_services(unescape(raw))
    return names[0] if names else None


@lru_cache(maxsize=65_536)
def address(text: str) -> str:
    """An IP address in its one canonical form. Raises ValueError."""
    return str(ip_address(text))


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


def transport_of(proto: str, ip_protocol: int | None) -> str:
    """The transport's name; where Zeek knows none ("unknown_transport"), by the IP protocol's number."""
    name = proto.strip().lower()
    if name == "icmp6":
        return "icmp"
    if name in {"unknown_transport", "unknown", ""}:
        if ip_protocol is None:
            return "unknown"
        return _IP_PROTOCOLS.get(ip_protocol, f"ip-{ip_protocol}")
    if len(name) > 16:
        msg = f"field proto: {_shown(proto)} is no transport"
        raise ValueError(msg)
    return name


class CarefulRow:
    """One row's fields by Zeek's dotted names, unset ones absent; each reader method names the field it refuses."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self._fields = fields

    def text(self, field: str, longest: int = LONGEST_NAME) -> str | None:
        """A text, or None when unset."""
        value = self._fields.get(field)
        if value is None:
            return None
        if isinstance(value, list):
            value = ",".join(str(part) for part in value)
        if not isinstance(value, str):
            msg = f"field {field}: {_shown(value)} is no text"
            raise ValueError(msg)  # noqa: TRY004 - bad input, not a caller's mistake
        value = unescape(value)
        if len(value) > longest:
            msg = f"field {field}: {len(value)} characters; at most {longest} are taken"
            raise ValueError(msg)
        return value or None

    def number(self, field: str, largest: int) -> int | None:
        """A whole number from 0 to `largest`, or None when unset."""
        value = self._fields.get(field)
        if value is None:
            return None
        try:
            number = int(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1
        except (ValueError, OverflowError):
            number = -1
        if not 0 <= number <= largest:
            msg = f"field {field}: {_shown(value)} is no whole number from 0 to {largest}"
            raise ValueError(msg)
        return number

    def seconds(self, field: str) -> float | None:
        """A time or an interval in seconds; ISO 8601 times and milliseconds are turned into it."""
        value = self._fields.get(field)
        if value is None:
            return None
        if isinstance(value, str) and "T" in value:
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                moment = None
            if moment is not None:
                value = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        try:
            seconds = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else -1.0
        except (ValueError, OverflowError):
            seconds = -1.0
        if field == "ts" and seconds >= _MILLISECONDS_FROM:
            seconds /= 1000.0
        if not 0.0 <= seconds <= LATEST_TIME:
            msg = f"field {field}: {_shown(value)} is no time in seconds from 1970 to 2100"
            raise ValueError(msg)
        return seconds

    def address(self, field: str) -> str:
        """An IP address; it may not be unset."""
        value = self._fields.get(field)
        if value is None:
            msg = f"field {field} is missing"
            raise ValueError(msg)
        try:
            return address(value) if isinstance(value, str) else address("")
        except ValueError:
            msg = f"field {field}: {_shown(value)} is no IP address"
            raise ValueError(msg) from None

    def required_text(self, field: str) -> str:
        """A text that may not be unset."""
        value = self.text(field)
        if value is None:
            msg = f"field {field} is missing"
            raise ValueError(msg)
        return value

    def time(self) -> float:
        """The row's `ts`."""
        moment = self.seconds("ts")
        if moment is None:
            msg = "field ts is missing"
            raise ValueError(msg)
        return moment


def careful_flow(fields: Mapping[str, object], *, site: str, sensor: str) -> tuple[Flow, Totals]:
    """The flow of one row of conn.log with the row's own totals, not yet the differences.

    Raises ValueError that names the field which does not fit.
    """
    row = CarefulRow(fields)
    start = row.time()
    end = start + (row.seconds("duration") or 0.0)
    if end > LATEST_TIME:
        msg = f"field duration: the connection would end after the year 2100 (at {end:.0f})"
        raise ValueError(msg)
    transport = transport_of(row.required_text("proto"), row.number("ip_proto", 255))
    state, direction = meaning(transport, row.text("conn_state"), row.text("history", MAX_RECORD_BYTES))
    initiator_port = row.number("id.orig_p", LARGEST_PORT)
    if transport == "icmp":
        direction = icmp_direction(initiator_port)
    service = row.text("service", MAX_RECORD_BYTES)
    totals = (
        _octets(row, "orig_ip_bytes", "orig_bytes"),
        _octets(row, "resp_ip_bytes", "resp_bytes"),
        row.number("orig_pkts", LARGEST_COUNT),
        row.number("resp_pkts", LARGEST_COUNT),
    )
    flow = Flow(
        site=site,
        sensor=sensor,
        start=start,
        end=end,
        initiator_ip=row.address("id.orig_h"),
        responder_ip=row.address("id.resp_h"),
        transport=transport,
        initiator_port=initiator_port,
        responder_port=row.number("id.resp_p", LARGEST_PORT),
        uid=row.text("uid"),
        community_id=row.text("community_id"),
        initiator_mac=row.text("orig_l2_addr", LONGEST_MAC),
        responder_mac=row.text("resp_l2_addr", LONGEST_MAC),
        service=None if service is None else service_name(service),
        initiator_octets=totals[0],
        responder_octets=totals[1],
        initiator_packets=totals[2],
        responder_packets=totals[3],
        state=state,
        direction=direction,
        vlan=row.number("vlan", LARGEST_VLAN),
    )
    return flow, totals


def _octets(row: CarefulRow, of_packets: str, of_payload: str) -> int | None:
    octets = row.number(of_packets, LARGEST_COUNT)
    return row.number(of_payload, LARGEST_COUNT) if octets is None else octets


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 64 else text[:61] + "..."
