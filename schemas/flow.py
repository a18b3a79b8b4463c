"""A flow: one conversation between two addresses, as a sensor saw it."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from schemas.bounds import Address, Count, Mac, Name, Port, SiteName, Time, Vlan

ConnectionState = Literal["attempted", "established", "rejected", "reset", "unknown"]
"""attempted: nobody answered; established: both spoke; rejected: refused at once; reset: broken off."""

Direction = Literal["certain", "flipped", "unsure"]
"""How sure the sensor is of who began.

certain: the handshake was seen. flipped: the sensor itself turned the packets' roles round
(Zeek's history `^`). unsure: no handshake was seen, so the roles are a guess.
"""

Flaw = Literal["checksum", "gap", "cut", "sampled", "lost"]
"""What a sensor says of how it saw a conversation.

checksum: packets whose checksums are wrong, which a sensor leaves unread (Zeek's history `c`). gap: octets of it were
not seen (Zeek's history `g` or missed_bytes). cut: its packets were captured in part (a snaplen). sampled: what is
counted stands for more packets. lost: what the sensor sent right before it was lost on the way (sequence numbers tell).
"""

Transport = Annotated[str, Meta(min_length=1, max_length=16)]
"""`tcp`, `udp`, `icmp`, or any other IP protocol's lower-case name."""


class Flow(Struct, frozen=True, gc=False, omit_defaults=True):
    """One flow record. Times are seconds UTC; `end` is what orders flows (design section 5).

    Octets and packets are what this record adds: a sensor that reports a long connection more
    than once sends differences, under one `uid`. None means the sensor did not say. `notes` are what the sensor itself
    found in it, a sentence each, such as an alert of Suricata. Fields are given by name; a reader of many rows gives
    them by position (`schemas/formats/zeek/fast.py`), so new ones come last.
    """

    site: SiteName
    sensor: Name
    start: Time
    end: Time
    initiator_ip: Address
    responder_ip: Address
    transport: Transport
    initiator_port: Port | None = None
    responder_port: Port | None = None
    uid: Name | None = None
    community_id: Name | None = None
    initiator_mac: Mac | None = None
    responder_mac: Mac | None = None
    service: Name | None = None
    operations: Annotated[tuple[Name, ...], Meta(max_length=64)] = ()
    initiator_octets: Count | None = None
    responder_octets: Count | None = None
    initiator_packets: Count | None = None
    responder_packets: Count | None = None
    state: ConnectionState = "unknown"
    direction: Direction = "certain"
    vlan: Vlan | None = None
    realm: Name = ""
    canary: bool = False
    notes: Annotated[tuple[Name, ...], Meta(max_length=16)] = ()
    flaws: Annotated[tuple[Flaw, ...], Meta(max_length=5)] = ()
