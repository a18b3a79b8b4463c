"""One row of an AWS VPC flow log: its columns by the header, and what it says of one direction.

Fields are AWS's own ("Flow log records" in the Amazon VPC user guide, versions 2 to 5 and later). A row tells one
direction of a conversation in one window of at most 10 minutes, as one network interface saw it.
"""

from collections.abc import Hashable, Mapping, Sequence
from operator import itemgetter

from schemas.bounds import LARGEST_COUNT, LARGEST_PORT
from schemas.formats.notes import Doubt
from schemas.formats.one_way.conversation import ACK, FIN, RST, SYN
from schemas.formats.one_way.half import Half
from schemas.formats.row import LATEST_TIME, Row, address, transport_of

DEFAULT_FIELDS = (
    *("version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol"),
    *("packets", "bytes", "start", "end", "action", "log-status"),
)
"""The default format: the fields of version 2 in their order."""

LATER_FIELDS = (
    *("vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr", "region", "az-id"),
    *("sublocation-type", "sublocation-id", "pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction"),
    *("traffic-path", "ecs-cluster-arn", "ecs-cluster-name", "ecs-container-instance-arn", "ecs-container-instance-id"),
    *("ecs-container-id", "ecs-second-container-id", "ecs-service-name", "ecs-task-definition-arn", "ecs-task-arn"),
    *("ecs-task-id", "reject-reason", "resource-id", "encryption-status"),
)
"""Fields that a custom format may have besides, in any order."""

KNOWN_FIELDS = frozenset(DEFAULT_FIELDS) | frozenset(LATER_FIELDS)

STATUSES = frozenset({"OK", "NODATA", "SKIPDATA"})
"""Values of log-status. SKIPDATA: AWS lost records of that window."""

ACTIONS = frozenset({"ACCEPT", "REJECT", "-"})

_FEWEST_KNOWN = 5
"""Known names that make a row a header: what is needed for a path, of which AWS may add new ones beside."""

_NEEDED = (("srcaddr", "pkt-srcaddr"), ("dstaddr", "pkt-dstaddr"), ("srcport",), ("dstport",), ("protocol",))

_READ = (
    *("log-status", "action", "srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr", "srcport", "dstport", "protocol"),
    *("packets", "bytes", "start", "end", "tcp-flags", "interface-id"),
)
_ABSENT = "-"
_NO_DATA = "NODATA"
_WITHOUT_DATA: dict[object, str] = {_NO_DATA: _NO_DATA, "SKIPDATA": "SKIPDATA: records lost by AWS"}
"""A row without traffic -> what it is counted as."""

_SYN_ACK = SYN | ACK
_FAST_TRANSPORTS = {"6": "tcp", "17": "udp"}
_LARGEST_PROTOCOL = 255
_LARGEST_FLAGS = 255

_Told = tuple[Half, Hashable, str, list[Doubt]]
"""The half, its direction and the interface that saw it (for `ViewsMemory`), and what was left out."""


class NoDataError(ValueError):
    """A row that tells of no traffic, by its name: `NODATA`, `SKIPDATA`."""


def header_fields(words: Sequence[str]) -> tuple[str, ...] | None:
    """The fields that a header row names; None for a row that is none."""
    fields = tuple(word.replace("_", "-") for word in words)
    known = KNOWN_FIELDS.intersection(fields)
    return fields if len(known) >= _FEWEST_KNOWN and known & {"srcaddr", "pkt-srcaddr", "log-status"} else None


