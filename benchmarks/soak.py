"""A long run at half of the worker's peak: its memory is flat, its lag does not grow, it leaks no file and no thread.

The peak is measured first, in the same run: a backlog of several sites, and how long the worker takes for it. Then
a producer of its own keeps half of that rate, with verdicts, ticks and days that end (event time runs faster, see
`soak_traffic`). Each ten seconds the worker's memory, files and threads are looked at, and the lag: messages
published but not in a checkpoint yet. The first third is warm-up; over the rest a straight line is laid. Bounds:
memory grows by less than 5 %, the lag by less than one checkpoint's worth of traffic, files and threads not at all
(but for a connection that is being made anew). Exits 1 when one is broken. Topics keep little, so that the disk
is not filled. Linux only. `--plot` needs matplotlib (`pip install weir[bench]`).

    python -m benchmarks.soak --minutes 30 --csv soak.csv --plot soak.png
"""

import argparse
import csv
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean, linear_regression

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource
from msgspec import Struct
from msgspec.structs import astuple

from benchmarks import ground
from benchmarks.machine import footprint
from benchmarks.soak_traffic import Traffic
from benchmarks.traffic import BATCH
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import topics

PARTITIONS, SITES = 2, 4
SHARE_OF_PEAK = 0.5
WARM_UP = 1 / 3
MEMORY_GROWTH = 0.05
SPARE_FILES, SPARE_THREADS = 2, 1
KEPT_BYTES, SEGMENT_BYTES = 1024 * 1024 * 1024, 32 * 1024 * 1024
"""Of each partition: the backlog that the peak is measured with is 340 MB of it."""
RETENTION_CHECK_MS = 10_000


class Sample(Struct, frozen=True):
    """The worker at one moment: seconds since the steady traffic began, and what it holds then."""

    seconds: float
    resident_bytes: int
    files: int
    threads: int
    lag_messages: int
    processor_s: float


def keep_little(settings: KafkaSettings) -> None:
    """Let the broker delete what is older than some minutes of traffic."""
    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    small = {"segment.bytes": str(SEGMENT_BYTES), "file.delete.delay.ms": "1000"}
    kept = {"retention.bytes": str(KEPT_BYTES)}
    try:
        admin.alter_configs(
            [
                ConfigResource(
                    "topic",
                    settings.topic(spec.name),
                    configs=small | (kept if spec.configs["cleanup.policy"] == "delete" else {}),
                )
                for spec in topics.TOPICS
            ]
        )
    finally:
        admin.close()


class Lag:
    """How many messages of flows are published but not in a checkpoint yet."""

    def __init__(self, settings: KafkaSettings, progress: ground.Progress) -> None:
        self._progress = progress
        self._consumer = KafkaConsumer(bootstrap_servers=settings.bootstrap_servers, enable_auto_commit=False)
        self._where = [TopicPartition(settings.topic("flows"), each) for each in range(settings.partitions)]

    def messages(self) -> int:
        # A look gives the news of one partition at a time.
        for _ in self._where:
            self._progress.look()
        ends = self._consumer.end_offsets(self._where)
        return sum(max(0, end - self._progress.applied[where.partition]) for where, end in ends.items())

    def ends(self) -> dict[int, int]:
        return {where.partition: end for where, end in self._consumer.end_offsets(self._where).items()}

    def close(self) -> None:
        self._consumer.close()


