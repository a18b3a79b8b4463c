"""Where an output connects to, read from its settings alone."""

from urllib.parse import urlsplit

from msgspec import Struct

PORTS = {
    "syslog+udp": 514, "syslog+tcp": 601, "syslog+tls": 6_514, "http": 80, "https": 443, "smtp": 587, "smtps": 465,
}  # fmt: skip
"""Where a destination names none, by the kind of an output or its last part, as in `bulk+https`."""


class Destination(Struct, frozen=True):
    """A host, how it is spoken to, and the names that may be shown: `host` and `port`, never a path."""

    host: str
    port: int
    tls: bool
    http: bool
    datagrams: bool

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def destination_of(to: str) -> Destination | None:
    """Where `to`, a KIND:WHERE, connects; None where it is no host, or one that is reached in a way of its own."""
    kind, _, where = to.partition(":")
    scheme = kind if kind in PORTS else kind.rpartition("+")[2]
    if scheme not in PORTS:
        return None
    parts = urlsplit(f"x:{where}")
    if not parts.hostname:
        return None
    return Destination(
        host=parts.hostname,
        port=parts.port or PORTS[scheme],
        tls=scheme in {"https", "smtps", "syslog+tls"},
        http=scheme in {"http", "https"},
        datagrams=scheme == "syslog+udp",
    )