class Columns:
    """Reads rows whose fields stand in a certain order. Raises ValueError for one without what tells a path."""

    def __init__(self, fields: Sequence[str] = DEFAULT_FIELDS) -> None:
        places = {field: place for place, field in enumerate(fields)}
        for names in _NEEDED:
            if not places.keys() & set(names):
                msg = f"the log has no field {names[0]}: choose a log format with it"
                raise ValueError(msg)
        if not places.keys() & {"start", "end"}:
            msg = "the log has neither field start nor end: choose a log format with them"
            raise ValueError(msg)
        self.fields = tuple(fields)
        # What the log does not have is read from the absent word that is put behind each row's.
        self._pick = itemgetter(*(places.get(field, -1) for field in _READ))

    def told(self, words: list[str]) -> _Told:
        """What a row says. Raises NoDataError, and ValueError that names the field which does not fit."""
        if len(words) != len(self.fields):
            msg = f"a row of {len(words)} fields, where the log has {len(self.fields)}: {' '.join(self.fields)}"
            raise ValueError(msg)
        words.append(_ABSENT)
        try:
            return self._fast(self._pick(words))
        except (ValueError, KeyError):
            return _careful(dict(zip(self.fields, words, strict=False)))

    @staticmethod
    def _fast(values: tuple[str, ...]) -> _Told:
        (status, action, near, far, source, target, port, other_port, protocol, *numbers, interface) = values
        packets_text, octets_text, start_text, end_text, flags_text = numbers
        if status != "OK":
            raise ValueError
        sender, receiver = near if source == _ABSENT else source, far if target == _ABSENT else target
        transport = _FAST_TRANSPORTS[protocol]
        sender_port, receiver_port = int(port), int(other_port)
        packets, octets = int(packets_text), int(octets_text)
        start, end = float(start_text), float(end_text)
        if not (
            0 <= sender_port <= LARGEST_PORT
            and 0 <= receiver_port <= LARGEST_PORT
            and 0 <= packets <= LARGEST_COUNT
            and 0 <= octets <= LARGEST_COUNT
            and 0.0 <= start <= end <= LATEST_TIME
        ):
            raise ValueError
        flags = None if flags_text == _ABSENT or transport != "tcp" else int(flags_text)
        if flags is not None and not 0 <= flags <= _LARGEST_FLAGS:
            raise ValueError
        sender, receiver = address(sender), address(receiver)
        half = Half(
            start=start,
            end=end,
            sender_ip=sender,
            receiver_ip=receiver,
            transport=transport,
            sender_port=sender_port,
            receiver_port=receiver_port,
            octets=octets,
            packets=packets,
            tcp_flags=None if flags is None else with_ack(flags),
            rejected=action == "REJECT",
            sender_began=None if flags is None else began(flags),
        )
        return half, (sender, receiver, sender_port, receiver_port, transport, action), interface, []


def _careful(fields: Mapping[str, object]) -> _Told:
    row = Row(fields)
    status = fields.get("log-status", "OK")
    if status in _WITHOUT_DATA:
        raise NoDataError(_WITHOUT_DATA[str(status)])
    if row.given("srcaddr") is None and row.given("pkt-srcaddr") is None and row.given("protocol") is None:
        raise NoDataError(_NO_DATA)
    protocol = row.measure("protocol", _LARGEST_PROTOCOL, "impossible id")
    if protocol is None:
        row.needed("protocol")
        msg = f"field protocol: {fields.get('protocol')!r} is no IP protocol number"
        raise ValueError(msg)
    transport = transport_of(protocol)
    start = row.moment("start" if row.given("start") is not None else "end")
    end = row.moment("end") if row.given("end") is not None else start
    doubts = row.doubts
    if end < start:
        doubts.append("impossible duration")
        end = start
    # AWS writes 0 for both ports of what has none; of ICMP it tells no type, and 0 would mean a reply.
    with_ports = transport in {"tcp", "udp", "sctp"}
    sender_port = row.port("srcport") if with_ports else None
    receiver_port = row.port("dstport") if with_ports else None
    flags = row.measure("tcp-flags", _LARGEST_FLAGS, "impossible state") if transport == "tcp" else None
    action = row.given("action")
    half = Half(
        start=start,
        end=end,
        sender_ip=row.address("srcaddr" if row.given("pkt-srcaddr") is None else "pkt-srcaddr"),
        receiver_ip=row.address("dstaddr" if row.given("pkt-dstaddr") is None else "pkt-dstaddr"),
        transport=transport,
        sender_port=sender_port,
        receiver_port=receiver_port,
        octets=row.count("bytes", "impossible octets"),
        packets=row.count("packets", "impossible packets"),
        tcp_flags=None if flags is None else with_ack(flags),
        rejected=action == "REJECT",
        sender_began=None if flags is None else began(flags),
    )
    direction = (half.sender_ip, half.receiver_ip, sender_port, receiver_port, transport, action or _ABSENT)
    return half, direction, str(row.given("interface-id") or _ABSENT), doubts


def began(flags: int) -> bool | None:
    """Whether the sender began: its SYN says so, and SYN with ACK says that it answered. AWS tells no other ACK."""
    if not flags & SYN:
        return None
    return flags & _SYN_ACK != _SYN_ACK


def with_ack(flags: int) -> int:
    """The flags with the ACK that AWS leaves out: all segments but a first SYN and a refusal bear it (RFC 9293)."""
    return flags if flags & (SYN | RST) and not flags & FIN else flags | ACK
