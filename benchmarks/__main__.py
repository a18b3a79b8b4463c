"""Every measurement, one after the other: `make bench`, or `python -m benchmarks NAME...` for some.

The long runs that must stay flat are apart: `make soak`, and `make year`.
"""

import subprocess
import sys
import time

BENCHMARKS: dict[str, str] = {
    "core_rate": "steady traffic through decode and core, against the limit of pure Python",
    "plant": "a plant's mixed traffic through the whole of weir replay, against a minimal reader",
    "zeek_reader": "Zeek TSV rows, against a minimal reader",
    "inputs": "each input format over real files and made rows, against a minimal reader",
    "listening": "NetFlow over UDP at 50,000 records/s, and past what can be taken",
    "follow": "a busy log in a folder full of others, against the same log alone",
    "flood": "a million flows from 200,000 spoofed initiators",
    "replay_memory": "ten copies of a day, against one",
    "kafka_worker": "the worker on a real broker, against the same messages in this process",
    "plant_kafka": "the same traffic as a backlog on a real broker: collector, feed and worker",
    "workers": "two workers on two partitions, against one",
    "growth": "what a flow costs from 1 to 64 sites and from 1,000 to 1,000,000 paths",
    "recovery": "loading 1,000,000 paths of one partition from the state log",
    "embedded_checkpoint": "a checkpoint of the embedded store with 20,000 records, and one that forgets",
    "checkpoint": "a checkpoint with 300 and with 20,000 active assets",
    "alert_formats": "alerts written in the words of each receiver, against JSON",
    "delivery": "alerts through syslog, bulk and webhook, against the same given to nobody; a storm's memory",
    "outage": "from a flow's line to its alert, while an output is well, away, or behind by a week",
    "detector_costs": "what each detector takes of a replay's processor time",
    "large_plant": "rows a second of the simulated large plant",
    "report": "the page of 5,000 assets and 50,000 paths: its size, and how soon a browser has opened it",
    "latency": "from a flow's sending until its alert can be read",
}


def main() -> None:
    """Run the named ones, or all; exits 1 when one of them failed."""
    names = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    failed = []
    for name in names:
        print(f"== {name}: {BENCHMARKS[name]}", flush=True)
        began = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
        print(f"   ({time.monotonic() - began:.0f} s)\n", flush=True)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
