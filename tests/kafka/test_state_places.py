"""The state on a real broker: moved to and from the embedded store, and back to learning, never beside a worker."""

import json
from pathlib import Path

import pytest

from schemas.state import StateRecord
from streams.kafka.admin import state_places
from streams.kafka.log import read
from streams.stores.sqlite_reader import SqliteReader
from tests.kafka import scenario
from tests.kafka.broker import RunningBroker
from tests.kafka.world import World, settle, until
from tests.weir.command_line import Said, weir

pytestmark = pytest.mark.kafka

KEY = ("responder", "service")


class Shells:
    """A world, and a state folder beside it; `weir` with the settings of both."""

    def __init__(self, world: World, state: Path) -> None:
        self.world = world
        self.state = state

    def weir(self, *arguments: object, fails: bool = False) -> Said:
        said = weir(*arguments)
        assert (said.code != 0) == fails, said.error
        return said

    def on_kafka(self) -> list[StateRecord]:
        settle(self.world.settings)
        partitions = range(self.world.settings.partitions)
        found = [record for each in partitions for record in read.loaded(self.world.settings, each).records]
        return sorted(found, key=lambda record: record.key)

    def embedded(self) -> list[StateRecord]:
        return SqliteReader(self.state).state()

    def views(self, *where: str) -> dict[str, object]:
        """What people are shown, by id or key."""
        shown = [self.weir(name, "list", "--json", *where).out.splitlines() for name in ("assets", "paths")]
        rows = [json.loads(line) for lines in shown for line in lines]
        return {str([row["site"], row.get("id"), row.get("initiator"), *map(row.get, KEY)]): row for row in rows}


@pytest.fixture
def shells(broker: RunningBroker, kafka_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shells:
    world = World(broker, kafka_prefix, tmp_path)
    for name, value in world.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "state"))
    return Shells(world, tmp_path / "state")


def learnt(shells: Shells) -> None:
    for site in scenario.sites():
        shells.world.publish(list(scenario.messages(site, 60)))
    with shells.world.worker():
        shells.world.wait_until_all_applied()
    until(lambda: state_places.members(shells.world.settings) == 0, "the group is empty")


def test_state_goes_from_kafka_to_the_embedded_store_and_back_byte_for_byte(shells: Shells, tmp_path: Path) -> None:
    learnt(shells)
    before = shells.on_kafka()
    applied = shells.world.applied()
    first, second = tmp_path / "first.ndjson.zst", tmp_path / "second.ndjson.gz"
    shells.weir("state", "export", first, "--kafka")
    shells.weir("state", "import", first)
    assert shells.embedded() == before
    by_state = {path.key: path for paths in shells.world.known().values() for path in paths}
    assert shells.weir("assets", "list", "--json", "--kafka").out == shells.weir("assets", "list", "--json").out

    shells.weir("state", "export", second)
    for site in scenario.sites():
        shells.weir("state", "reset", "--site", site, "--declared", "--yes", "--kafka")
    assert all("@episodes" in record.key for record in shells.on_kafka())
    settle(shells.world.settings)
    assert read.latest_paths(shells.world.settings) == []
    refused = shells.weir("state", "import", second, "--kafka", fails=True)
    assert "--replace" in refused.error
    shells.weir("state", "import", second, "--kafka", "--replace")
    assert shells.on_kafka() == before
    assert shells.world.applied() == applied
    settle(shells.world.settings)
    assert {path.key: path for path in read.latest_paths(shells.world.settings)} == by_state
    assert shells.views("--kafka") == shells.views()


def test_a_worker_goes_on_from_what_was_imported_and_reads_nothing_again(shells: Shells, tmp_path: Path) -> None:
    learnt(shells)
    site = scenario.sites()[0]
    asset = next(path.initiator for path in shells.world.known()[site] if path.initiator.startswith("ip:10.3.1."))
    others = [p for p in shells.world.known()[site] if asset not in {p.initiator, p.responder}]
    shells.weir("state", "reset", "--site", site, "--asset", asset, "--yes", "--kafka")
    assert shells.world.known()[site] == others
    applied = shells.world.applied()
    with shells.world.worker():
        until(lambda: state_places.members(shells.world.settings) == 1, "the worker runs")
        refused = shells.weir("state", "reset", "--site", site, "--yes", "--kafka", fails=True)
        assert "1 worker runs" in refused.error
        shells.world.wait_until_all_applied()
    assert shells.world.applied() == applied
    assert shells.world.known()[site] == others
    assert "could not be read" not in shells.world.logs()
    told = [json.loads(line) for line in shells.weir("state", "inspect", "--json", "--kafka").out.splitlines()]
    assert {one["partition"]: [each["site"] for each in one["sites"]] for one in told} == {
        partition: [name] for partition, name in enumerate(scenario.sites())
    }
