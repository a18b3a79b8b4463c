"""What a flow costs as sites and paths grow: decode, core and checkpoints, through a shard in this process.

Sites: the same 20,000 assets and 100,000 paths in 1 to 64 sites. Paths: from 1,000 to 1,000,000 in one partition of
16 sites, an asset to 25 paths, one in twenty a master. Messages hold 500 flows of one site, sites take turns, and
a checkpoint comes each 300,000 flows, as in a worker that catches up: encoded, then thrown away; its time counts.

Two orders of flows. `polled` is what the line carries: masters go round their devices in a fixed order, half of
all flows on the busiest twentieth of the paths. `random` takes any path for any flow, so that with many paths
each misses the processor's cache: no plant is so, it is the worst there is. Floors of the project: no more than 20 %
dearer over the sites, within 1.6 times over the paths. They are asked of `polled`. Times are the processor's, the best
of the rounds; the cost of decoding alone, the same for all, shows whether the machine's speed has wandered.
At 1,000,000 paths it takes some 2 GB of memory. `--plot` needs matplotlib (`pip install weir[bench]`).

    python -m benchmarks.growth --plot growth.svg
"""

import argparse
import asyncio
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks import ground
from benchmarks.machine import peak_bytes
from benchmarks.traffic import BATCH, BEGIN, FLOWS_PER_S, SERVICES, Pair, address, first_sights, made_flow, messages
from schemas.codec import FLOWS
from schemas.flow import Flow
from streams.checkpoint.protocol import Checkpoint
from streams.garbage import look_seldom
from streams.kafka.client.settings import KafkaSettings
from streams.messages import Message
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore

ORDERS = ("polled", "random")
ASSETS_OF_SITES, PATHS_OF_SITES = 20_000, 100_000
SITES_OF_PATHS, PATHS_PER_ASSET = 16, 25
SITES = (1, 2, 4, 8, 16, 32, 64)
PATHS = (1_000, 10_000, 100_000, 1_000_000)
FLOOR_SITES, FLOOR_PATHS = 1.2, 1.6
ASSETS_PER_MASTER = 20
BUSY_PATHS, BUSY_FLOWS = 0.05, 0.5
CHECKPOINT_FLOWS = KafkaSettings().checkpoint_flows


class Size(Struct, frozen=True):
    sites: int
    assets: int
    paths: int


class Cost(Struct, frozen=True):
    """Microseconds a flow. `us` is all of it: `decode_us`, the core, and `encode_us` for checkpoints."""

    us: float
    decode_us: float
    encode_us: float
    first_sight_us: float
    peak_bytes: int


class Nowhere(MemoryStore):
    """Takes a checkpoint and forgets it: what it holds would be memory that no worker has."""

    async def commit(self, checkpoint: Checkpoint) -> None:
        self.positions = dict(checkpoint.positions)


