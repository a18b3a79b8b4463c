"""`weir run` as a process: killed, refused, stopped; the alerts are those of an undisturbed run."""

import itertools
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from models.settings import CoreSettings
from replay.simulate.plan import demo_plan
from replay.simulate.run import plant_changes, simulate
from replay.ticks import with_ticks
from schemas import codec
from schemas.formats.recording import encode_line
from streams.embedded.settings import SourceSettings
from streams.embedded.verdict_inbox import append_verdict
from streams.messages import Batch
from streams.stores.sqlite_reader import SqliteReader
from tests import started
from tests.models.cuts import written_anew
from tests.patience import PATIENCE_S
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, a_verdict
from weir.settings.sections import Settings, SiteSettings
from weir.wiring.embedded import statement_files

DEADLINE_S = PATIENCE_S

_started: list[subprocess.Popen[bytes]] = []


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """A test that fails leaves no process behind."""
    yield
    while _started:
        process = _started.pop()
        process.kill()
        process.communicate()


class Run:
    """One state folder and the processes that run on it."""

    def __init__(self, folder: Path, *sources: str, **settings: str) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.alerts = folder / "alerts.ndjson"
        self.sources = sources
        folder.mkdir(exist_ok=True)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WEIR_")},
            "WEIR_EMBEDDED_STATE_DIR": str(self.state),
            "WEIR_EMBEDDED_ALERTS_FILE": str(self.alerts),
            "WEIR_SITE_NAME": SITE,
            **settings,
        }

    def start(self, *arguments: str, stdin: int | None = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "weir", "run", *self.sources, *arguments]
        process = subprocess.Popen(
            command, env=self.environment, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        _started.append(process)
        return process

    def finish(self, *arguments: str) -> str:
        """Run to the end; what it said on standard error."""
        command = ("run", *self.sources, *arguments)
        done = started.run("weir", *command, environment=self.environment, timeout=DEADLINE_S)
        assert done.returncode == 0, done.stderr.decode()
        return done.stderr.decode()

    def position(self) -> int:
        """The bytes applied of all sources."""
        try:
            with closing(sqlite3.connect(f"file:{self.state / 'weir.db'}?mode=ro", uri=True)) as connection:
                # A source that ends there is the mark of a log or a folder that was met: its position is a time.
                query = "SELECT total(position) FROM positions WHERE source NOT LIKE '%#'"
                (total,) = connection.execute(query).fetchone()
        except sqlite3.OperationalError:
            return 0
        return int(total)


def _until(true: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not true():
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < deadline
        time.sleep(0.002)


def _stopped(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> str:
    process.send_signal(number)
    _, said = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, said.decode()
    return said.decode()


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's plant, all four inputs but verdicts, as one recording with its ticks."""
    plan = msgspec.structs.replace(demo_plan(), site=SITE, days=10, attack_day=8)
    path = tmp_path_factory.mktemp("recording") / "plant.ndjson"
    flows = simulate(plan)
    batches = (Batch([*part], [], "plan") for part in iter(lambda: list(itertools.islice(flows, 500)), []))
    with path.open("wb") as file:
        file.writelines(encode_line(change) for change in plant_changes(plan))
        for batch in with_ticks(batches):
            file.writelines(encode_line(record) for record in batch.records)
    return path


@pytest.mark.slow
def test_a_killed_run_goes_on_and_neither_loses_nor_repeats_an_alert(tmp_path: Path, recording: Path) -> None:
    settings = {"WEIR_EMBEDDED_CHECKPOINT_FLOWS": "50", "WEIR_SITE_LEARN_UNTIL": "2026-03-12T00:00:00+01:00"}
    undisturbed = Run(tmp_path / "undisturbed", str(recording), **settings)
    undisturbed.finish("--once")
    expected = undisturbed.alerts.read_bytes()
    assert expected.count(b"\n") >= 3

    killed = Run(tmp_path / "killed", str(recording), **settings)
    size = recording.stat().st_size
    kills = 0
    for share in (0.3, 0.82, 0.88):
        process = killed.start("--once")
        while killed.position() <= share * size and process.poll() is None:
            time.sleep(0.002)
        process.kill()
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
    assert kills >= 1
    killed.finish("--once")
    assert killed.alerts.read_bytes() == expected
    assert SqliteReader(killed.state).latest_alerts() == SqliteReader(undisturbed.state).latest_alerts()
    assert SqliteReader(killed.state).paths() == SqliteReader(undisturbed.state).paths()
    states = [SqliteReader(run.state).state() for run in (killed, undisturbed)]
    one, other = ({record.key: record.value or b"" for record in state} for state in states)
    assert written_anew(one, CoreSettings()) == written_anew(other, CoreSettings())


def test_it_follows_a_log_takes_a_verdict_and_stops_cleanly(tmp_path: Path) -> None:
    log = tmp_path / "flows.ndjson"
    log.write_bytes(codec.encode_lines([a_flow(0)]))
    run = Run(tmp_path / "run", str(log), WEIR_EMBEDDED_CHECKPOINT_S="0.05", WEIR_EMBEDDED_POLL_S="0.02")
    process = run.start()
    first = len(codec.encode_lines([a_flow(0)]))
    _until(lambda: run.position() >= first, process)
    with log.open("ab") as file:
        file.write(codec.encode_lines([a_flow(1)]))
    append_verdict(run.state / "verdicts.ndjson", a_verdict())
    inbox = (run.state / "verdicts.ndjson").stat().st_size
    _until(lambda: run.position() == log.stat().st_size + inbox, process)
    assert "stopped: 2 flows" in _stopped(process)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_makes_a_checkpoint_and_exits_with_0(tmp_path: Path, number: int) -> None:
    log = tmp_path / "flows.ndjson"
    log.write_bytes(codec.encode_lines([a_flow(0)]))
    run = Run(tmp_path / "run", str(log), WEIR_EMBEDDED_CHECKPOINT_S="3000", WEIR_LOG_LEVEL="debug")
    process = run.start()
    assert process.stderr is not None
    assert b"state" in process.stderr.readline()
    while b"1 records" not in process.stderr.readline():
        assert process.poll() is None
    assert run.position() == 0
    assert "1 flows" in _stopped(process, number)
    assert run.position() == log.stat().st_size


def test_a_second_process_on_the_same_state_is_refused(tmp_path: Path) -> None:
    run = Run(tmp_path / "run", str(tmp_path / "not-yet.log"))
    process = run.start()
    assert process.stderr is not None
    process.stderr.readline()
    second = run.start()
    _, said = second.communicate(timeout=DEADLINE_S)
    assert second.returncode == 1
    assert f"in use by another weir (process {process.pid})" in said.decode()
    assert "Traceback" not in said.decode()
    _stopped(process)


def test_standard_input_is_read_to_its_end(tmp_path: Path) -> None:
    run = Run(tmp_path / "run", "-")
    process = run.start(stdin=subprocess.PIPE)
    _, said = process.communicate(codec.encode_lines([a_flow(number) for number in range(7)]), timeout=DEADLINE_S)
    assert process.returncode == 0
    assert "stopped: 7 flows" in said.decode()


def test_once_takes_zones_before_the_first_flow(tmp_path: Path) -> None:
    log, zones = tmp_path / "flows.ndjson", tmp_path / "zones.toml"
    log.write_bytes(codec.encode_lines([a_flow(number) for number in range(30)]))
    zones.write_text(
        '[[zones]]\nzone = "office"\nside = "it"\nlevel = 4\ncidrs = ["10.0.0.0/24"]\n'
        '[[zones]]\nzone = "cell"\nside = "ot"\nlevel = 1\ncidrs = ["10.1.0.0/24"]\n'
    )
    run = Run(tmp_path / "run", str(log), WEIR_EMBEDDED_ZONES=str(zones))
    run.finish("--once")
    (path,) = SqliteReader(run.state).paths()
    assert (path.initiator_side, path.responder_side) == ("it", "ot")
    again = run.finish("--once")
    assert "stopped: 0 flows" in again


def test_no_sources_says_where_to_name_them(tmp_path: Path) -> None:
    process = Run(tmp_path / "run").start()
    _, said = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 1
    assert "no sources" in said.decode()


@pytest.mark.parametrize(
    ("sources", "site", "only"),
    [
        ([SourceSettings(path="a")], "works", True),
        ([SourceSettings(path="a", site="north"), SourceSettings(path="b", site="north")], "north", True),
        ([SourceSettings(path="a", site="north"), SourceSettings(path="b")], "works", False),
        ([SourceSettings(path="a", format="weir")], "works", False),
    ],
)
def test_inventories_are_of_the_one_site_that_all_sources_have(
    sources: list[SourceSettings], site: str, only: bool
) -> None:
    files = statement_files(Settings(site=SiteSettings(name="works")), sources, strict=False)
    assert (files.site, files.only) == (site, only)
    assert {"works", site} <= set(files.known)
