"""What a checkpoint of the embedded store costs: 20,000 records at once, and one that forgets all it may.

Aim: two seconds for the first on any machine that is not starved, since nothing is applied meanwhile.

    python -m benchmarks.embedded_checkpoint
"""

import asyncio
import tempfile
import time
from pathlib import Path

from schemas.journal import JournalRun
from schemas.state import StateRecord
from streams.checkpoint.protocol import Checkpoint
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_forgetting import ROWS_AT_ONCE

RECORDS = 20_000
RECORD_BYTES = 600
"""An asset's head with its statistics."""

ROUNDS = 9


def _checkpoint(records: list[StateRecord], runs: list[JournalRun]) -> Checkpoint:
    return Checkpoint(alerts=[], records=records, paths=[], dead_letters=[], runs=runs, positions={})


async def _timed(store: SqliteStore, checkpoint: Checkpoint) -> float:
    began = time.perf_counter()
    await store.commit(checkpoint)
    return time.perf_counter() - began


async def _measured(folder: Path) -> tuple[list[float], list[float]]:
    days = 0.0
    store = SqliteStore(folder, clock=lambda: days * 86_400.0)
    await store.load()
    large: list[float] = []
    for number in range(ROUNDS):
        value = bytes([number]) * RECORD_BYTES
        records = [StateRecord(f"plant|asset-{each}|head", value) for each in range(RECORDS)]
        large.append(await _timed(store, _checkpoint(records, [])))
    await store.commit(_checkpoint([], [JournalRun("t", each, each) for each in range(ROUNDS * ROWS_AT_ONCE)]))
    days = 500.0
    forgetting = [await _timed(store, _checkpoint([], [])) for _ in range(ROUNDS)]
    await store.close()
    return large, forgetting


def main() -> None:
    """Measure and print medians and worst."""
    with tempfile.TemporaryDirectory() as folder:
        large, forgetting = asyncio.run(_measured(Path(folder)))
    for name, took in ((f"{RECORDS:,} records", large), (f"{ROWS_AT_ONCE} rows forgotten", forgetting)):
        print(f"   {name}: {sorted(took)[ROUNDS // 2] * 1e3:,.1f} ms, at worst {max(took) * 1e3:,.1f} ms")


if __name__ == "__main__":
    main()
