"""Recorded traffic fed into topics: a worker raises what a replay of the files raises, and nothing is lost."""

import json
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from replay.feed.recording import recording_of
from replay.run import ReplayInputs, ReplayOutput, replay
from schemas import codec
from schemas.alert import Alert
from schemas.flow import Flow
from schemas.tick import Tick
from schemas.verdict import Verdict, ZonePair
from streams.decoding import records_of
from streams.kafka.log import read
from streams.messages import Record, message_of
from tests import started
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, encoded, settings_for, settle, stop, until
from tests.started import Started, start

pytestmark = pytest.mark.kafka

SITE = scenario.sites()[0]
MESSAGES = 250
MIDDLE = scenario.BEGIN + MESSAGES * scenario.STEP_S / 2
QUIET = scenario.BEGIN + MESSAGES * scenario.STEP_S + 30 * 3_600.0 + 1_800.0
"""Amidst the days after the traffic, between two polls: no flow is under way then."""

ZONES = """
[[zones]]
zone = "office"
level = 4
side = "it"
cidrs = ["10.1.0.0/16"]

[[zones]]
zone = "dmz"
level = 3.5
side = "dmz"
cidrs = ["10.2.0.0/16"]

[[zones]]
zone = "cells"
level = 1
side = "ot"
cidrs = ["10.3.0.0/16"]
"""
OTHER_ZONES = ZONES.replace('"cells"\nlevel = 1', '"cells"\nlevel = 2').replace("10.1.0.0/16", "10.1.0.0/27")


