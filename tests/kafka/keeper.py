"""The one broker that all tests share which do not break it, whichever process of pytest-xdist they run in.

A process of its own keeps it, which the first test to ask starts; it ends with the run. An idle broker takes 4 % of
a core and half a gigabyte: one for each process of the run cost a tenth of all that the tests cost.
"""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from tests.kafka.broker import Broker, RunningBroker
from tests.kafka.jars import NoBroker
from tests.patience import PATIENCE_S

LOOK_EVERY_S = 0.2
REPOSITORY = Path(__file__).resolve().parent.parent.parent


class Kept(Struct):
    """What the keeper says of itself: where the broker is, or why there is none."""

    bootstrap: str | None = None
    missing: str | None = None
    failed: str | None = None


def shared_broker(folder: Path, run: int) -> RunningBroker:
    """The broker of the run whose process is `run`, started by whoever asks first. Raises NoBroker.

    `folder` is the same for all processes of a run, and for no other run.
    """
    said = folder / "broker.json"
    with contextlib.suppress(FileExistsError):
        os.close(os.open(folder / "broker.asked", os.O_CREAT | os.O_EXCL))
        # Not of our process group: Ctrl-C is for the run, and the keeper ends after it.
        with (folder / "keeper.log").open("wb") as log:
            subprocess.Popen(
                [sys.executable, "-m", "tests.kafka.keeper", str(run), str(said)],
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            ).returncode = 0  # nobody waits for it
    deadline = time.monotonic() + PATIENCE_S
    while not said.exists():
        if time.monotonic() > deadline:
            msg = f"no broker within {PATIENCE_S:.0f} s: {(folder / 'keeper.log').read_text()[-4_000:]}"
            raise RuntimeError(msg)
        time.sleep(LOOK_EVERY_S)
    kept = msgspec.json.decode(said.read_bytes(), type=Kept)
    if kept.bootstrap is not None:
        return RunningBroker(kept.bootstrap)
    if kept.missing is not None:
        raise NoBroker(kept.missing)
    raise RuntimeError(kept.failed)


def keep(run: int, said: Path) -> None:
    """Start a broker, say where it is, and remove it when the run has ended."""
    try:
        broker = Broker()
        broker.start()
    except NoBroker as reason:
        _say(said, Kept(missing=str(reason)))
        return
    except BaseException as error:
        _say(said, Kept(failed=repr(error)))
        raise
    _say(said, Kept(bootstrap=broker.bootstrap))
    while _lives(run):
        time.sleep(LOOK_EVERY_S)
    broker.remove()


def _say(said: Path, kept: Kept) -> None:
    part = said.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(kept))
    part.replace(said)


def _lives(process: int) -> bool:
    """Whether a process runs; one that has ended and was not asked for its end does not (Linux)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    keep(int(sys.argv[1]), Path(sys.argv[2]))