def plant(assets: int, paths: int) -> list[Pair]:
    """Masters and their devices, in the order of each master's round."""
    masters = max(1, assets // ASSETS_PER_MASTER)
    devices = max(1, assets - masters)
    found: list[Pair] = []
    for number in range(paths):
        master, turn = number % masters, number // masters
        port, name = SERVICES[turn // devices % len(SERVICES)]
        # Each master begins its round at another device, so that devices share their masters evenly.
        device = masters + (master * devices // masters + turn) % devices
        found.append((address(master), address(device), port, name))
    return sorted(found, key=lambda pair: pair[0])


def polled(pairs: list[Pair], chance: random.Random) -> Iterator[Pair]:
    """Two fixed rounds at once: the busiest paths, and all others."""
    every = round(1 / BUSY_PATHS)
    busy, quiet = cycle(pairs[::every]), cycle(pair for n, pair in enumerate(pairs) if n % every)
    while True:
        yield next(busy if chance.random() < BUSY_FLOWS else quiet)


def at_random(pairs: list[Pair], chance: random.Random) -> Iterator[Pair]:
    while True:
        yield chance.choice(pairs)


def traffic(site: str, pairs: list[Pair], order: str, begin: float) -> Iterator[Flow]:
    chance = random.Random(site)
    chosen = (polled if order == "polled" else at_random)(pairs, chance)
    for number, pair in enumerate(chosen):
        yield made_flow(pair, begin + number / FLOWS_PER_S, chance, site)


class Bench:
    """One shard with its plants."""

    def __init__(self, size: Size) -> None:
        self._shard = Shard(Nowhere(), ground.settings_for)
        self._offset = -1
        self._began = time.process_time()
        assets, paths = max(2, size.assets // size.sites), size.paths // size.sites
        self._plants = {site: plant(assets, paths) for site in ground.sites_of(1, size.sites)}
        span = paths / FLOWS_PER_S + 10.0
        for site, pairs in self._plants.items():
            for value in first_sights(pairs, BEGIN, site):
                self._apply(site, value)
            asyncio.run(self._shard.checkpoint())
        self.first_sight_us = (time.process_time() - self._began) / (paths * size.sites) * 1e6
        for site, pairs in self._plants.items():
            # Each once more: while sides were being inferred, ways were forgotten; finding one anew is no steady cost.
            for value in first_sights(pairs, BEGIN + span, site):
                self._apply(site, value)
            asyncio.run(self._shard.checkpoint())
        self._time = BEGIN + 2 * span

    def cost(self, order: str, flows: int, rounds: int) -> Cost:
        """The best of `rounds` over as many flows each."""
        sources = {site: messages(traffic(site, pairs, order, self._time)) for site, pairs in self._plants.items()}
        turns = cycle(sources)
        best: Cost | None = None
        for _ in range(rounds + 1):
            values = [(site, next(sources[site])) for site in islice(turns, flows // BATCH)]
            found = self._round(values, flows)
            # The first does not count: it meets windows and hours that have ended meanwhile.
            best = found if best is None or _ == 1 or found.us < best.us else best
        assert best is not None
        self._time += (rounds + 1) * flows / len(self._plants) / FLOWS_PER_S
        return best

    def _round(self, values: list[tuple[str, bytes]], flows: int) -> Cost:
        began = time.process_time()
        for _, value in values:
            FLOWS.decode(value, source="bench", position=0)
        decoded, encoded = time.process_time() - began, 0.0
        began = time.process_time()
        for site, value in values:
            self._apply(site, value)
            if self._shard.flows_since_checkpoint >= min(CHECKPOINT_FLOWS, flows):
                before = time.process_time()
                asyncio.run(self._shard.checkpoint())
                encoded += time.process_time() - before
        spent = time.process_time() - began
        per_flow = 1e6 / (len(values) * BATCH)
        return Cost(spent * per_flow, decoded * per_flow, encoded * per_flow, self.first_sight_us, peak_bytes())

    def _apply(self, site: str, value: bytes) -> None:
        self._offset += 1
        self._shard.apply_message(Message("flows", "flows", self._offset, site, value))


def costs(size: Size, flows: int, rounds: int) -> dict[str, Cost]:
    """Each order's cost, in this process."""
    look_seldom()
    bench = Bench(size)
    return {order: bench.cost(order, flows, rounds) for order in ORDERS}


def in_fresh_process(size: Size, flows: int, rounds: int) -> dict[str, Cost]:
    one = ",".join(str(each) for each in (size.sites, size.assets, size.paths))
    command = [sys.executable, "-m", "benchmarks.growth", "--one", one, "--flows", str(flows), "--rounds", str(rounds)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return msgspec.json.decode(done.stdout, type=dict[str, Cost])


def series(
    sizes: dict[int, Size], unit: str, floor: float, flows: int, rounds: int
) -> tuple[dict[int, dict[str, Cost]], bool]:
    """The costs by size, printed; and whether `polled` grows to no more than `floor` times the first."""
    found: dict[int, dict[str, Cost]] = {}
    for number, size in sizes.items():
        found[number] = in_fresh_process(size, flows, rounds)
        for order, cost in found[number].items():
            print(
                f"{number:>9,} {unit} {order:6}: {cost.us:5.2f} us a flow, of it decoding {cost.decode_us:.2f} ", end=""
            )
            print(f"and checkpoints {cost.encode_us:.2f}; peak {cost.peak_bytes / 1e6:,.0f} MB", flush=True)
    kept = True
    for order in ORDERS:
        each = [cost[order].us for cost in found.values()]
        ratio = max(each) / each[0]
        verdict = ""
        if order == "polled":
            kept = ratio <= floor
            verdict = f" (floor: at most {floor}): {'kept' if kept else 'MISSED'}"
        print(f"        {unit} {order}: the dearest is {ratio:.2f} times the first{verdict}")
    return found, kept


def plot(series_found: dict[str, tuple[dict[int, dict[str, Cost]], float]], file: Path) -> None:
    import matplotlib as mpl  # type: ignore[import-not-found, unused-ignore]

    mpl.use("Agg")
    # The same figures give the same file.
    mpl.rcParams["svg.hashsalt"] = "weir"
    from matplotlib import pyplot as plt  # type: ignore[import-not-found, unused-ignore]

    figure, rows = plt.subplots(1, len(series_found), figsize=(5 * len(series_found), 4), sharey=True, squeeze=False)
    axes = rows[0]
    for axis, (unit, (found, floor)) in zip(axes, series_found.items(), strict=True):
        for order, style in zip(ORDERS, ("o-", "s--"), strict=True):
            axis.plot(list(found), [cost[order].us for cost in found.values()], style, label=order)
        first = next(iter(found.values()))["polled"].us
        axis.axhline(first * floor, color="grey", linewidth=0.8, label=f"floor of polled: {floor} times the first")
        axis.set_xscale("log")
        axis.set_xlabel(unit)
        axis.legend()
    # The axes share it: set within the loop, it would be the first one's.
    axes[0].set_ylim(
        0, 1.05 * max(cost.us for found, _ in series_found.values() for one in found.values() for cost in one.values())
    )
    axes[0].set_ylabel("processor time, microseconds a flow")
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flows", type=int, default=300_000, help="flows a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--max-paths", type=int, default=PATHS[-1])
    parser.add_argument("--series", nargs="+", choices=("sites", "paths"), default=["sites", "paths"])
    parser.add_argument("--plot", type=Path, metavar="FILE", help="SVG or PNG")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        sites, assets, paths = map(int, arguments.one.split(","))
        print(msgspec.json.encode(costs(Size(sites, assets, paths), arguments.flows, arguments.rounds)).decode())
        return
    share = arguments.max_paths / PATHS[-1]
    by_sites = {sites: Size(sites, int(ASSETS_OF_SITES * share), int(PATHS_OF_SITES * share)) for sites in SITES}
    by_paths = {
        paths: Size(SITES_OF_PATHS, paths // PATHS_PER_ASSET, paths) for paths in PATHS if paths <= arguments.max_paths
    }
    wanted = {"sites": (by_sites, FLOOR_SITES), "paths": (by_paths, FLOOR_PATHS)}
    found: dict[str, tuple[dict[int, dict[str, Cost]], float]] = {}
    missed: list[str] = []
    for unit in arguments.series:
        sizes, floor = wanted[unit]
        costs_found, kept = series(sizes, unit, floor, arguments.flows, arguments.rounds)
        found[unit] = (costs_found, floor)
        missed += [] if kept else [unit]
    if arguments.plot:
        plot(found, arguments.plot)
    if missed:
        sys.exit(f"missed by {' and '.join(missed)}")


if __name__ == "__main__":
    main()
