"""What one direction of a conversation was told as, whatever the format: who sent what to whom."""

from msgspec import Struct

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
