"""Modbus captures of Lemay and Fernandez (CSET 2016), with a label a packet.

A master polls six units; an attack is another way between them. Packet labels of NetBIOS are not consistent, so pairs
are judged on port 502 and above 1024 only.
"""

from pathlib import Path

from benchmarks.evaluate.labelled.labelled_set import LabelledSet, item, truth_of, write_log, write_zones, zone
from benchmarks.evaluate.labelled.packets import connections, packets

_FILES = ("characterization_modbus_6RTU_with_operate", "moving_two_files_modbus_6RTU")
_MASTER = "192.168.1.100"
_CONDUIT = '[[conduits]]\nfrom = "master"\nto = "units"\nservices = ["modbus"]\nreason = "the master polls the units"\n'


def sets(shared: Path, folder: Path) -> list[LabelledSet]:
    """Both captures, with the master's conduit declared."""
    found = []
    for name in _FILES:
        capture = shared / "lemay_modbus" / f"{name}.pcap"
        seen = connections(capture)
        log = folder / f"{name}.log"
        write_log(log, seen)
        zones = write_zones(
            folder / f"{name}.toml",
            zone("master", "ot", 2, f"{_MASTER}/32"),
            zone("units", "ot", 1, "192.168.1.0/24"),
            _CONDUIT,
        )
        begin, end = min(one.start for one in seen), max(one.end for one in seen)
        items = [
            item(f"{one} - {other}", "rogue-master", (one, other), begin, end, "new-path", "scan", "new-asset")
            for one, other in sorted(attacked(capture))
        ]
        found.append(LabelledSet(f"lemay {name}", log, zones, truth_of(seen, items), "labelled pairs"))
    return found


def attacked(capture: Path) -> set[tuple[str, str]]:
    """Pairs with a labelled packet on ports that count, the lower address first."""
    labels = dict(
        line.split(";") for line in capture.with_name(f"{capture.stem}_labeled.csv").read_text().split() if ";" in line
    )
    return {
        (min(one.source, one.target), max(one.source, one.target))
        for one in packets(capture)
        if labels.get(str(one.number)) == "1"
        and all(port == 502 or port > 1_024 for port in (one.source_port, one.target_port))
    }
