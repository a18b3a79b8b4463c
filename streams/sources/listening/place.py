"""Where an input listens, as it is spelt: `udp:ADDRESS:PORT`, `tcp:ADDRESS:PORT`, `unix:PATH`, `unix-dgram:PATH`."""

from ipaddress import ip_address
from typing import Literal, get_args

from msgspec import Struct

from schemas.bounds import LARGEST_PORT

Mark = Literal["udp", "tcp", "unix", "unix-dgram"]

MARKS: tuple[Mark, ...] = get_args(Mark)

LONGEST_PATH = 107
"""Bytes of a Unix socket's path: 108 with the NUL byte that ends it (unix(7))."""

_HOW = {
    "udp": "udp:ADDRESS:PORT, such as udp:10.0.0.5:2055, udp:0.0.0.0:2055 or udp:[::]:2055",
    "tcp": "tcp:ADDRESS:PORT, such as tcp:127.0.0.1:5170 or tcp:[::1]:5170",
    "unix": "unix:PATH, such as unix:/run/weir/eve.sock",
    "unix-dgram": "unix-dgram:PATH, such as unix-dgram:/run/weir/eve.sock",
}


class NetworkPlace(Struct, frozen=True):
    """An address of this machine, or all of them (`0.0.0.0`, `::`), and a port; 0: a free one."""

    address: str
    port: int


def listens(path: str) -> bool:
    """Whether an input is one that listens, by its mark."""
    mark, colon, _ = path.partition(":")
    return bool(colon) and mark in MARKS


def network_place(path: str) -> NetworkPlace:
    """The place of a `udp:` or `tcp:` input. Raises ValueError that says how it is spelt."""
    mark, _, rest = path.partition(":")
    host, _, port = rest.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        found = ip_address(bare)
    except ValueError:
        found = None
    if found is None or (found.version == 6) != (bare != host) or not (port.isascii() and port.isdigit()):
        msg = f"{path}: {_HOW[mark]}"
        raise ValueError(msg)
    if len(port) > len(str(LARGEST_PORT)) or int(port) > LARGEST_PORT:
        msg = f"{path}: {port} is no port; {_HOW[mark]}"
        raise ValueError(msg)
    return NetworkPlace(bare, int(port))


def network_name(mark: Mark, place: tuple[object, ...]) -> str:
    """How an input at this address and port is spelt: `place` is a socket's own name of where it is bound."""
    host, port = place[:2]
    return f"{mark}:{f'[{host}]' if ':' in str(host) else host}:{port}"


def socket_path(path: str) -> str:
    """The path of a `unix:` or `unix-dgram:` input. Raises ValueError where there is none, or it is too long."""
    mark, _, rest = path.partition(":")
    if not rest or "\0" in rest:
        msg = f"{path}: {_HOW[mark]}"
        raise ValueError(msg)
    if len(rest.encode()) > LONGEST_PATH:
        msg = f"{path}: the path of a socket has {LONGEST_PATH} bytes at most"
        raise ValueError(msg)
    return rest


def check_place(path: str) -> None:
    """Raises ValueError for an input that listens and is not spelt as it should be; others are not looked at."""
    if listens(path):
        network_place(path) if path.startswith(("udp:", "tcp:")) else socket_path(path)
