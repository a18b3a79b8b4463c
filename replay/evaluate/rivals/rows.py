"""What the rules read of a Zeek conn.log: ends, service, time, octets.

A reader of its own, so that no mistake of Weir's readers is the rules' too; it takes tab-separated logs alone.
"""

import ipaddress
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

_NAMES = (
    "ts", "id.orig_h", "id.resp_h", "id.resp_p", "proto", "duration", "conn_state", "orig_ip_bytes", "resp_ip_bytes",
)  # fmt: skip
_UNANSWERED = frozenset({"S0", "REJ", "RSTOS0", "SH"})


class Row(NamedTuple):
    """One connection. `end` is UTC seconds; `service` is transport and port, which do not depend on what was parsed.

    `certain` is whether the sensor saw its beginning: else who began is a guess.
    """

    end: float
    initiator: str
    responder: str
    service: str
    sent: int
    received: int
    answered: bool
    certain: bool = True


def rows(path: Path) -> Iterator[Row]:
    """The rows of a log in its order; lines that are none are left out. Raises ValueError for another kind of file."""
    columns: list[int] | None = None
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("#"):
                if line.startswith("#fields\t"):
                    names = line.rstrip("\n").split("\t")[1:]
                    columns = [names.index(name) for name in _NAMES] if set(_NAMES) <= set(names) else None
                continue
            if columns is None:
                msg = f"{path}: the simple rules read Zeek's tab-separated conn.log with its #fields line"
                raise ValueError(msg)
            found = _row(line.rstrip("\n").split("\t"), columns)
            if found is not None:
                yield found


def _row(fields: list[str], columns: list[int]) -> Row | None:
    try:
        ts, initiator, responder, port, proto, duration, state, sent, received = (fields[c] for c in columns)
        return Row(
            float(ts) + (0.0 if duration == "-" else float(duration)),
            initiator,
            responder,
            f"{proto}/{port}",
            0 if sent == "-" else int(sent),
            0 if received == "-" else int(received),
            state not in _UNANSWERED,
            state != "OTH",
        )
    except (IndexError, ValueError):
        return None


def sides(zones: Path) -> Callable[[str], str]:
    """The side of an address by a zones file; what no zone holds is `external`, and the longest prefix wins."""
    try:
        tables = tomllib.loads(zones.read_text(encoding="utf-8")).get("zones", [])
        ranges = sorted(
            ((ipaddress.ip_network(cidr), str(zone.get("side", "ot"))) for zone in tables for cidr in zone["cidrs"]),
            key=lambda one: -one[0].prefixlen,
        )
    except (KeyError, TypeError, ValueError) as error:
        msg = f"{zones}: no zones file ({error})"
        raise ValueError(msg) from error

    @cache
    def side(address: str) -> str:
        try:
            one = ipaddress.ip_address(address)
        except ValueError:
            return "external"
        return next((side for network, side in ranges if one in network), "external")

    return side
