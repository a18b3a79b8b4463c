"""Flows of an industrial LAN (Westermo and RISE, 2023) with windows of attacks and of mistakes.

Rows are slices of half a second, unsorted, without ports, and their first end is not the initiator; event times run an
hour ahead of them. Attacks on ARP leave no flow between two addresses: what is judged of them is the address alone.
"""

import csv
import io
import re
import zipfile
from pathlib import Path

from benchmarks.evaluate.labelled.labelled_set import LabelledSet, item, truth_of, write_log, write_zones, zone
from replay.simulate.connection import Connection
from replay.simulate.truth import Expected, TruthItem

_AHEAD_S = 3_600.0
_INTRUDER = "198.18.134.99"
_EVENT = re.compile(
    r"^\[(?P<time>[\d.]+) .*?\] \[(?P<name>[A-Z0-9-]+)-(?P<edge>START|END)\](?P<text>.*)$", re.MULTILINE
)
_ADDRESS = re.compile(r"198\.\d+\.\d+\.\d+")
_KINDS = {
    "BAD-SSH": ("new-path", ("scan", "burst", "new-asset", "new-path-crossing")),
    "BAD-PORTSCAN1": ("scan", ("new-asset", "new-path")),
    "BAD-PORTSCAN2": ("scan", ("new-asset", "new-path")),
    "BAD-MITM": ("identity-conflict", ()),
    "BAD-MISCONF": ("identity-conflict", ("new-asset", "silence")),
    "BAD-MISCONF-DUPLICATION": ("identity-conflict", ("new-asset",)),
    "GOOD-SSH": ("new-path", ()),
}


def sets(shared: Path, folder: Path) -> list[LabelledSet]:
    """The left vantage."""
    seen = connections(shared / "westermo" / "output_left.zip")
    log = folder / "westermo.log"
    write_log(log, seen)
    zones = write_zones(folder / "westermo.toml", zone("lan", "ot", 2, "198.18.134.0/24", "198.134.18.0/24"))
    items = events((shared / "westermo" / "events.txt").read_text())
    return [LabelledSet("westermo left", log, zones, truth_of(seen, items), "windows of events")]


def connections(archive: Path) -> list[Connection]:
    """Rows between two addresses; the end that sends first is not known, so none is certain."""
    with zipfile.ZipFile(archive) as packed, packed.open("output_left.csv") as table:
        rows = list(csv.DictReader(io.TextIOWrapper(table, encoding="utf-8")))
    return [
        Connection(
            float(row["start"]), float(row["duration"]), row["sIPs"], 0, row["rIPs"], 0,
            "tcp" if row["protocol"] == "IPV4-TCP" else "udp", None,
            "OTH" if row["protocol"] == "IPV4-TCP" else "SF", "DadA" if row["protocol"] == "IPV4-TCP" else "Dd",
            int(row["sPayloadSum"]), int(row["rPayloadSum"]), int(row["sPackets"]), int(row["rPackets"]),
        )
        for row in rows
        if row["protocol"] in {"IPV4-TCP", "IPV4-UDP"} and "," not in row["sIPs"] + row["rIPs"]
    ]  # fmt: skip


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
        ends = (_INTRUDER, *named) if "SSH" in name or "SCAN" in name else tuple(named) or (_INTRUDER,)
        expected: Expected = "silent" if name.startswith("GOOD") else "alert"
        label = f"{name} {1 + sum(one.name.startswith(f'{name} ') for one in items)}"
        items.append(item(label, kind, ends, start, time, *acceptable, expected=expected))
    return items
