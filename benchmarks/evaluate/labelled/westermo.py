"""Flows of an industrial LAN (Westermo and RISE, 2023) with windows of attacks and of mistakes.

What is normal in the first half is learnt, as labelled per address (NST), and the second half is judged. Event times
run an hour ahead of the rows'. `westermo_slices.py` says what a row holds.
"""

import csv
import io
import re
import zipfile
from pathlib import Path

from benchmarks.evaluate.labelled.labelled_set import LabelledSet, iso, item, write_seen, write_zones, zone
from benchmarks.evaluate.labelled.westermo_slices import Row, seen_of
from replay.simulate.truth import Expected, Truth, TruthItem

_AHEAD_S = 3_600.0
_INTRUDER, _SECOND_INTRUDER = "198.18.134.99", "198.18.134.14"
_GRACE_S = 60.0
"""A minute's Tick. Windows follow each other within half a minute, so what is told later may be about the next one."""
_LEARNT = frozenset({"Normal", "GOOD-SSH"})
_EVENT = re.compile(
    r"^\[(?P<time>[\d.]+) .*?\] \[(?P<name>[A-Z0-9-]+)-(?P<edge>START|END)\](?P<text>.*)$", re.MULTILINE
)
_ADDRESS = re.compile(r"198\.\d+\.\d+\.\d+")
_KINDS = {
    "BAD-SSH": ("failures", ("scan", "burst", "new-asset", "new-path-crossing", "new-path")),
    "BAD-PORTSCAN1": ("scan", ("failures", "new-asset", "new-path")),
    "BAD-PORTSCAN2": ("scan", ("failures", "new-asset", "new-path")),
    "BAD-MITM": ("identity-conflict", ("new-asset",)),
    "BAD-MISCONF": ("identity-conflict", ("new-asset", "silence")),
    "BAD-MISCONF-DUPLICATION": ("identity-conflict", ("new-asset",)),
    "GOOD-SSH": ("new-path", ()),
}


def sets(shared: Path, folder: Path) -> list[LabelledSet]:
    """The left vantage."""
    rows = rows_of(shared / "westermo" / "output_left.zip")
    begin, end = min(float(row["start"]) for row in rows), max(float(row["end"]) for row in rows)
    half = (begin + end) / 2.0
    log = folder / "westermo.log"
    write_seen(log, seen_of(row for row in rows if float(row["start"]) >= half or row["NST_M_Label"] in _LEARNT))
    zones = write_zones(folder / "westermo.toml", zone("lan", "ot", 2, "198.18.134.0/24", "198.134.18.0/24"))
    items = [one for one in events((shared / "westermo" / "events.txt").read_text()) if one.start >= half]
    truth = Truth(site="labelled", seed=0, learn_until=iso(half), end=iso(end + 60.0), items=tuple(items))
    note = "windows of the second half"
    return [LabelledSet("westermo left", log, zones, truth, note, learn_until=iso(half), grace_s=_GRACE_S)]


def rows_of(archive: Path) -> list[Row]:
    """The rows of the vantage."""
    with zipfile.ZipFile(archive) as packed, packed.open("output_left.csv") as table:
        return list(csv.DictReader(io.TextIOWrapper(table, encoding="utf-8")))


def events(text: str) -> list[TruthItem]:
    """Each window once; what is good is a trap."""
    items: list[TruthItem] = []
    begun: dict[str, tuple[float, str]] = {}
    for found in _EVENT.finditer(text):
        name, time = found["name"], float(found["time"]) - _AHEAD_S
        if found["edge"] == "START":
            begun[name] = (time, found["text"])
            continue
        if name not in begun:
            continue
        start, said = begun.pop(name)
        kind, acceptable = _KINDS[name]
        named = _ADDRESS.findall(said)
        ends = (_INTRUDER, *named) if "SSH" in name or "SCAN" in name else tuple(named) or (_SECOND_INTRUDER,)
        expected: Expected = "silent" if name.startswith("GOOD") else "alert"
        label = f"{name} {1 + sum(one.name.startswith(f'{name} ') for one in items)}"
        items.append(item(label, kind, ends, start, time, *acceptable, expected=expected))
    return items
