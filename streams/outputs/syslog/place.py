"""Where a network sink sends: a host and a port, as an output names them."""

from urllib.parse import urlsplit

from msgspec import Struct


class Place(Struct, frozen=True):
    """`host` is a name or an address, `port` 1 to 65535."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def place_of(where: str, port: int) -> Place:
    """The place of `//HOST`, `//HOST:PORT` or `//[ADDRESS]:PORT`; `port` where none is named. Raises ValueError."""
    try:
        parts = urlsplit(f"x:{where}")
        host, named = parts.hostname, parts.port
    except ValueError as error:
        msg = f"{where!r} is no place: {error}"
        raise ValueError(msg) from error
    if not where.startswith("//") or not host or parts.path or parts.query or parts.username:
        msg = f"{where!r} is no place; a place is //HOST or //HOST:PORT"
        raise ValueError(msg)
    return Place(host, port if named is None else named)
