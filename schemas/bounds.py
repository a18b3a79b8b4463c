"""The bounds every record is decoded against.

Nothing trusts its input: a number or a text outside of these is a decoding error, and the
record goes to the dead letters with its bytes. The bounds are wide enough for any honest
sensor; each says where it comes from.
"""

from typing import Annotated

from msgspec import Meta

LARGEST_PORT = 65_535

Port = Annotated[int, Meta(ge=0, le=LARGEST_PORT)]
"""A TCP or UDP port (RFC 9293, RFC 768); for ICMP the type (initiator) and code (responder)."""

Time = Annotated[float, Meta(ge=0.0, le=4_102_444_800.0)]
"""Seconds since 1970-01-01 UTC, up to the year 2100."""

LARGEST_COUNT = 2**62

Count = Annotated[int, Meta(ge=0, le=LARGEST_COUNT)]
"""A count of octets or packets: below the signed 64 bits every store and SIEM can hold."""

Vlan = Annotated[int, Meta(ge=0, le=4_095)]
"""A VLAN id (IEEE 802.1Q: 12 bits)."""

PurdueLevel = Annotated[float, Meta(ge=0.0, le=5.0)]
"""A Purdue level, 0 (process) to 5 (enterprise); 3.5 is the DMZ (IEC 62443 usage)."""

Address = Annotated[str, Meta(min_length=2, max_length=64)]
"""An IP address as text; the longest IPv6 form with a scope id stays below 64 characters."""

Mac = Annotated[str, Meta(max_length=32)]
"""A MAC address as text: 17 characters, with room for the 20-octet InfiniBand forms refused later."""

SiteName = Annotated[str, Meta(min_length=1, max_length=64)]
"""A plant's name: part of every state key, so short and (see `keys`) without the separator."""

Name = Annotated[str, Meta(max_length=255)]
"""A name or a label: the length of a DNS name (RFC 1035)."""

Text = Annotated[str, Meta(max_length=4_096)]
"""Free text of a person or a machine."""

MAX_RECORD_BYTES = 1_048_576
"""The longest single record line decoded: Kafka's default `max.message.bytes`."""

MAX_MESSAGE_BYTES = 2_097_152
"""The longest message taken: twice what Kafka's producers send unless told otherwise (`max.request.size`, 1 MiB)."""

MAX_RECORDS_PER_MESSAGE = 20_000
"""The most records taken from one message: the shortest flow has some 100 bytes, so this is what fits. 500 is usual."""
