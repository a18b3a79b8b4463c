"""Two workers on two partitions against one worker on the same two: processor time for the same flows.

Each run starts on topics that hold the first part, its workers are halted (SIGSTOP) once that is applied, and
go on when the rest lies there: starting up, first sights and filling the topics do not count. Then what counts
is the processor time of all worker processes from there until all is applied and committed. The runs take
turns, since the broker and other work share the machine. Floor of the project: two workers spend at most 1.15
times what one does. Linux only.

    python -m benchmarks.workers --flows 1000000 --rounds 3
"""

import argparse
import random
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle, islice

from benchmarks import ground
from benchmarks.machine import footprint
from benchmarks.traffic import BATCH, BEGIN, FLOWS_PER_S, made_flow, made_pairs, messages
from schemas.flow import Flow
from streams.kafka.log.topics import partition_of

PARTITIONS = 2
ASSETS, PATHS = 300, 1_500
WARM = 0.2
"""The part of each run that does not count."""

FLOOR = 1.15
SHARE = 0.3
"""Each of two workers has one of two equal partitions; below this part of their work they did not share it."""

Values = list[tuple[str, bytes]]


def polling(site: str) -> Iterator[Flow]:
    """Paths of one site in a fixed round, for ever."""
    chance = random.Random(1)
    pairs = made_pairs(ASSETS, PATHS, seed=1)
    chance.shuffle(pairs)
    for number, pair in enumerate(cycle(pairs)):
        yield made_flow(pair, BEGIN + number / FLOWS_PER_S, chance, site)


def made_values(flows: int) -> Values:
    """Messages of 500 flows, of one site in each partition in turn."""
    each = flows // BATCH // PARTITIONS
    made = [
        [(site, value) for value in messages(islice(polling(site), each * BATCH))]
        for site in ground.sites_of(PARTITIONS, PARTITIONS)
    ]
    return [value for together in zip(*made, strict=True) for value in together]


def ends_of(values: Sequence[tuple[str, bytes]]) -> dict[int, int]:
    """How many messages each partition holds."""
    return dict(Counter(partition_of(site, PARTITIONS) for site, _ in values))


def spent_s(servers: str, prefix: str, workers: int, values: Values) -> list[float]:
    """Processor time of each worker for the part that counts."""
    settings = ground.made_topics(servers, prefix, PARTITIONS)
    warm = int(len(values) * WARM) // PARTITIONS * PARTITIONS
    with ExitStack() as stack:
        processes = [stack.enter_context(ground.worker(settings)) for _ in range(workers)]
        progress = stack.enter_context(ground.Progress(settings))
        ground.wait_for_members(settings, workers)
        ground.fill(settings, values[:warm])
        progress.wait(ends_of(values[:warm]), processes)
        for process in processes:
            process.send_signal(signal.SIGSTOP)
        ground.fill(settings, values[warm:])
        before = [footprint(process.pid).processor_s for process in processes]
        for process in processes:
            process.send_signal(signal.SIGCONT)
        progress.wait(ends_of(values), processes)
        after = [footprint(process.pid).processor_s for process in processes]
    return [later - earlier for later, earlier in zip(after, before, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--flows", type=int, default=1_000_000, help="flows that count, of both partitions together")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    values = made_values(int(arguments.flows / (1.0 - WARM)))
    sums: dict[int, list[float]] = {1: [], 2: []}
    with ground.broker() as broker:
        for number in range(arguments.rounds):
            for workers, found in sums.items():
                spent = spent_s(broker.bootstrap, f"workers-{number}-{workers}", workers, values)
                if min(spent) < SHARE * sum(spent) and workers > 1:
                    sys.exit(f"the workers did not share the work: {spent} s; the group was rebalanced meanwhile")
                found.append(sum(spent))
                each = " + ".join(f"{one:.2f}" for one in spent)
                print(f"  round {number + 1}, {workers} worker(s): {each} s of processor time", flush=True)
    one, two = min(sums[1]), min(sums[2])
    flows = len(values) * BATCH * (1.0 - WARM)
    print(f"{flows:,.0f} flows on {PARTITIONS} partitions: two workers {two:.2f} s, one worker {one:.2f} s, ", end="")
    print(f"{two / one:.2f} times (floor: at most {FLOOR}): {'kept' if two <= FLOOR * one else 'MISSED'}")


if __name__ == "__main__":
    main()
