"""Captures of the S4x15 ICS village (Digital Bond, 2015): which pairs cross from the corporate to the control zone."""

from pathlib import Path

from benchmarks.evaluate.labelled.labelled_set import LabelledSet, item, truth_of, write_log, write_zones, zone
from benchmarks.evaluate.labelled.packets import connections

_CROSSINGS = {
    "WinXP": ("10.200.1.18", "10.50.1.54"),
    "Advantech": ("10.200.1.124", "10.50.1.50"),
    "iFix_Client86": None,
}
"""The pair of each capture; the last is an HMI client's, in which nothing crosses."""


def sets(shared: Path, folder: Path) -> list[LabelledSet]:
    """All three, with both zones declared."""
    zones = write_zones(
        folder / "s4x15.toml", zone("corporate", "it", 4, "10.200.1.0/24"), zone("control", "ot", 2, "10.50.1.0/24")
    )
    found = []
    for name, pair in _CROSSINGS.items():
        seen = connections(shared / "s4x15" / f"{name}.pcap")
        log = folder / f"{name}.log"
        write_log(log, seen)
        begin, end = min(one.start for one in seen), max(one.end for one in seen)
        items = (
            [] if pair is None else [item(name, "new-path-crossing", pair, begin, end, "dmz-bypass", "rogue-master")]
        )
        found.append(LabelledSet(f"s4x15 {name}", log, zones, truth_of(seen, items), "the crossing pair"))
    return found
