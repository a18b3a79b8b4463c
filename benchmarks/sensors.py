"""The same captures by several sensors: which paths each tells, and where they differ.

    python -m benchmarks.sensors CAPTURE...
    python -m benchmarks.sensors plant.pcap --zeek conn.log      beside what Zeek made of it

The routes: Weir's own reading of captures, `softflowd` (NetFlow v9) over loopback to `nfcapd`, the same datagrams by
Weir's own reader, and `argus` with `ra`. A route whose programs are not installed is left out. Paths are those of the
core, without MACs: NetFlow and Argus have none here, and by them two addresses may be one asset.
"""

import argparse
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory

from msgspec import structs

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.flow import Flow
from streams.sources.files.flow_files import flow_batches

SITE = "plant"

Paths = frozenset[tuple[str, str, str]]
"""Initiator, responder and service."""

STARTED_S = 10.0
"""How long a collector may take until it listens."""

RECEIVED_BYTES = 4_194_304
"""What a socket may hold: softflowd sends all that a file told at once."""

COLUMNS = ("stime", "dur", "proto", "saddr", "sport", "dir", "daddr", "dport", "state")
COUNTS = ("spkts", "dpkts", "sbytes", "dbytes")

SETTLED_S = 1.0
"""How long datagrams may be under way on loopback, and nfcapd may take to write them."""


def paths_of(flows: Iterable[Flow]) -> Paths:
    """The paths that the core makes of some flows, put in the order of their ends."""
    pipeline = Pipeline(SITE, CoreSettings())
    bare = [structs.replace(flow, initiator_mac=None, responder_mac=None) for flow in flows]
    for flow in sorted(bare, key=lambda one: one.end):
        pipeline.observe([flow])
    pipeline.finish()
    return frozenset((_address(one.initiator), _address(one.responder), one.service) for one in pipeline.paths())


def read(path: Path, file_format: str = "auto") -> list[Flow]:
    """All flows of a file."""
    batches = flow_batches(path, site=SITE, format=file_format)
    return [record for batch in batches for record in batch.records if isinstance(record, Flow)]


def by_capture(capture: Path, _: Path) -> list[Flow]:
    """Weir's own reading."""
    return read(capture)


def by_nfcapd(capture: Path, folder: Path) -> list[Flow]:
    """softflowd's NetFlow v9, written by nfcapd, read through nfdump."""
    port = _free_port()
    collector = subprocess.Popen(
        ["nfcapd", "-w", folder, "-p", str(port), "-b", "127.0.0.1", "-t", "3600", "-B", str(RECEIVED_BYTES)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(lambda: _is_taken(port))
        _export(capture, port)
        time.sleep(SETTLED_S)
    finally:
        collector.terminate()
        collector.wait()
    return [flow for file in sorted(folder.glob("nfcapd.2*")) for flow in read(file)]


def by_netflow(capture: Path, folder: Path) -> list[Flow]:
    """The same datagrams, taken from a socket, by Weir's own reader of NetFlow."""
    taken: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED_BYTES)
        listening.settimeout(SETTLED_S)
        _export(capture, listening.getsockname()[1])
        try:
            while True:
                taken.append(listening.recv(65_535))
        except TimeoutError:
            pass
    exported = folder / "exported.pcap"
    exported.write_bytes(_captured(taken))
    return read(exported, "netflow")


def by_argus(capture: Path, folder: Path) -> list[Flow]:
    """Argus' records, as `ra` prints them."""
    records, table = folder / "flows.argus", folder / "flows.csv"
    subprocess.run(["argus", "-r", capture, "-w", records], check=True, capture_output=True)
    printed = subprocess.run(
        ["ra", "-r", records, "-u", "-n", "-c", ",", "-s", *COLUMNS, *COUNTS], check=True, capture_output=True
    )
    table.write_bytes(printed.stdout)
    return read(table, "argus-csv")


ROUTES: dict[str, tuple[Callable[[Path, Path], list[Flow]], tuple[str, ...]]] = {
    "capture": (by_capture, ()),
    "softflowd, nfcapd": (by_nfcapd, ("softflowd", "nfcapd", "nfdump")),
    "softflowd, netflow": (by_netflow, ("softflowd",)),
    "argus": (by_argus, ("argus", "ra")),
}
"""Each with the programs that it needs."""


def by_zeek(log: Path, folder: Path) -> list[Flow]:
    """Zeek's log of a capture; times that its tests mask are one moment."""
    shown = folder / log.name
    shown.write_text(log.read_text().replace("XXXXXXXXXX.XXXXXX", "1000000000.000000"))
    return read(shown)


def told(capture: Path, zeek: Path | None) -> dict[str, Paths]:
    """The paths of a capture by route."""
    found: dict[str, Paths] = {}
    for name, (route, programs) in ROUTES.items():
        if all(map(shutil.which, programs)):
            with TemporaryDirectory(prefix="sensors-") as folder:
                found[name] = paths_of(route(capture, Path(folder)))
    if zeek is not None:
        with TemporaryDirectory(prefix="sensors-") as folder:
            found["zeek"] = paths_of(by_zeek(zeek, Path(folder)))
    return found


def differences(found: dict[str, Paths]) -> Iterator[tuple[str, Paths, Paths]]:
    """Of each other route the paths that only it tells, and those that only Weir's own reading tells."""
    own = found["capture"]
    for name, paths in found.items():
        if name != "capture":
            yield name, paths - own, own - paths


def _export(capture: Path, port: int) -> None:
    command = ["softflowd", "-r", str(capture), "-n", f"127.0.0.1:{port}", "-v", "9", "-a", "-d", "-c", "none"]
    subprocess.run([*command, "-p", f"/tmp/softflowd-{port}.pid"], check=True, capture_output=True)


def _captured(payloads: Iterable[bytes]) -> bytes:
    """UDP datagrams of an exporter as a capture."""
    content = [pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_535, 101)]  # 101: LINKTYPE_RAW
    for payload in payloads:
        udp = pack("!HHHH", 40_000, 2_055, 8 + len(payload), 0) + payload
        head = pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, b"\x0a\0\0\x01", b"\x0a\0\0\x02")
        content.append(pack("<IIII", int(time.time()), 0, len(head + udp), len(head + udp)) + head + udp)
    return b"".join(content)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _wait_for(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + STARTED_S
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.05)


def _address(asset: str) -> str:
    return asset.removeprefix("ip:")


def _shown(paths: Paths, most: int) -> str:
    named = [f"{initiator} -> {responder} {service}" for initiator, responder, service in sorted(paths)]
    return "; ".join(named[:most]) + (f"; and {len(named) - most} more" if len(named) > most else "")


def main() -> None:
    """Print a table of the paths by route, and the differences under it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("captures", nargs="+", type=Path)
    parser.add_argument("--zeek", type=Path, help="conn.log of the only capture")
    parser.add_argument("--most", type=int, default=6, help="paths shown of those that differ: %(default)s")
    chosen = parser.parse_args()
    lines: list[str] = []
    for number, capture in enumerate(chosen.captures):
        found = told(capture, chosen.zeek)
        if not number:
            print(f"| capture | {' | '.join(found)} |\n|---|{'---:|' * len(found)}")
        print(f"| `{capture.name}` | {' | '.join(str(len(paths)) for paths in found.values())} |", flush=True)
        for name, more, less in differences(found):
            lines += [f"{capture.name}: {name} alone: {_shown(more, chosen.most)}"] if more else []
            lines += [f"{capture.name}: not by {name}: {_shown(less, chosen.most)}"] if less else []
    print("\n" + "\n".join(lines))


if __name__ == "__main__":
    main()
