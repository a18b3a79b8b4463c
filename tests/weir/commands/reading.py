"""A state folder with alerts, paths and assets, as `weir run` leaves it."""

import asyncio
from pathlib import Path

import pytest

from models.settings import CoreSettings
from replay.simulate.plan import demo_plan
from replay.simulate.run import plant_changes, simulate
from replay.ticks import with_ticks
from streams.embedded import Embedded, Pace
from streams.embedded_sources import BatchesSource
from streams.messages import Batch
from streams.shard import Shard
from streams.stores.sqlite import SqliteStore


async def _fill(folder: Path) -> None:
    plan = demo_plan()
    store = SqliteStore(folder)
    settings = CoreSettings(time_zone=plan.time_zone, learn_until=plan.learn_until)
    shard = Shard(store, lambda _site: settings)
    await shard.open()
    given = Batch([*plant_changes(plan)], [], "plan"), Batch([*simulate(plan)], [], "plan")
    source = BatchesSource(with_ticks(given))
    await Embedded(shard, sources=[source], sinks=[], sites=[plan.site], pace=Pace(), clock=None).run(asyncio.Event())


@pytest.fixture(scope="session")
def filled_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's plant after its last day."""
    folder = tmp_path_factory.mktemp("filled") / "state"
    asyncio.run(_fill(folder))
    return folder


@pytest.fixture
def state(filled_state: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, named by the environment."""
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(filled_state))
    return filled_state
