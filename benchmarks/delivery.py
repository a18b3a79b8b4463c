"""Alerts a second that reach a receiver, from the embedded outbox with cursors on the disk; and a storm's memory.

The limit beside each rate is the same outbox read, decoded and written in the same format, given to nobody: what is
left of it is the way out. Aims of the project, for an alert of ten hops: 2,000/s by TCP syslog, 1,000/s by bulk. The
storm is what waits for a sink that has been away: the process grows by what is given at once, not by what waits.

    python -m benchmarks.delivery [--alerts 5000] [--storm 100000]
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.alert_formats import alert_of_ten_hops
from benchmarks.machine import peak_bytes
from schemas.alert import Alert
from schemas.formats.alerts.parts.origin import Origin
from schemas.formats.alerts.registry import from_origin
from streams.outputs.delivery import Delivery
from streams.outputs.registry import sink_of
from streams.outputs.settings import OutputSettings
from streams.outputs.sink import Outgoing, Sink
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_outbox import SqliteOutbox
from streams.stores.sqlite_schema import DATABASE_NAME
from tests.streams.records import a_checkpoint

SINKS = {
    "syslog over TCP, CEF": ("syslog", "syslog+tcp://127.0.0.1:{port}", "cef", 2_000),
    "bulk, ECS": ("bulk", "bulk+http://127.0.0.1:{port}", "ecs", 1_000),
    "webhook, JSON": ("webhook", "http://127.0.0.1:{port}/", "ndjson", None),
}
WITHIN_S = 600.0


class Nobody:
    """A sink that drops what it is given."""

    def open(self, length: int | None) -> None:
        """Nothing."""

    def begin(self) -> int:
        """It has no length."""
        return 0

    def deliver(self, outgoing: Sequence[Outgoing]) -> int:  # noqa: ARG002 - they are dropped
        """Drop them."""
        return 0

    def close(self) -> None:
        """Nothing."""


def refuse(outgoing: Outgoing, answer: str) -> None:
    sys.exit(f"{outgoing.alert.id} was refused: {answer}")


@contextmanager
def receiver(kind: str) -> Iterator[int]:
    """Its port."""
    command = [sys.executable, "-m", "benchmarks.receiver", kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        process.communicate()


async def filled(folder: Path, alert: Alert, count: int) -> int:
    """A state with so many alerts; their last sequence number."""
    store = SqliteStore(folder)
    await store.load()
    for begin in range(0, count, 5_000):
        alerts = tuple(
            msgspec.structs.replace(alert, id=f"{number:016x}") for number in range(begin, min(count, begin + 5_000))
        )
        await store.commit(a_checkpoint(alerts=alerts))
    newest = store.newest_sequence
    await store.close()
    return newest


def seconds(folder: Path, newest: int, name: str, sink: Sink, form: str) -> float:
    """How long one sink took for all that waits."""
    outbox = SqliteOutbox(folder / DATABASE_NAME, lambda: newest)
    delivery = Delivery(name, sink, from_origin(form, Origin(version="0.1.0", host="weir-1")), outbox)
    begin = time.monotonic()
    delivery.start(WITHIN_S)
    delivery.hurry()
    if not delivery.settled(WITHIN_S) or delivery.failure is not None:
        sys.exit(f"{name}: {delivery.failure or 'too slow'}")
    took = time.monotonic() - begin
    delivery.end()
    delivery.ended(WITHIN_S)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alerts", type=int, default=5_000)
    parser.add_argument("--storm", type=int, default=100_000)
    arguments = parser.parse_args()
    origin = Origin(version="0.1.0", host="weir-1")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        newest = asyncio.run(filled(folder, alert_of_ten_hops(), arguments.alerts))
        for name, (kind, to, form, aim) in SINKS.items():
            limit = newest / seconds(folder, newest, f"nobody, {name}", Nobody(), form)
            with receiver(kind) as port:
                settings = OutputSettings(to=to.format(port=port), format=form)
                found = newest / seconds(folder, newest, name, sink_of(settings, origin, refuse), form)
            judged = "" if aim is None else f", aim {aim:,}: {'met' if found >= aim else 'MISSED'}"
            print(f"{name:21} {found:8,.0f} alerts/s, {found / limit:.2f} of {limit:,.0f}/s given to nobody{judged}")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        before = peak_bytes()
        newest = asyncio.run(filled(folder, alert_of_ten_hops(), arguments.storm))
        stored = peak_bytes()
        with receiver("syslog") as port:
            settings = OutputSettings(to=f"syslog+tcp://127.0.0.1:{port}", format="cef")
            took = seconds(folder, newest, "storm", sink_of(settings, origin, refuse), "cef")
        print(
            f"storm of {newest:,}: caught up in {took:.0f} s; the process peaked at {peak_bytes() / 1e6:,.0f} MB,"
            f" {(peak_bytes() - stored) / 1e6:,.0f} MB of it for the delivery"
            f" ({before / 1e6:,.0f} MB before the storm, {stored / 1e6:,.0f} MB once it was stored)"
        )


if __name__ == "__main__":
    main()
