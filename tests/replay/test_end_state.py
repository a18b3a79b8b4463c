"""What a replay ends with is a state like any other: lists read it, and a run goes on from it."""

import asyncio

from models.settings import CoreSettings
from replay.end_state import MOST_LETTERS, EndState
from schemas.dead_letter import dead
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.models import builders as b
from tests.streams.records import an_alert


async def _reopened(end: EndState) -> tuple[MemoryStore, Shard]:
    store = MemoryStore()
    await store.commit(end.checkpoint())
    shard = Shard(store, lambda _site: CoreSettings())
    await shard.open()
    return store, shard


def test_a_shard_that_opens_it_knows_what_the_replay_knew() -> None:
    end = EndState()
    end.add_alerts([an_alert("aa1")])
    whole = b.new_pipeline()
    output = b.run(whole, b.days_of_work(b.MONDAY, 1))
    end.add_paths(output.paths)
    end.add_pipelines({b.SITE: whole})
    store, shard = asyncio.run(_reopened(end))
    assert shard.pipelines[b.SITE].paths() == whole.paths()
    assert shard.pipelines[b.SITE].assets() == whole.assets()
    assert sorted(store.paths) == sorted(path.key for path in whole.paths())
    assert [alert.id for alert in store.alerts] == ["aa1"]
    assert shard.positions == {}


def test_of_what_was_refused_the_newest_are_kept() -> None:
    end = EndState()
    end.add_dead_letters([dead(source="x", reason=str(n), raw=b"") for n in range(MOST_LETTERS + 1)])
    letters = end.checkpoint().dead_letters
    assert (len(letters), letters[0].reason) == (MOST_LETTERS, "1")


def test_what_is_drained_does_not_come_again() -> None:
    end = EndState()
    end.add_alerts([an_alert("aa1")])
    assert [alert.id for alert in end.drained().alerts] == ["aa1"]
    end.add_alerts([an_alert("aa2")])
    assert [alert.id for alert in end.drained().alerts] == ["aa2"]
    assert end.drained().alerts == []
