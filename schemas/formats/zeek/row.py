r"""One row of a Zeek log by Zeek's names: what its fields mean beyond their bounds (`schemas/formats/row.py`).

"-", "(empty)" and "" are unset.
"""

from collections.abc import Mapping

from schemas.formats.row import LARGEST_IP_PROTOCOL, LARGEST_VLAN, Row, transport_named, transport_of, whole

_UNSET = frozenset({"-", "(empty)", ""})


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


class CarefulRow(Row):
    """One row's fields by Zeek's dotted names."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        super().__init__(fields, _UNSET)

    def time(self) -> float:
        """The row's `ts`, in seconds UTC; ISO 8601 and milliseconds are turned into it."""
        return self.moment("ts")

    def end(self, start: float) -> float:
        """When a connection that began at `start` ended; `start` itself where the duration can't be true."""
        return self.end_after(start, "duration")

    def transport(self) -> str | None:
        """The transport's name, where Zeek writes a number or knows none by the number; None when unset."""
        value = self.given("proto")
        if value is None:
            return None
        if isinstance(value, str) and value.strip().lower() in {"unknown_transport", "unknown"}:
            number = whole(self.given("ip_proto"))
            return "unknown" if number is None or number > LARGEST_IP_PROTOCOL else transport_of(number)
        return transport_named(value, "proto")

    def responder_port(self) -> int | None:
        """The port that tells the service, or of ICMP the code; None when unset."""
        return self.port("id.resp_p")

    def initiator_port(self) -> int | None:
        """The port of who began, or ICMP's type."""
        return self.lesser_port("id.orig_p")

    def vlan(self) -> int | None:
        """The VLAN; the inner one only where no outer is given."""
        outer = self.measure("vlan", LARGEST_VLAN, "impossible vlan")
        return self.measure("inner_vlan", LARGEST_VLAN, "impossible vlan") if outer is None else outer

    def text(self, value: str) -> str:
        """Without Zeek's escapes."""
        return unescape(value)
