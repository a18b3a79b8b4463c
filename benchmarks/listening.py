"""NetFlow v9 over UDP on loopback: what is lost at 50,000 records/s, and whether all that is lost past that is counted.

A sender, a process of its own, sends datagrams of a plant's traffic at a steady pace. They go through the port's thread
and queue into the reader, polled as a shell does. Then the same through `weir run` as a process, core and commits and
all. At last as fast as the sender can, into a small queue: there sent = read + lost in the kernel + lost in the queue
must hold, or this fails, and so it does where anything is lost at the bar's rate.

    python -m benchmarks.listening --seconds 60 --rate 50000
"""

import argparse
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from msgspec import Struct

from benchmarks.machine import footprint
from streams.sources.listening.datagrams import DatagramSource
from streams.sources.listening.port import Port
from streams.sources.listening.settings import NetflowSettings
from tests.streams.sources.listening.exporter import plant, template

EACH = 24
"""Records a datagram: what fits into an Ethernet frame with some 50 bytes each, as exporters usually have it."""

DIFFERENT = 400
TEMPLATE_EVERY = 1_000
"""Datagrams between two templates."""

POLL_S = 0.25
"""As `weir run` rests where nothing came (`[embedded] poll_s`)."""


class Sent(Struct, frozen=True):
    """What the sender sent, by datagrams; in how many seconds."""

    datagrams: int
    templates: int
    seconds: float

    @property
    def records(self) -> int:
        return (self.datagrams - self.templates) * EACH


def send(port: int, rate: float, seconds: float, done: "Synchronized[int]", templates: "Synchronized[int]") -> None:
    """`rate` is records a second; 0: as fast as it goes."""
    now = time.time()
    datagrams, described = plant(DIFFERENT, EACH, now), template(now)
    with socket.socket(type=socket.SOCK_DGRAM) as to:
        to.connect(("127.0.0.1", port))
        sent = told = 0
        began = time.monotonic()
        while (passed := time.monotonic() - began) < seconds:
            due = int(passed * rate / EACH) if rate else sent + 64
            while sent < due:
                if sent % TEMPLATE_EVERY == 0:
                    to.send(described)
                    told += 1
                else:
                    to.send(datagrams[sent % DIFFERENT])
                sent += 1
            if rate:
                time.sleep(0.001)
    templates.value, done.value = told, sent


class Sender:
    """A process that sends, and what it had sent when it ended."""

    def __init__(self, port: int, rate: float, seconds: float) -> None:
        context = multiprocessing.get_context("spawn")
        self._seconds = seconds
        self._done, self._templates = context.Value("q", 0), context.Value("q", 0)
        self._process = context.Process(target=send, args=(port, rate, seconds, self._done, self._templates))
        self._process.start()

    @property
    def runs(self) -> bool:
        return self._process.is_alive()

    def sent(self) -> Sent:
        self._process.join()
        return Sent(self._done.value, self._templates.value, self._seconds)


def through_the_reader(rate: float, seconds: float, settings: NetflowSettings, every_s: float = POLL_S) -> bool:
    """Whether nothing was lost, and every datagram was accounted for."""
    port = Port("udp:127.0.0.1:0", settings)
    source = DatagramSource(port, settings, site="plant")
    sender = Sender(port.number, rate, seconds)
    flows = others = letters = most = 0
    cpu = None
    while sender.runs or not source.idle or port.behind():
        batch = source.poll()
        most = max(most, port.waiting)
        if batch is None:
            time.sleep(every_s)
            continue
        # What starting cost is none of it.
        cpu = time.process_time() if cpu is None else cpu
        flows += len(batch.records)
        letters += len(batch.dead_letters)
        others += batch.repeats + (0 if batch.notes is None else batch.notes.rows)
    used = time.process_time() - (cpu or 0.0)
    sent, kernel, here = sender.sent(), port.lost_in_kernel() or 0, port.lost_here
    received = port.received
    source.close()
    print(
        f"  sent {sent.records:,} records in {sent.datagrams:,} datagrams, {sent.records / sent.seconds:,.0f} a second:"
        f" {flows:,} flows, {others:,} other rows, {letters} dead letters\n"
        f"  lost: {kernel:,} datagrams in the kernel, {here:,} in the queue ({(kernel + here) / sent.datagrams:.2%}); "
        f"at most {most / 1e6:.1f} MB waited; {used / seconds:.0%} of a processor"
    )
    counted = sent.datagrams == received + kernel
    if not counted:
        print(f"  NOT COUNTED: {sent.datagrams - received - kernel} datagrams")
    return counted and kernel + here == 0


