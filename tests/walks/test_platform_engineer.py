"""A platform engineer with a Kafka of one's own: settings, topics, a worker, a collector, and whether all is well."""

import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import started
from tests.kafka.broker import RunningBroker
from tests.kafka.world import stop, until
from tests.started import Started, start
from tests.walks.pages import REPOSITORY
from tests.walks.walk import Places, Step, plant, walk
from tests.weir.command_line import Said

pytestmark = pytest.mark.kafka

WORKER_LOG = Path("worker.log")
FORWARDED = Path("alerts.ndjson")
running: list[Started] = []
"""Processes of the walk that do not end by themselves; the test ends them."""


def apart(arguments: list[str]) -> Said:
    """In a process of its own: clients of Kafka leave threads behind."""
    done = started.run("weir", *arguments, environment=os.environ)
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def apart_once(arguments: list[str]) -> Said:
    """What follows logs until it is stopped, over what they hold now."""
    return apart([*arguments, "--once"])


def kept_running(arguments: list[str]) -> Said:
    """A worker, from here on."""
    running.append(start("weir", *arguments, environment=os.environ, output=WORKER_LOG))
    until(lambda: "is taken in" in WORKER_LOG.read_text(), "the worker has taken a partition")
    return Said(0, WORKER_LOG.read_text(), "")


def worked_off(arguments: list[str]) -> Said:
    """A list, once the worker has read what was collected."""
    until(lambda: "flows 0, asset-changes 0, verdicts 0" in apart(["doctor", "--kafka"]).out, "no flow waits")
    return apart(arguments)


def forwarded(arguments: list[str]) -> Said:
    """What sends alerts on until it is stopped, up to the first that came."""
    process = start("weir", *arguments, environment=os.environ, output=Path("forward.log"))
    try:
        until(lambda: FORWARDED.exists() and bool(FORWARDED.read_text()), "an alert has come")
    finally:
        code = stop(process)
    return Said(code, FORWARDED.read_text(), "")


SETTINGS = (
    Step(
        "mkdir -p /etc/weir && /opt/weir/bin/weir settings init /etc/weir/weir.toml",
        (r"weir\.toml written", r"weir settings check -c"),
    ),
    Step("/opt/weir/bin/weir settings check -c /etc/weir/weir.toml", (r"3 set by variables, no mistakes",)),
    Step("/opt/weir.new/bin/weir settings check -c /etc/weir/weir.toml", (r"no mistakes",)),
    Step(
        "/opt/weir/bin/weir settings show -c /etc/weir/weir.toml",
        (r"bootstrap_servers = .*# WEIR_KAFKA_BOOTSTRAP_SERVERS", r"keep_days = .*# .*weir\.toml:\d+"),
    ),
)
TOPICS = (
    Step("weir topics check", (r"flows: is missing; run `weir topics create`",), code=1, how=apart),
    Step(
        "sudo -u weir /opt/weir/bin/weir topics create -c /etc/weir/weir.toml",
        (r"made .*\.flows with 2 partitions",),
        how=apart,
    ),
    Step("weir topics create", how=apart),
    Step("weir topics check", (r"topics of 2 partitions are as they must be",), how=apart),
)
WORK = (
    Step("weir worker", (r"partition \d is taken in",), how=kept_running),
    Step(
        "weir collect /opt/zeek/logs/current --zones zones.toml --assets assets.csv",
        (r"50 statements taken", r"records published, 0 refused"),
        how=apart_once,
    ),
    Step("weir alerts list --kafka", (r"critical .*Unknown device in cell-1", r"First look of"), how=worked_off),
    Step("weir forward --to file:/var/log/weir/alerts.ndjson", (r'"revision":1',), how=forwarded),
)
WELL = (
    Step("weir doctor --kafka", (r"ok +group +1 member", r"ok +lag ", r"ok +settings"), how=apart),
    Step("weir doctor --kafka --json", (r'"check":"topics","status":"ok"',), how=apart),
    Step("weir dead-letters list --kafka", (r"no dead letters match",), how=apart),
    Step("weir doctor --bundle report.tar.gz --log /var/log/weir/weir.log", (r"report\.tar\.gz written",), how=apart),
    Step("weir topics grow 16 --dry-run", (r"would move, from 2 partitions to 16",), how=apart),
    Step(
        "weir replay kafka://kafka-1:9092/weir",
        (r"critical.*Unknown device in cell-1", r"inventory: 50 declared", r"from \\ to"),
        how=apart,
    ),
)
FED = (
    Step(
        "weir feed march/ --to kafka --zones zones.toml --assets assets.csv",
        (r"flows, \d+ statements fed by feed in", r"from \d{4}-"),
        how=apart,
    ),
    Step(
        "weir replay kafka://kafka-1:9092/weir --zones proposed.toml",
        (r"left out of the topics, since files say it: zones", r"critical.*Unknown device in cell-1"),
        how=apart,
    ),
)
STEPS = (*SETTINGS, *TOPICS, *WORK, *WELL, *FED)


@pytest.fixture
def places(
    broker: RunningBroker,
    kafka_prefix: str,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Places]:
    """A folder for what the pages keep in /etc, /opt and /var, and the variable that the README exports."""
    made = plant(tmp_path_factory)
    for folder in ("etc", "current"):
        (tmp_path / folder).mkdir()
    shutil.copy(made / "conn.log", tmp_path / "current")
    for name in ("zones.toml", "assets.csv"):
        shutil.copy(made / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    exported = "    export WEIR_KAFKA_BOOTSTRAP_SERVERS=kafka-1:9092,kafka-2:9092\n"
    assert exported in (REPOSITORY / "README.md").read_text(encoding="utf-8")
    monkeypatch.setenv("WEIR_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrap)
    # Beside other tests on one broker: topics of its own, and fewer.
    monkeypatch.setenv("WEIR_KAFKA_PREFIX", kafka_prefix)
    monkeypatch.setenv("WEIR_KAFKA_PARTITIONS", "2")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yield {
        "/etc/weir": str(tmp_path / "etc"),
        "/opt/zeek/logs/current": "current",
        "march/": "current",
        "proposed.toml": "zones.toml",
        "file:/var/log/weir/alerts.ndjson": f"file:{tmp_path / FORWARDED}",
        "/var/log/weir/weir.log": str(WORKER_LOG),
        "kafka-1:9092/weir": f"{broker.bootstrap}/{kafka_prefix}",
    }
    while running:
        stop(running.pop())


def test_from_an_empty_kafka_to_alerts_and_a_bug_report(places: Places) -> None:
    walk(STEPS, places)
    with tarfile.open("report.tar.gz") as packed:
        assert any(name.endswith("doctor.txt") for name in packed.getnames())
    assert "\x1b" not in WORKER_LOG.read_text()
    assert stop(running.pop()) == 0