def peak(worker: "subprocess.Popen[bytes]", traffic: Traffic, lag: Lag, progress: ground.Progress, flows: int) -> float:
    """Flows a second of wall time that the worker takes from a backlog, checkpoints included."""
    traffic.burst(flows // 5 // BATCH, 10_000.0)
    progress.wait(lag.ends(), [worker])
    worker.send_signal(signal.SIGSTOP)
    traffic.burst(flows // BATCH, 10_000.0)
    ends = lag.ends()
    began = time.monotonic()
    worker.send_signal(signal.SIGCONT)
    progress.wait(ends, [worker])
    return flows / (time.monotonic() - began)


def watch(
    worker: "subprocess.Popen[bytes]", producer: "subprocess.Popen[bytes]", lag: Lag, every_s: float
) -> list[Sample]:
    samples: list[Sample] = []
    began = time.monotonic()
    while producer.poll() is None:
        if worker.poll() is not None:
            sys.exit("the worker has ended")
        now, behind = footprint(worker.pid), lag.messages()
        seconds = time.monotonic() - began
        samples.append(Sample(seconds, now.resident_bytes, now.files, now.threads, behind, now.processor_s))
        if len(samples) % max(1, int(60.0 / every_s)) == 1:
            print(f"  {seconds:6.0f} s: {now.resident_bytes / 1e6:,.0f} MB, {now.files} files, ", end="")
            print(f"{now.threads} threads, {behind:,} messages behind", flush=True)
        time.sleep(max(0.0, every_s * len(samples) - (time.monotonic() - began)))
    return samples


def growth(samples: Sequence[Sample], values: Sequence[float]) -> float:
    """What a straight line through the values gains from the first sample to the last."""
    seconds = [sample.seconds for sample in samples]
    return linear_regression(seconds, values).slope * (seconds[-1] - seconds[0])


def judged(samples: list[Sample], rate: float, checkpoint_s: float) -> list[tuple[str, bool]]:
    """Each bound as a line, and whether it is kept."""
    rest = [sample for sample in samples if sample.seconds >= WARM_UP * samples[-1].seconds]
    half = len(rest) // 2
    memory = [sample.resident_bytes for sample in rest]
    grown = growth(rest, memory) / fmean(memory)
    lags = [sample.lag_messages for sample in rest]
    lag_grown, lag_bound = growth(rest, lags), rate / BATCH * checkpoint_s
    verdicts = [
        (
            f"memory grew by {grown:.1%} of {fmean(memory) / 1e6:,.0f} MB (below {MEMORY_GROWTH:.0%})",
            grown < MEMORY_GROWTH,
        ),
        (
            f"lag grew by {lag_grown:,.0f} of {fmean(lags):,.0f} messages (below {lag_bound:,.0f})",
            lag_grown < lag_bound,
        ),
    ]
    for what, spare in (("files", SPARE_FILES), ("threads", SPARE_THREADS)):
        first, last = (max(getattr(one, what) for one in part) for part in (rest[:half], rest[half:]))
        verdicts.append((f"{what}: at most {last}, before {first} (at most {spare} more)", last <= first + spare))
    return verdicts


def plot(samples: list[Sample], file: Path) -> None:
    import matplotlib as mpl  # type: ignore[import-not-found, unused-ignore]

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # type: ignore[import-not-found, unused-ignore]

    figure, axes = plt.subplots(3, 1, figsize=(8, 7), sharex=True)
    minutes = [sample.seconds / 60.0 for sample in samples]
    axes[0].plot(minutes, [sample.resident_bytes / 1e6 for sample in samples])
    axes[0].set_ylabel("memory, MB")
    axes[1].plot(minutes, [sample.lag_messages for sample in samples])
    axes[1].set_ylabel("messages behind")
    axes[2].plot(minutes, [sample.files for sample in samples], label="open files")
    axes[2].plot(minutes, [sample.threads for sample in samples], label="threads")
    axes[2].legend()
    axes[2].set_xlabel("minutes")
    for axis in axes:
        axis.set_ylim(bottom=0)
    figure.tight_layout()
    figure.savefig(file)


def write_csv(samples: list[Sample], file: Path) -> None:
    with file.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(Sample.__struct_fields__)
        rows.writerows(astuple(sample) for sample in samples)


def produce(arguments: argparse.Namespace) -> None:
    """The producer's process: keep the rate, and say how much of it could be kept."""
    settings = ground.kafka_settings(arguments.produce, "soak", PARTITIONS)
    traffic = Traffic(settings, ground.sites_of(PARTITIONS, SITES), arguments.speed)
    traffic.now = arguments.event_time
    print(traffic.steady(arguments.rate, arguments.minutes * 60.0))
    traffic.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between samples")
    parser.add_argument("--peak-flows", type=int, default=2_000_000, help="flows by which the peak is measured")
    parser.add_argument("--speed", type=float, default=60.0, help="seconds of event time a second")
    parser.add_argument("--rate", type=float, help="flows a second (default: half of the peak)")
    parser.add_argument("--csv", type=Path, metavar="FILE")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="PNG or SVG")
    parser.add_argument("--produce", metavar="SERVERS", help=argparse.SUPPRESS)
    parser.add_argument("--event-time", type=float, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.produce:
        produce(arguments)
        return
    with ExitStack() as stack:
        broker = stack.enter_context(ground.broker({"log.retention.check.interval.ms": str(RETENTION_CHECK_MS)}))
        settings = ground.made_topics(broker.bootstrap, "soak", PARTITIONS)
        keep_little(settings)
        sites = ground.sites_of(PARTITIONS, SITES)
        traffic = Traffic(settings, sites, arguments.speed)
        for site in sites:
            ground.declare_zones(settings, site, traffic.now)
        worker = stack.enter_context(ground.worker(settings))
        progress = stack.enter_context(ground.Progress(settings))
        lag = Lag(settings, progress)
        stack.callback(lag.close)
        found = peak(worker, traffic, lag, progress, arguments.peak_flows)
        traffic.close()
        rate = arguments.rate or found * SHARE_OF_PEAK
        print(
            f"peak {found:,.0f} flows/s; {arguments.minutes:g} minutes at {rate:,.0f} flows/s, {SITES} sites",
            flush=True,
        )
        command = [
            sys.executable, "-m", "benchmarks.soak", "--produce", settings.bootstrap_servers,
            "--rate", str(rate), "--minutes", str(arguments.minutes), "--speed", str(arguments.speed),
            "--event-time", str(traffic.now),
        ]  # fmt: skip
        with subprocess.Popen(command, stdout=subprocess.PIPE) as producer:
            samples = watch(worker, producer, lag, arguments.every)
            said = producer.communicate()[0].decode().strip()
    if producer.returncode:
        sys.exit("the producer has failed")
    print(f"the producer kept {float(said):.0%} of the rate", end="")
    print(f"; the worker spent {samples[-1].processor_s / samples[-1].seconds:.0%} of a core, the peak's part included")
    if arguments.csv:
        write_csv(samples, arguments.csv)
    if arguments.plot:
        plot(samples, arguments.plot)
    verdicts = judged(samples, rate, settings.checkpoint_s)
    for line, kept in verdicts:
        print(f"  {line}: {'kept' if kept else 'BROKEN'}")
    sys.exit(0 if all(kept for _, kept in verdicts) else 1)


if __name__ == "__main__":
    main()
