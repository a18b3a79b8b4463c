"""What docs/sizing.md counts with: memory and state by assets and paths, and bytes of a flow on its topic.

Each size is a process of its own: a shard with a SQLite store sees each path twice, a day apart, in messages of 500
flows. Memory is what the process grew by, besides its imports.

    python -m benchmarks.sizes
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
import zstandard
from msgspec import Struct

from benchmarks import ground
from benchmarks.machine import peak_bytes
from benchmarks.traffic import BATCH, BEGIN, first_sights, made_pairs, messages
from streams.messages import Message
from streams.shard.shard import Shard
from streams.sources.files.flow_files import flow_batches
from streams.stores.sqlite import SqliteStore

SIZES = ((300, 1_500), (1_000, 10_000), (5_000, 50_000), (20_000, 200_000))
TOPIC = "weir.flows"


class Sizes(Struct, frozen=True):
    memory_bytes: int
    database_bytes: int


async def _fill(folder: Path, assets: int, paths: int) -> None:
    pairs = made_pairs(assets, paths, seed=1)
    shard = Shard(SqliteStore(folder), ground.settings_for)
    await shard.open()
    offset = 0
    for begin in (BEGIN, BEGIN + 86_400.0):
        for value in first_sights(pairs, begin):
            shard.apply_message(Message("flows", TOPIC, offset, "plant", value))
            offset += 1
            if offset % 200 == 0:
                await shard.checkpoint()
    await shard.checkpoint()
    await shard.close()


def _filled(folder: Path, assets: int, paths: int) -> Sizes:
    before = peak_bytes()
    asyncio.run(_fill(folder, assets, paths))
    return Sizes(peak_bytes() - before, sum(file.stat().st_size for file in folder.glob("weir.db*")))


def sizes(assets: int, paths: int) -> Sizes:
    """Those of a plant, measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.sizes", "--one", str(assets), str(paths)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Sizes)


def flow_bytes(log: Path) -> tuple[float, float]:
    """Bytes of a flow in messages of 500, as they are sent and as zstd packs them."""
    flows = [flow for batch in flow_batches(log, site="plant") for flow in batch.records]
    values = list(messages(flows, BATCH))  # type: ignore[arg-type]
    packed = zstandard.ZstdCompressor(level=3)
    return (
        sum(map(len, values)) / len(flows),
        sum(len(packed.compress(value)) for value in values) / len(flows),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one", nargs=2, type=int, metavar=("ASSETS", "PATHS"), help="one size, in this process")
    parser.add_argument("--log", type=Path, help="a flow log whose flows are weighed as messages")
    chosen = parser.parse_args()
    if chosen.one:
        with tempfile.TemporaryDirectory() as folder:
            print(msgspec.json.encode(_filled(Path(folder), *chosen.one)).decode())
        return
    for assets, paths in SIZES:
        found = sizes(assets, paths)
        print(
            f"   {assets:>7,} assets, {paths:>9,} paths: {found.memory_bytes / 1e6:8.1f} MB of memory,"
            f" {found.database_bytes / 1e6:8.1f} MB of database"
        )
    if chosen.log:
        plain, small = flow_bytes(chosen.log)
        print(f"   a flow of {chosen.log}: {plain:.0f} bytes on its topic, {small:.0f} where the topic packs with zstd")


if __name__ == "__main__":
    main()
