"""A plant's recording, a `weir run` that follows it, and what must have come of it.

What is expected is what `weir replay` makes of the same records in the same order, never what a run made.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

from models.pipeline import Pipeline
from models.settings import CoreSettings
from replay.run import ReplayInputs, ReplayOutput, replay
from schemas.alert import Alert
from schemas.flow import Flow
from schemas.formats.recording import encode_line
from schemas.path import PathRecord
from streams.messages import Record
from streams.shard.restored import restored_pipelines
from streams.sources.files.rotation import source_of
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import DATABASE_NAME
from tests.kafka import scenario
from tests.kafka.world import until
from tests.patience import PATIENCE_S
from tests.started import Started, start

Process = Started | subprocess.Popen[bytes]

RUN_S = PATIENCE_S
"""How long anything may take on a busy machine."""


def settings_for(_site: str) -> CoreSettings:
    return CoreSettings()


def recorded(count: int, *, seed: int = 7) -> list[Record]:
    """Two sites' records, interleaved, with late flows, verdicts and changes; then three quiet days that close all."""
    queues = [list(scenario.messages(site, count, forgets=False)) for site in scenario.sites()]
    chance = random.Random(seed)
    mixed: list[Record] = []
    while any(queues):
        mixed += chance.choice([queue for queue in queues if queue]).pop(0)
    for site in scenario.sites():
        mixed += [record for records in scenario.ending(site, count) for record in records]
    return mixed


def lines_of(records: Sequence[Record]) -> list[bytes]:
    return [encode_line(record) for record in records]


class Outcome(Struct):
    """What came of an input: revisions in order, and every path with its counts."""

    revisions: list[Alert]
    paths: list[PathRecord]

    @property
    def flows(self) -> int:
        return sum(path.flows for path in self.paths)


class _Kept(ReplayOutput):
    def __init__(self) -> None:
        self.revisions: list[Alert] = []

    def alerts(self, alerts: Sequence[Alert]) -> None:
        self.revisions += alerts


def expected(lines: Sequence[bytes], folder: Path) -> Outcome:
    """What a replay makes of a recording. Every flow is on a path: nothing is refused or forgotten."""
    path = folder / "expected.ndjson"
    path.write_bytes(b"".join(lines))
    kept = _Kept()
    inputs = ReplayInputs(paths=(str(path),), file_format="recording", site="plant")
    summary = replay(inputs, settings_for, kept)
    outcome = Outcome(kept.revisions, [record for site in summary.sites for record in site.paths])
    assert outcome.flows == flows_in(lines)
    return outcome


def flows_in(lines: Sequence[bytes]) -> int:
    return sum(line.startswith(b'{"flow"') for line in lines)


def flows_of(records: Sequence[Record]) -> int:
    return sum(isinstance(record, Flow) for record in records)


class Shell:
    """A state folder, a log that it follows, and the processes that run on it, one after the other."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.alerts = folder / "alerts.ndjson"
        self.log = folder / "plant.ndjson"
        self.process: Process | None = None
        folder.mkdir(exist_ok=True, parents=True)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WEIR_")},
            "WEIR_EMBEDDED_STATE_DIR": str(self.state),
            "WEIR_EMBEDDED_ALERTS_FILE": str(self.alerts),
            "WEIR_EMBEDDED_SOURCES": msgspec.json.encode([{"path": str(self.log), "format": "recording"}]).decode(),
            "WEIR_EMBEDDED_CHECKPOINT_S": "0.2",
            "WEIR_EMBEDDED_POLL_S": "0.02",
            **settings,
        }

    def start(self, *arguments: str, fault: str | None = None, within: Sequence[str] = ()) -> Process:
        """`weir run`, with a fault of `tests/embedded_faults/faulty.py` or without; `within` another command."""
        weir = ["weir"] if fault is None else ["tests.embedded_faults.faulty", fault]
        command = [*weir, "run", "--quiet", *arguments]
        said = self.folder / "said.log"
        # Some faults replace what Weir takes over when it is imported.
        if not within and (fault is None or fault.startswith(("kill-before=", "kill-after="))):
            self.process = start(*command, environment=self.environment, output=said)
            return self.process
        with said.open("ab") as log:
            self.process = subprocess.Popen(
                [*within, sys.executable, "-m", *command], env=self.environment, stdout=log, stderr=log
            )
        return self.process

    def run(self, *arguments: str, fault: str | None = None, within: Sequence[str] = ()) -> int:
        """To its end; its exit code."""
        begun = len(self.said)
        process = self.start(*arguments, fault=fault, within=within)
        code = process.wait(timeout=RUN_S)
        self.last_said = self.said[begun:]
        return code

    def once(self) -> None:
        """Read all there is, without a fault."""
        assert self.run("--once") == 0, self.said

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """In good order, if it runs; its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=RUN_S)

    @property
    def said(self) -> str:
        path = self.folder / "said.log"
        return path.read_text() if path.exists() else ""

    def positions(self) -> dict[str, int]:
        """Up to where each source is committed."""
        try:
            uri = f"file:{self.state / DATABASE_NAME}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                return dict(connection.execute("SELECT source, position FROM positions"))
        except sqlite3.OperationalError:
            return {}

    def running(self) -> bool:
        assert self.process is not None
        return self.process.poll() is None

    def wait_until_all_applied(self) -> None:
        """All lines of the log are committed, and what was rotated away before it."""
        source = source_of(self.log, self.log)
        assert source is not None

        def applied() -> bool:
            assert self.running(), self.said
            return self.positions().get(source) == self.log.stat().st_size

        until(applied, "all of the log is applied", RUN_S)

    def pipelines(self) -> dict[str, Pipeline]:
        """As the committed state has them."""
        pipelines, problems = restored_pipelines(SqliteReader(self.state).state(), settings_for)
        assert problems == []
        return pipelines

    def outcome(self) -> Outcome:
        """What is committed."""
        pipelines = self.pipelines()
        paths = [path for site in sorted(pipelines) for path in pipelines[site].paths()]
        return Outcome(SqliteReader(self.state).revisions(), paths)

    def written(self) -> list[tuple[str, int]]:
        """Id and revision of each line of the alerts file."""
        decoder = msgspec.json.Decoder(Alert)
        alerts = [decoder.decode(line) for line in self.alerts.read_bytes().splitlines()]
        return [(alert.id, alert.revision) for alert in alerts]


def keys(revisions: Sequence[Alert]) -> list[tuple[str, int]]:
    return [(alert.id, alert.revision) for alert in revisions]
