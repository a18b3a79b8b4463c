"""A recorded set made ready: its traffic as a conn.log, the zones that a plant would declare, its labels as truth."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from replay.evaluate import GRACE_S
from replay.simulate.conn_log import footer, header, row
from replay.simulate.connection import Connection, Seen
from replay.simulate.truth import Expected, Truth, TruthItem


class LabelledSet(Struct, frozen=True):
    """`zones` None: nothing is declared. `note` says what the labels are judged by.

    `learn_until` (ISO 8601): all before it is learnt by declaration; None: nothing is. `grace_s`: see `evaluate`.
    """

    name: str
    log: Path
    zones: Path | None
    truth: Truth
    note: str
    learn_until: str | None = None
    grace_s: float = GRACE_S


def write_log(path: Path, connections: Iterable[Connection]) -> None:
    """Connections as Zeek would have written them, in the order in which they ended."""
    ordered = sorted(connections, key=lambda one: one.end)
    write_seen(path, [Seen(one, f"C{number:08x}", None, None) for number, one in enumerate(ordered)])


def write_seen(path: Path, seen: Sequence[Seen]) -> None:
    """The same of connections with their MACs, in the order given."""
    with path.open("w", encoding="ascii") as log:
        log.write(header(seen[0].connection.start))
        for one in seen:
            log.write(row(one))
        log.write(footer(seen[-1].connection.end))


def write_zones(path: Path, *tables: str) -> Path:
    """Zones and conduits as TOML tables, each written as `zones ...` or `conduits ...` lines."""
    path.write_text("\n".join(tables), encoding="utf-8")
    return path


def zone(name: str, side: str, level: float, *cidrs: str) -> str:
    """A zone's table."""
    listed = ", ".join(f'"{cidr}"' for cidr in cidrs)
    return f'[[zones]]\nzone = "{name}"\nside = "{side}"\nlevel = {level}\ncidrs = [{listed}]\n'


def item(
    name: str,
    kind: str,
    pair: tuple[str, ...],
    start: float,
    end: float,
    *acceptable: str,
    expected: Expected = "alert",
) -> TruthItem:
    """What a label says of a pair, or of one end."""
    return TruthItem(
        name=name, kind=kind, expected=expected, initiator_ip=pair[0], responder_ips=pair[1:], service=None,
        start=start, end=end, description=name, acceptable=acceptable,
    )  # fmt: skip


def truth_of(connections: list[Connection], items: Iterable[TruthItem]) -> Truth:
    """Labels over a whole capture: nothing of it is learnt without alerts."""
    begin, end = min(one.start for one in connections), max(one.end for one in connections)
    return Truth(site="labelled", seed=0, learn_until=iso(begin - 60.0), end=iso(end + 60.0), items=tuple(items))


def iso(moment: float) -> str:
    """Seconds UTC as ISO 8601."""
    return datetime.fromtimestamp(moment, UTC).isoformat()
