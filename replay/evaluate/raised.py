"""What was raised, as the evaluation sees it: one record an alert, whoever raised it.

Revisions of an alert become one: its kind is that of its id, its score the highest that it reached, and it was told
when its first revision was made.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from schemas.alert import Alert

Pair = tuple[str, str]
"""Addresses of an initiator and a responder."""


class Raised(Struct, frozen=True, kw_only=True):
    """One alert. Times are UTC seconds; `told` is when somebody could first read it.

    `score` is what a threshold is put on: severity, 0 to 100, for Weir. `pairs` are the paths that it names by
    address, `ends` all addresses in it, `edge` what makes two alerts the same edge.
    """

    id: str
    kind: str
    score: float
    first_seen: float
    last_seen: float
    told: float
    pairs: frozenset[Pair]
    ends: frozenset[str]
    edge: str
    initiator: str | None = None


def read_raised(path: Path) -> list[Raised]:
    """The alerts of a file as `weir replay --alerts` writes it, one revision a line.

    Raises ValueError with the line's number for what is no alert.
    """
    return raised_from(_alerts(path))


def raised_from(revisions: Iterable[Alert]) -> list[Raised]:
    """The alerts of revisions, in the order in which somebody could first read them; what was withheld is left out."""
    found: dict[str, Raised] = {}
    for alert in revisions:
        if alert.status == "withheld":
            # Nobody is told of it, but for the day's list.
            continue
        one = raised_of(alert)
        earlier = found.get(alert.id)
        found[alert.id] = one if earlier is None else _together(earlier, one)
    return sorted(found.values(), key=lambda one: (one.told, one.id))


def _alerts(path: Path) -> Iterator[Alert]:
    decoder = msgspec.json.Decoder(Alert)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                msg = f"{path}, line {number}: no alert ({error})"
                raise ValueError(msg) from error


def raised_of(alert: Alert) -> Raised:
    """One revision by itself."""
    own = (
        None if alert.initiator is None else alert.initiator.ip,
        None if alert.responder is None else alert.responder.ip,
    )
    ways = [own, *((hop.initiator_ip, hop.responder_ip) for hop in alert.hops)]
    pairs = frozenset((one, other) for one, other in ways if one is not None and other is not None)
    return Raised(
        id=alert.id,
        kind=alert.kind,
        score=alert.severity,
        first_seen=alert.first_seen,
        last_seen=alert.last_seen,
        told=alert.revision_time or alert.time,
        pairs=pairs,
        ends=frozenset(address for way in ways for address in way if address is not None),
        edge=f"{own[0]}>{own[1]} {alert.service}" if pairs else alert.id,
        initiator=own[0],
    )


def _together(earlier: Raised, later: Raised) -> Raised:
    return msgspec.structs.replace(
        earlier,
        score=max(earlier.score, later.score),
        first_seen=min(earlier.first_seen, later.first_seen),
        last_seen=max(earlier.last_seen, later.last_seen),
        told=min(earlier.told, later.told),
        pairs=earlier.pairs | later.pairs,
        ends=earlier.ends | later.ends,
    )
