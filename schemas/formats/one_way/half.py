"""What one direction of a conversation was told as, whatever the format: who sent what to whom."""

from msgspec import Struct
from msgspec.structs import replace

from schemas.bounds import LARGEST_COUNT
from schemas.flow import Flaw


class Half(Struct, frozen=True, gc=False):
    """One record of one direction. Times are seconds UTC, addresses canonical (`schemas/formats/row.py`).

    Readers of many rows give the fields by position, so new ones come last.

    For ICMP the sender's port is the type and the receiver's the code. None means that the exporter did not say.
    `tcp_flags` are all flags of its packets together (RFC 9293's bits). `sender_began` is who began, where the exporter
    knows it (IPFIX biflowDirection, AWS flow-direction is not that). `end_told` says that the conversation ended.
    `flaws`: how the exporter saw it, such as `sampled`, or `lost` for the first record after some that did not come.
    """

    start: float
    end: float
    sender_ip: str
    receiver_ip: str
    transport: str
    sender_port: int | None = None
    receiver_port: int | None = None
    octets: int | None = None
    packets: int | None = None
    tcp_flags: int | None = None
    sender_mac: str | None = None
    receiver_mac: str | None = None
    vlan: int | None = None
    service: str | None = None
    community_id: str | None = None
    rejected: bool = False
    sender_began: bool | None = None
    end_told: bool = False
    flaws: tuple[Flaw, ...] = ()


def sum_of(one: Half, other: Half) -> Half:
    """Two records of the same end as one: slices of a conversation that lasts."""
    return replace(
        one,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        octets=_added(one.octets, other.octets),
        packets=_added(one.packets, other.packets),
        tcp_flags=_more(one.tcp_flags, other.tcp_flags),
        rejected=one.rejected or other.rejected,
        end_told=other.end_told,
        flaws=flaws_of(one, other),
    )


def flaws_of(one: Half, other: Half) -> tuple[Flaw, ...]:
    """Those of either, each once."""
    return one.flaws if one.flaws == other.flaws else tuple(dict.fromkeys((*one.flaws, *other.flaws)))


def _more(flags: int | None, others: int | None) -> int | None:
    if flags is None or others is None:
        return others if flags is None else flags
    return flags | others


def _added(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one + other, LARGEST_COUNT)
