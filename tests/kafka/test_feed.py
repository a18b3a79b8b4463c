"""Recorded traffic fed into topics: a worker raises what a replay of the files raises, and nothing is lost."""

import json
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from replay.feed.mark import OtherFeed
from replay.feed.recording import recording_of
from replay.feed.summary import FeedSummary
from replay.given.span import ALL, Span
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
from tests.patience import PATIENCE_S
from tests.started import Started, start
from weir.admin.recorded.replay_kafka import replay_topics
from weir.admin.recorded.replay_times import Times
from weir.admin.recorded.replayed_state import StateOut
from weir.settings.sections import Settings
from weir.views.recorded.replay_outputs import ReplayOutputs
from weir.wiring.feed import FeedOptions, run_feed

pytestmark = pytest.mark.kafka

SITE = scenario.sites()[0]
MESSAGES = 120
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
        later = next(number for number, flow in enumerate(self.flows) if flow.end > QUIET + 3_600.0)
        crossing = structs.replace(self.flows[later], initiator_ip="10.1.9.9", responder_port=102)
        self.flows.insert(later, crossing)
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

    def replayed(self, *, zones: Path | None = None, verdicts: Path | None = None, span: Span = ALL) -> list[bytes]:
        """Every revision by a replay of the files, encoded, sorted."""
        output = Kept()
        replay(self.inputs(zones=zones, verdicts=verdicts), settings_for, output, span=lambda _: span)
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


def feed(world: World, plant: Plant, **options: Any) -> FeedSummary:
    """`weir feed` within this process, as fast as it goes."""
    return run_feed(world.settings, plant.inputs(), FeedOptions(collector="feed", speed=None, **options))


def replayed_topics(
    world: World, times: Times | None = None, *, state: str | None = None, state_out: Path | None = None, **given: str
) -> list[bytes]:
    """The revisions of `weir replay kafka://...`, sorted; `given` are files by their option."""
    out = world.folder / "replayed.ndjson"
    url = f"kafka://{world.settings.bootstrap_servers}/{world.settings.prefix}"
    files = {option: (path,) for option, path in given.items()}
    inputs = ReplayInputs(paths=(url,), site=SITE, state=state, **files)  # type: ignore[arg-type]
    kept = StateOut(state_out)
    with ReplayOutputs(str(out), None, progress=False, end=kept.end) as outputs:
        summary = replay_topics(inputs, Settings(), times or Times(), outputs, partial=False)
    summary.checked()
    kept.write(unless=None)
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
        summary = feed(world, plant)
        process = process or world.start_worker()
        world.wait_until_all_read()
    finally:
        if process is not None:
            stop(process)
    alerts = world.alerts()
    assert alerts == plant.replayed()
    assert len(alerts) > 50
    assert {json.loads(alert)["status"] for alert in alerts} >= {"open", "expected", "muted"}
    assert summary.flows == summary.rows == len(plant.flows)
    assert (summary.verdicts, summary.changes, summary.ended) == (20, 22, True)
    assert "go on without" not in world.logs()
    if not worker_first:
        _is_replayed_as_it_was_and_otherwise(world, plant, alerts)


def _is_replayed_as_it_was_and_otherwise(world: World, plant: Plant, alerts: list[bytes]) -> None:
    """From the topics: what happened, and with other words, zones and times."""
    assert replayed_topics(world) == alerts
    assert replayed_topics(world, verdicts=str(plant.others)) == plant.replayed(verdicts=plant.others) != alerts
    assert replayed_topics(world, zones=str(plant.other_zones)) == plant.replayed(zones=plant.other_zones) != alerts
    alone = replayed_topics(world, Times(since=str(MIDDLE)))
    assert alone == plant.replayed(span=Span(MIDDLE)) != alerts

    state = world.folder / "state"
    before = replayed_topics(world, Times(until=str(QUIET)), state_out=state)
    after = replayed_topics(world, Times(since=str(QUIET)), state=str(state))
    assert sorted([*before, *after]) == alerts
    assert after


@pytest.mark.parametrize("method", ["send", "commit_transaction"])
def test_killed_in_a_transaction_it_goes_on_and_nothing_is_lost_or_fed_twice(
    world: World, plant: Plant, method: str
) -> None:
    """A transaction is left open, or committed without an answer."""
    call = "60" if method == "send" else "5"
    paced = [*plant.arguments(), "--speed", "500x"]
    environment = os.environ | world.environment()
    killed = started.run("tests.kafka.killed_collector", method, call, "after", *paced, environment=environment)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    summary = feed(world, plant)
    assert fed(world) == wanted(plant)
    words = list(read.messages(world.settings, "verdicts", 0))
    assert sum((stored.value or b"").count(b"\n") for stored in words) == len(said())
    assert summary.before > 0
    assert summary.before + summary.records == len(wanted(plant)) + len(said()) + 22


def test_stopped_by_ctrl_c_it_says_so_and_goes_on_and_at_the_end_nothing_is_left(world: World, plant: Plant) -> None:
    log = world.folder / "feed.log"
    paced = [*plant.arguments(), "--speed", "500x"]
    process = start("weir", *paced, environment=os.environ | world.environment(), output=log)
    until(lambda: read.end(world.settings, "flows", 0) > 0, "something is fed")
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE_S) == 130
    assert "stopped before the end: run the same again, it goes on from here" in log.read_text()
    assert len(fed(world)) < len(wanted(plant))
    feed(world, plant)
    assert fed(world) == wanted(plant)
    assert feed(world, plant).records == 0
    with pytest.raises(OtherFeed, match="other --since"):
        feed(world, plant, since="1d")
    assert fed(world) == wanted(plant)


def test_shifted_to_now_the_last_flow_ends_as_the_feed_begins_and_going_on_keeps_the_shift(
    world: World, plant: Plant
) -> None:
    began = time.time()
    first = feed(world, plant, shift_to_now=True, until="60s")
    again = feed(world, plant, shift_to_now=True, until="60s")
    assert again.shift_s == first.shift_s > 0.0
    flows = [one for one in fed(world) if isinstance(one, Flow)]
    assert began - 3_600.0 < min(one.end for one in flows) < began
    assert max(one.end for one in flows) <= time.time()
