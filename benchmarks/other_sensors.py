"""One simulated plant told by five sensors: which paths and alerts are the same, and which a format cannot carry.

python -m benchmarks.other_sensors                      prints the tables of docs/inputs-sensors.md
python -m benchmarks.other_sensors --plant large        the large plant, which has the troubles of sensors too

Each format is written by `weir simulate --format`, replayed by `weir replay` with the plant's zones and inventory, and
held against Zeek's log of the same seed.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct

from replay.simulate.formats.written import KINDS

SEED, DAYS, LEARN = 1, 16, "14d"


class Path3(Struct, frozen=True):
    """Who spoke to whom by which service."""

    initiator: str
    responder: str
    service: str


class Alerted(Struct, frozen=True):
    """What is compared of an alert: its kind and the first hop's ends."""

    kind: str
    initiator: str
    responder: str


class _Hop(Struct):
    initiator: str = ""
    responder: str = ""


class _Alert(Struct):
    id: str
    kind: str
    hops: list[_Hop] = []


class _Scenario(Struct):
    name: str
    expected: str
    found: bool = False


class _Evaluation(Struct):
    scenarios: list[_Scenario]


class _Judged(Struct):
    evaluation: _Evaluation


class Told(Struct, frozen=True):
    """What came of one format."""

    name: str
    paths: frozenset[Path3]
    alerts: frozenset[Alerted]
    found: frozenset[str]
    missed: frozenset[str]


def told(name: str, plant: str, folder: Path) -> Told:
    """Simulate, replay and judge one format."""
    kind, out = KINDS[name], folder / name
    _weir(
        "simulate",
        "--plant",
        plant,
        "--days",
        str(DAYS),
        "--seed",
        str(SEED),
        "--out",
        out,
        "--format",
        name,
        *_SIZE[plant],
    )
    named = () if kind.read_as is None else ("--format", kind.read_as)
    alerts = out / "alerts.ndjson"
    _weir(
        "replay", out / kind.file, *named, "--assets", out / "assets.csv", "--zones", out / "zones.toml",
        "--learn-until", LEARN, "--alerts", alerts, "--state-out", out / "state", "--quiet",
    )  # fmt: skip
    listed = _weir("paths", "list", "--state", out / "state", "--json").splitlines()
    judged = msgspec.json.decode(
        _weir("evaluate", alerts, "--truth", out / "truth.json", "--json").splitlines()[0], type=_Judged
    )
    last = {alert.id: alert for alert in map(_alert, alerts.read_bytes().splitlines())}
    attacks = [scenario for scenario in judged.evaluation.scenarios if scenario.expected == "alert"]
    return Told(
        name=name,
        paths=frozenset(msgspec.json.decode(line, type=Path3) for line in listed),
        alerts=frozenset(_ends(alert) for alert in last.values()),
        found=frozenset(scenario.name for scenario in attacks if scenario.found),
        missed=frozenset(scenario.name for scenario in attacks if not scenario.found),
    )


_SIZE = {"small": ("--rate", "0.2"), "large": ("--size", "0.25", "--learn-days", "14")}


def _alert(line: bytes) -> _Alert:
    return msgspec.json.decode(line, type=_Alert)


def _ends(alert: _Alert) -> Alerted:
    hop = alert.hops[0] if alert.hops else _Hop()
    return Alerted(alert.kind, hop.initiator, hop.responder)


def _weir(*arguments: object) -> bytes:
    command = [sys.executable, "-m", "weir", *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def _shown(paths: frozenset[Path3], most: int) -> str:
    services: dict[str, int] = {}
    for path in paths:
        services[path.service] = services.get(path.service, 0) + 1
    ranked = sorted(services.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{service} {count}" for service, count in ranked[:most]) + (" ..." if len(ranked) > most else "")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plant", default="small", choices=sorted(_SIZE))
    parser.add_argument("--formats", default=",".join(KINDS), help="with commas: %(default)s")
    parser.add_argument("--most", type=int, default=8, help="services shown of those that differ: %(default)s")
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="other-sensors-") as folder:
        every = [told(name, chosen.plant, Path(folder)) for name in chosen.formats.split(",")]
    first = every[0]
    print(
        "| format | paths | as Zeek's | not told | told otherwise | attacks found | alerts | as Zeek's | lost | more |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for one in every:
        print(
            f"| `{one.name}` | {len(one.paths)} | {len(one.paths & first.paths)} | {len(first.paths - one.paths)} | "
            f"{len(one.paths - first.paths)} | {len(one.found)} of {len(one.found) + len(one.missed)} | "
            f"{len(one.alerts)} | {len(one.alerts & first.alerts)} | {len(first.alerts - one.alerts)} | "
            f"{len(one.alerts - first.alerts)} |"
        )
    for one in every[1:]:
        print(f"\n{one.name}: paths not told, by service: {_shown(first.paths - one.paths, chosen.most)}")
        print(f"  told otherwise: {_shown(one.paths - first.paths, chosen.most)}")
        print(f"  attacks missed: {', '.join(sorted(one.missed)) or 'none'}")
        for alert in sorted(first.alerts - one.alerts, key=str):
            print(f"  lost: {alert.kind} {alert.initiator} -> {alert.responder}")
        for alert in sorted(one.alerts - first.alerts, key=str):
            print(f"  more: {alert.kind} {alert.initiator} -> {alert.responder}")


if __name__ == "__main__":
    main()