def through_weir_run(rate: float, seconds: float) -> bool:
    """The same with core and commits; whether nothing was lost."""
    with tempfile.TemporaryDirectory(prefix="weir-listening-") as folder, _free_port() as taken:
        number = taken.getsockname()[1]
        taken.close()
        with _free_port() as other:
            page = f"127.0.0.1:{other.getsockname()[1]}"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WEIR_")},
            "WEIR_EMBEDDED_STATE_DIR": f"{folder}/state",
            "WEIR_METRICS_LISTEN": page,
        }
        command = [sys.executable, "-m", "weir", "run", f"udp:127.0.0.1:{number}", "--quiet"]
        with Path(folder, "said").open("wb") as said:
            process = subprocess.Popen(command, env=environment, stderr=said, stdout=said)
        try:
            _until(lambda: _asked(page, "readyz") is not None, process)
            before = footprint(process.pid)
            sender = Sender(number, rate, seconds)
            sent = sender.sent()
            _until(lambda: _figure(page, "weir_source_lag_bytes") == 0.0, process)
            after = footprint(process.pid)
            kernel, here = (_figure(page, f'weir_received_lost_total{{kind="{one}"') for one in ("kernel", "queue"))
            process.send_signal(signal.SIGTERM)
            process.wait()
        finally:
            process.kill()
        print(Path(folder, "said").read_text().splitlines()[-1])
    print(
        f"  weir run: sent {sent.records:,} records, {sent.records / sent.seconds:,.0f} records/s; lost {kernel:,.0f} "
        f"datagrams in the kernel, {here:,.0f} in the queue; {(after.processor_s - before.processor_s) / seconds:.0%} "
        f"of a processor, {after.resident_bytes / 1e6:,.0f} MB"
    )
    return kernel + here == 0


def _free_port() -> socket.socket:
    one = socket.socket()
    one.bind(("127.0.0.1", 0))
    return one


def _asked(page: str, name: str) -> str | None:
    try:
        with urllib.request.urlopen(f"http://{page}/{name}", timeout=10) as answer:
            text: str = answer.read().decode()
            return text
    except OSError:
        return None


def _figure(page: str, begins: str) -> float:
    """The sum of the figures whose lines begin so; NaN while there are none."""
    found = re.findall(rf"^{re.escape(begins)}.* ([0-9.e+]+)$", _asked(page, "metrics") or "", re.MULTILINE)
    return sum(map(float, found)) if found else float("nan")


def _until(met: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    # A source tells how far it is behind each 2 s: the first look after the end may be older than it.
    time.sleep(3.0)
    while not met():
        if process.poll() is not None:
            sys.exit("weir run has ended")
        time.sleep(0.5)


def main() -> None:
    """Exits 1 where something was lost at the rate, or not counted past it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=50_000.0, help="records a second")
    parser.add_argument("--weir-run-rate", type=float, default=20_000.0, help="the same through weir run; 0: not")
    parser.add_argument("--overload-seconds", type=float, default=10.0)
    given = parser.parse_args()
    print(f"{given.rate:,.0f} records/s for {given.seconds:.0f} s, through the source into the reader")
    well = through_the_reader(given.rate, given.seconds, NetflowSettings())
    if given.weir_run_rate:
        print(f"{given.weir_run_rate:,.0f} records/s for {given.seconds / 2:.0f} s, through weir run")
        through_weir_run(given.weir_run_rate, given.seconds / 2)
    print(f"as fast as it goes for {given.overload_seconds:.0f} s, into a queue of 4 MB")
    through_the_reader(0.0, given.overload_seconds, NetflowSettings(waiting_mb=4.0))
    if not well:
        sys.exit("something was lost")


if __name__ == "__main__":
    main()
