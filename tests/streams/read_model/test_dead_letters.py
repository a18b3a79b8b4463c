"""Dead letters by kind, source, site and time, the newest of them; tests/kafka/test_dead_letters.py reads the topic."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.dead_letter import dead
from streams.read_model.dead_letters import KeptLetter, Letters, LettersWanted, embedded_letters
from streams.read_model.protocol import ReadError
from streams.stores.sqlite import SqliteStore
from tests.streams.records import a_checkpoint, a_dead_letter


def _each() -> Iterator[KeptLetter]:
    kinds = ("malformed", "oversized", "malformed", "rejected")
    for number, kind in enumerate(kinds):
        letter = dead(source=f"{'ab'[number % 2]}.log", reason="r", raw=b"", kind=kind, site="plant")  # type: ignore[arg-type]
        # Written from last to first, and of the first nobody knows when.
        yield KeptLetter(id=str(number), written=100.0 - number if number else None, letter=letter)


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, ["0", "3", "2", "1"]),
        ({"kind": "malformed"}, ["0", "2"]),
        ({"source": "b.l"}, ["3", "1"]),
        ({"site": "other"}, []),
        ({"since": 98.0}, ["2", "1"]),
        ({"until": 98.0}, ["0", "3"]),
        ({"limit": 2}, ["2", "1"]),
    ],
)
def test_filters_hold_and_the_newest_stand_last(wanted: dict[str, Any], ids: list[str]) -> None:
    found, total = Letters(_each).wanted(LettersWanted(**wanted))
    assert [kept.id for kept in found] == ids
    assert total == (4 if "limit" in wanted else len(ids))


def test_one_is_found_by_its_id() -> None:
    found = Letters(_each).with_id("2")
    assert found is not None
    assert found.id == "2"
    assert Letters(_each).with_id("9") is None


def test_the_embedded_ones_bear_when_they_were_committed(tmp_path: Path) -> None:
    async def scenario() -> None:
        store = SqliteStore(tmp_path, clock=lambda: 50.0)
        await store.load()
        await store.commit(a_checkpoint(dead_letters=(a_dead_letter(1), a_dead_letter(2))))
        await store.close()

    asyncio.run(scenario())
    found, _ = embedded_letters(tmp_path).wanted(LettersWanted())
    assert found == [KeptLetter(id=str(n), written=50.0, letter=a_dead_letter(n)) for n in (1, 2)]


def test_where_no_state_is_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no state is kept there yet"):
        embedded_letters(tmp_path).wanted(LettersWanted())