class Plant:
    """Files of one site: flows, zones, assets, and two sets of verdicts in the midst of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        messages = [*scenario.messages(SITE, MESSAGES), *scenario.ending(SITE, MESSAGES)]
        self.flows = [one for message in messages for one in message if isinstance(one, Flow)]
        self.log, self.zones, self.assets = folder / "flows.ndjson", folder / "zones.toml", folder / "assets.csv"
        self.verdicts, self.others = folder / "verdicts.ndjson", folder / "others.ndjson"
        self.other_zones = folder / "other_zones.toml"
        self.log.write_bytes(codec.encode_lines(self.flows))
        self.zones.write_text(ZONES, encoding="utf-8")
        self.other_zones.write_text(OTHER_ZONES, encoding="utf-8")
        rows = [f"plc-{number},10.3.0.{number}\n" for number in range(1, 20)]
        self.assets.write_text("name,ip\n" + "".join(rows), encoding="utf-8")
        self.verdicts.write_bytes(codec.encode_lines(list(said())))
        self.others.write_bytes(codec.encode_lines(list(said(expected=range(20, 40)))))

    def inputs(self, *, zones: Path | None = None, verdicts: Path | None = None) -> ReplayInputs:
        return ReplayInputs(
            paths=(str(self.log),),
            file_format="weir",
            site=SITE,
            zones=(str(zones or self.zones),),
            assets=(str(self.assets),),
            verdicts=(str(verdicts or self.verdicts),),
        )

    def arguments(self) -> list[str]:
        given = {"--zones": self.zones, "--assets": self.assets, "--verdicts": self.verdicts}
        options = [word for option, path in given.items() for word in (option, str(path))]
        return ["feed", str(self.log), "--to", "kafka", "--format", "weir", "--site", SITE, *options]

    def replayed(self, *, zones: Path | None = None, verdicts: Path | None = None) -> list[bytes]:
        """Every revision by a replay of the files, encoded, sorted."""
        output = Kept()
        replay(self.inputs(zones=zones, verdicts=verdicts), settings_for, output)
        return encoded(output.revisions)


class Kept(ReplayOutput):
    def __init__(self) -> None:
        self.revisions: list[Alert] = []

    def alerts(self, alerts: Sequence[Alert]) -> None:
        self.revisions += alerts


def said(expected: range = range(1, 20)) -> list[Verdict]:
    """What people say while traffic goes on: of some hosts, one after the other, and of two zones."""
    words = [
        Verdict(site=SITE, time=MIDDLE + 3.0 * host, author="ann", decision="expected", initiator=f"ip:10.1.0.{host}")
        for host in expected
    ]
    mute = Verdict(
        site=SITE, time=MIDDLE, author="ben", decision="mute", zones=ZonePair("office", "cells"), expires=MIDDLE + 60.0
    )
    return [*words, mute]


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Plant:
    return Plant(tmp_path_factory.mktemp("plant"))


@pytest.fixture
def world(broker: RunningBroker, kafka_prefix: str, tmp_path: Path) -> World:
    return World(broker, kafka_prefix, tmp_path, partitions=1)


def weir(world: World, *arguments: str, code: int = 0) -> bytes:
    done = started.run("weir", *arguments, environment=os.environ | world.environment())
    assert done.returncode == code, done.stderr.decode()
    return done.stdout


def replayed_topics(world: World, *arguments: str) -> list[bytes]:
    """The revisions of `weir replay kafka://...`, sorted."""
    out = world.folder / "replayed.ndjson"
    url = f"kafka://{world.settings.bootstrap_servers}/{world.settings.prefix}"
    weir(world, "replay", url, "--site", SITE, "--alerts", str(out), "--quiet", *arguments)
    return sorted(out.read_bytes().splitlines())


def fed(world: World) -> list[Record]:
    """Flows and Ticks as they lie in the topic."""
    settle(world.settings)
    found: list[Record] = []
    for stored in read.messages(world.settings, "flows", 0):
        message = message_of("flows", stored.topic, stored.offset, stored.key, stored.value, stored.headers)
        records, letters = records_of(message)
        assert letters == []
        found += records
    return found


def wanted(plant: Plant) -> list[Record]:
    batches = recording_of(plant.inputs(), collector="feed").batches
    return [one for batch in batches for one in batch.records if isinstance(one, Flow | Tick)]


@pytest.mark.parametrize("worker_first", [True, False], ids=["live", "backlog"])
def test_a_worker_raises_what_a_replay_of_the_files_raises_byte_for_byte(
    world: World, plant: Plant, *, worker_first: bool
) -> None:
    process: Started | None = world.start_worker() if worker_first else None
    try:
        if process is not None:
            until(lambda: "partition 0 is taken" in world.logs(), "the worker is there")
        summary = json.loads(weir(world, *plant.arguments(), "--json"))
        process = process or world.start_worker()
        world.wait_until_all_read()
    finally:
        if process is not None:
            stop(process)
    alerts = world.alerts()
    assert alerts == plant.replayed()
    assert len(alerts) > 50
    assert {json.loads(alert)["status"] for alert in alerts} >= {"open", "expected", "muted"}
    assert summary["flows"] == summary["rows"] == len(plant.flows)
    assert (summary["verdicts"], summary["changes"], summary["ended"]) == (20, 22, True)
    assert "go on without" not in world.logs()


def test_what_happened_is_replayed_from_the_topics_as_it_was_and_with_other_words_zones_and_times(
    world: World, plant: Plant
) -> None:
    weir(world, *plant.arguments())
    with world.worker():
        world.wait_until_all_read()
    alerts = world.alerts()
    assert replayed_topics(world) == alerts
    assert replayed_topics(world, "--verdicts", str(plant.others)) == plant.replayed(verdicts=plant.others) != alerts
    assert (
        replayed_topics(world, "--zones", str(plant.other_zones)) == plant.replayed(zones=plant.other_zones) != alerts
    )

    state = str(world.folder / "state")
    before = replayed_topics(world, "--until", str(QUIET), "--state-out", state)
    after = replayed_topics(world, "--since", str(QUIET), "--state-in", state)
    assert sorted([*before, *after]) == alerts
    assert after
    alone = replayed_topics(world, "--since", str(MIDDLE))
    assert alone
    assert all(json.loads(alert)["first_seen"] >= MIDDLE for alert in alone)


@pytest.mark.parametrize(
    ("method", "when"), [("begin_transaction", "before"), ("send", "after"), ("commit_transaction", "after")]
)
def test_killed_in_a_transaction_it_goes_on_and_nothing_is_lost_or_fed_twice(
    world: World, plant: Plant, method: str, when: str
) -> None:
    call = "30" if method == "send" else "5"
    paced = [*plant.arguments(), "--speed", "60000x"]
    environment = os.environ | world.environment()
    killed = started.run("tests.kafka.killed_collector", method, call, when, *paced, environment=environment)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    first = len(fed(world))
    assert 0 < first < len(wanted(plant))
    summary = json.loads(weir(world, *plant.arguments(), "--json"))
    assert fed(world) == wanted(plant)
    words = list(read.messages(world.settings, "verdicts", 0))
    assert sum((stored.value or b"").count(b"\n") for stored in words) == len(said())
    assert summary["before"] + summary["records"] == len(wanted(plant)) + len(said()) + 22


def test_stopped_by_ctrl_c_it_says_so_and_goes_on_and_at_the_end_nothing_is_left(world: World, plant: Plant) -> None:
    log = world.folder / "feed.log"
    paced = [*plant.arguments(), "--speed", "3000x"]
    process = start("weir", *paced, environment=os.environ | world.environment(), output=log)
    until(lambda: bool(fed(world)), "something is fed")
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert "stopped before the end: run the same again, it goes on from here" in log.read_text()
    weir(world, *plant.arguments())
    assert fed(world) == wanted(plant)
    again = json.loads(weir(world, *plant.arguments(), "--json"))
    assert again["records"] == 0
    changed = started.run("weir", *plant.arguments(), "--since", "1d", environment=os.environ | world.environment())
    assert changed.returncode == 1
    assert b"other --since" in changed.stderr
    assert fed(world) == wanted(plant)


def test_shifted_to_now_the_last_flow_ends_as_the_feed_begins_and_going_on_keeps_the_shift(
    world: World, plant: Plant
) -> None:
    shifted = [*plant.arguments(), "--shift-to-now", "--json"]
    began = time.time()
    first = json.loads(weir(world, *shifted, "--until", "60s"))
    again = json.loads(weir(world, *shifted, "--until", "60s"))
    assert again["shift_s"] == first["shift_s"] > 0.0
    flows = [one for one in fed(world) if isinstance(one, Flow)]
    assert min(one.end for one in flows) == pytest.approx(began - 260.0, abs=400.0)
    assert max(one.end for one in flows) <= began + 120.0
