"""A state folder with alerts, paths and assets, as `weir run` leaves it."""

import asyncio
import shutil
from pathlib import Path

import pytest

from models.settings import CoreSettings
from replay.simulate.plan import demo_plan
from replay.simulate.run import plant_changes, simulate
from replay.ticks import with_ticks
from streams.embedded.loop import Embedded, Pace
from streams.messages import Batch
from streams.shard.shard import Shard
from streams.sources.batches import BatchesSource
from streams.stores.sqlite import SqliteStore
from tests.made_once import made_once


async def _fill(folder: Path) -> None:
    plan = demo_plan()
    store = SqliteStore(folder)
    settings = CoreSettings(time_zone=plan.time_zone, learn_until=plan.learn_until)
    shard = Shard(store, lambda _site: settings)
    await shard.open()
    given = Batch([*plant_changes(plan)], [], "plan"), Batch([*simulate(plan)], [], "plan")
    source = BatchesSource(with_ticks(given))
    await Embedded(shard, sources=[source], sites=[plan.site], pace=Pace(), clock=None).run(asyncio.Event())


@pytest.fixture(scope="module")
def filled_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's plant after its last day: a copy for each file of tests, which may write to it."""
    made = made_once(tmp_path_factory, "demo-state", lambda folder: asyncio.run(_fill(folder / "state")))
    return shutil.copytree(made / "state", tmp_path_factory.mktemp("filled") / "state")


@pytest.fixture
def state(filled_state: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, named by the environment."""
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(filled_state))
    return filled_state
