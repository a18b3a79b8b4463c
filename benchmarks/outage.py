"""From a flow's line in the log until its alert is in the alerts file, with an output that is well, away, or behind.

One `weir run` follows a log; every new path is an alert. "away": nobody listens at the output's port. "behind": a
hundred thousand alerts of a week wait for it, and are delivered meanwhile. What is compared is the alerts file, which
is an output of its own: what another does must not be seen in it.

    python -m benchmarks.outage [--alerts 60]
"""

import argparse
import asyncio
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.alert_formats import alert_of_ten_hops
from benchmarks.delivery import filled, receiver
from benchmarks.machine import quantile
from streams.outputs.outbox import Cursor
from streams.outputs.registry import sink_name
from streams.stores.sqlite_outbox import SqliteOutbox
from streams.stores.sqlite_schema import DATABASE_NAME
from tests.embedded_faults.plant import Shell, lines_of, recorded
from tests.receivers.rsyslog import free_port

BEHIND = 100_000
CHECKPOINT_S = 0.05
PAUSE_S = 0.1
WITHIN_S = 60.0


def latencies(folder: Path, to: str, alerts: int, *, behind: int) -> list[float]:
    """Seconds until the alerts file has grown, for each line that raised an alert."""
    shell = Shell(folder, WEIR_EMBEDDED_CHECKPOINT_S=str(CHECKPOINT_S), WEIR_EMBEDDED_CHECKPOINT_FLOWS="20")
    settings = folder / "weir.toml"
    settings.write_text(f'[outputs.other]\nto = "{to}"\nformat = "cef"\n')
    shell.environment["WEIR_SETTINGS"] = str(settings)
    if behind:
        newest = asyncio.run(filled(shell.state, alert_of_ten_hops(), behind))
        outbox = SqliteOutbox(shell.state / DATABASE_NAME, lambda: newest)
        outbox.open()
        outbox.keep("other", Cursor({0: 0}))
        # The file that is looked at has all of them: it must grow by new alerts alone.
        shell.alerts.write_bytes(b"")
        outbox.keep(sink_name(f"file:{shell.alerts}", "ndjson"), Cursor({0: newest}))
        outbox.close()
    lines = lines_of(recorded(400))
    shell.log.write_bytes(b"")
    shell.start()
    found: list[float] = []
    with shell.log.open("ab", buffering=0) as log:
        for line in lines:
            size = shell.alerts.stat().st_size if shell.alerts.exists() else 0
            began = time.monotonic()
            log.write(line)
            while time.monotonic() < began + PAUSE_S * 5:
                if shell.alerts.exists() and shell.alerts.stat().st_size > size:
                    found.append(time.monotonic() - began)
                    break
                time.sleep(0.001)
            if len(found) == alerts:
                break
    shell.stop()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alerts", type=int, default=60)
    alerts = parser.parse_args().alerts
    print(f"{'output':28} {'alerts':>6} {'median ms':>10} {'p95 ms':>8} {'most ms':>8}")
    with receiver("syslog") as port:
        well, away = f"syslog+tcp://127.0.0.1:{port}", f"syslog+tcp://127.0.0.1:{free_port()}"
        for name, to, behind in (
            ("well", well, 0), ("away", away, 0), (f"behind by {BEHIND:,} alerts", well, BEHIND),
        ):  # fmt: skip
            folder = Path(tempfile.mkdtemp())
            try:
                found = latencies(folder, to, alerts, behind=behind)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            median, p95 = (quantile(found, part) * 1e3 for part in (0.5, 0.95))
            print(f"{name:28} {len(found):6} {median:10.0f} {p95:8.0f} {max(found) * 1e3:8.0f}")


if __name__ == "__main__":
    main()
