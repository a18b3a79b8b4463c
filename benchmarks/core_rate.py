"""Steady traffic through decode and core, against the limit of pure Python in the same run.

The limit is the decode of the whole Flow and one dict update. Floors of the project: 35 % of it with 300
assets and 1,500 paths, 25 % with 20,000 and 200,000 (aims: 50 and 35). Also printed: the bytes of a path in
memory (what the second half of the paths adds) and in the state log, and of an asset's head. Times are the
processor's. Time goes on from round to round, so that windows and hours end as they do in a plant; in a round before
the first each path comes again.

    python -m benchmarks.core_rate --flows 100000
"""

import argparse
import gc
import time
from pathlib import Path

from benchmarks.traffic import BATCH, BEGIN, FLOWS_PER_S, first_sights, made_pairs, steady
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.codec import FLOWS

SIZES = ((300, 1_500, 0.35), (20_000, 200_000, 0.25))
PAGE_BYTES = 4_096


def resident_bytes() -> int:
    """Memory in use now; 0 where the system does not say (it is Linux that does)."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * PAGE_BYTES if statm.exists() else 0


def limit_s(messages: list[bytes]) -> float:
    counts: dict[tuple[str, str, int | None], int] = {}
    began = time.process_time()
    for message in messages:
        for flow in FLOWS.decode(message, source="bench", position=0)[0]:
            key = (flow.initiator_ip, flow.responder_ip, flow.responder_port)
            counts[key] = counts.get(key, 0) + 1
    return time.process_time() - began


def core_s(pipeline: Pipeline, messages: list[bytes]) -> float:
    began = time.process_time()
    for message in messages:
        pipeline.observe(FLOWS.decode(message, source="bench", position=0)[0])
        pipeline.take_output()
    return time.process_time() - began


def measure(assets: int, paths: int, flows: int, rounds: int) -> float:
    pairs = made_pairs(assets, paths, seed=1)
    sights = list(first_sights(pairs))
    gc.collect()
    pipeline = Pipeline("plant", CoreSettings())
    half = len(sights) // 2
    met = core_s(pipeline, sights[:half])
    before = resident_bytes()
    met += core_s(pipeline, sights[half:])
    held = (resident_bytes() - before) / (paths - half * BATCH)
    core_s(pipeline, list(first_sights(pairs, begin=BEGIN + paths / FLOWS_PER_S)))
    pairs_of_times: list[tuple[float, float]] = []
    for number in range(rounds):
        traffic = list(steady(pairs, flows, after=paths + number * flows))
        gc.collect()
        pairs_of_times.append((limit_s(traffic), core_s(pipeline, traffic)))
    limit, core = min(each[0] for each in pairs_of_times), min(each[1] for each in pairs_of_times)
    ratio = limit / core
    began = time.process_time()
    records = pipeline.changed_records()
    snapshot = time.process_time() - began
    heads = [len(r.value or b"") for r in records if r.key.endswith("|head")]
    chunks = sum(len(r.value or b"") for r in records if not r.key.endswith("|head") and "@" not in r.key)
    rates = f"limit {flows / limit:>9,.0f}/s  core {flows / core:>9,.0f}/s  {ratio:.0%}"
    print(f"{assets:>7,} assets {paths:>8,} paths: {rates}")
    print(f"        first sight {met / paths * 1e6:.0f} us a path; all state out in {snapshot:.2f} s")
    head = sum(heads) / len(heads)
    log = f"{chunks / paths:,.0f} in the state log; an asset's head {head:,.0f}"
    print(f"        bytes: a path {held:,.0f} in memory, {log}")
    return ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    for assets, paths, floor in SIZES:
        ratio = measure(assets, paths, chosen.flows, chosen.rounds)
        print(f"        floor {floor:.0%}: {'kept' if ratio >= floor else 'MISSED'}")


if __name__ == "__main__":
    main()
