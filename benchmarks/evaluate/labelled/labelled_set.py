"""A recorded set made ready: its traffic as a conn.log, the zones that a plant would declare, its labels as truth."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from replay.simulate.conn_log import footer, header, row
from replay.simulate.connection import Connection, Seen
from replay.simulate.truth import Expected, Truth, TruthItem


class LabelledSet(Struct, frozen=True):
    """`zones` None: nothing is declared. `note` says what the labels are judged by."""

    name: str
    log: Path
    zones: Path | None
    truth: Truth
    note: str


def write_log(path: Path, connections: Iterable[Connection]) -> None:
    """Connections as Zeek would have written them, in the order in which they ended."""
    ordered = sorted(connections, key=lambda one: one.end)
    with path.open("w", encoding="ascii") as log:
        log.write(header(ordered[0].start))
        for number, one in enumerate(ordered):
            log.write(row(Seen(one, f"C{number:08x}", None, None)))
        log.write(footer(ordered[-1].end))


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
    return Truth(site="labelled", seed=0, learn_until=_iso(begin - 60.0), end=_iso(end + 60.0), items=tuple(items))


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()
