"""Reading the embedded state from outside; the store's own tests read through it as well."""

import asyncio
from pathlib import Path

from schemas.state import StateRecord
from streams.stores.sqlite import SqliteStore
from streams.stores.sqlite_reader import SqliteReader
from tests.streams.records import a_checkpoint, a_dead_letter, a_path, an_alert


def test_each_question_has_its_answer_without_taking_ownership(tmp_path: Path) -> None:
    async def scenario() -> None:
        store = SqliteStore(tmp_path)
        await store.load()
        reader = SqliteReader(tmp_path)
        assert (reader.latest_alerts(), reader.paths(), reader.state(), reader.dead_letter_count()) == ([], [], [], 0)
        await store.commit(
            a_checkpoint(
                alerts=(an_alert("a"), an_alert("a", revision=2)),
                records=(StateRecord("plant|a", b"1"),),
                paths=(a_path(),),
                dead_letters=(a_dead_letter(),),
            )
        )
        assert reader.latest_alerts() == [an_alert("a", revision=2)]
        assert reader.revisions() == [an_alert("a"), an_alert("a", revision=2)]
        assert reader.paths() == [a_path()]
        assert reader.state() == [StateRecord("plant|a", b"1")]
        assert reader.dead_letter_count() == 1
        assert reader.positions() == reader.loaded().positions
        await store.close()

    asyncio.run(scenario())
