"""What could outgrow one state record is in several."""

import pytest

from models.findings.scan_tracker import MAX_SWEEPS
from models.pipeline import Pipeline
from models.settings import CoreSettings
from models.state.pieces import PIECE_BYTES, name_of, number_of, split
from schemas.bounds import MAX_RECORD_BYTES
from schemas.state import StateRecord
from tests.models import builders as b
from tests.models.cuts import Store, keep, restored


def test_items_stay_in_order_and_pieces_below_their_bound() -> None:
    items = [f"{n:06d}" * 100 for n in range(3_000)]
    pieces = split(items)
    assert [item for piece in pieces for item in piece] == items
    assert len(pieces) > 3
    assert all(sum(map(len, piece)) <= PIECE_BYTES for piece in pieces)


def test_nothing_is_one_empty_piece_and_a_large_item_one_of_its_own() -> None:
    assert split([]) == [[]]
    assert [len(piece) for piece in split(["x" * PIECE_BYTES, "y"])] == [1, 1]


@pytest.mark.parametrize(("name", "number"), [("@watch", 0), ("@watch|0001", 1), ("@watch|9999", 9_999)])
def test_a_piece_is_known_by_its_name(name: str, number: int) -> None:
    assert (name_of("@watch", number), number_of(name)) == (name, number)


@pytest.mark.parametrize("name", ["@watch|", "@watch|x", "@watch|1", "@watch|0000", "@watch|-001", "@watch|\u0660001"])
def test_other_names_are_no_pieces(name: str) -> None:
    assert number_of(name) is None


def flooded() -> tuple[Store, Pipeline]:
    store: Store = {}
    pipeline = b.new_pipeline()
    site = pipeline._state
    for initiator in range(MAX_SWEEPS):
        for target in range(40):
            site.scan_tracker.note(f"ip:{initiator}", f"{initiator}.{target}", "tcp/502", b.MONDAY, answered=False)
    for cause in range(20_000):
        site.alerting.episodes[f"new-path-crossing|ip:{cause}|modbus|a zone of the plant"] = 1
    site.alerting.episodes_dirty = True
    keep(store, pipeline)
    return store, pipeline


def test_sweeps_and_episodes_of_a_flood_fit_kafkas_messages_and_come_back_in_order() -> None:
    store, pipeline = flooded()
    assert max(len(value) for value in store.values()) < MAX_RECORD_BYTES / 2
    again = restored(store, CoreSettings())
    site, whole = again._state, pipeline._state
    assert list(site.scan_tracker.by_initiator.items()) == list(whole.scan_tracker.by_initiator.items())
    assert list(site.alerting.episodes.items()) == list(whole.alerting.episodes.items())
    site.scan_tracker.by_initiator.clear()
    site.alerting.episodes.clear()
    site.scan_tracker.dirty = site.alerting.episodes_dirty = True
    keep(store, again)
    assert not [name for name in store if "@watch|" in name or "@episodes|" in name]


def test_a_damaged_piece_costs_what_it_held() -> None:
    store, _ = flooded()
    store[f"{b.SITE}|@episodes|0001"] = b"x"
    pipeline = Pipeline(b.SITE, CoreSettings())
    (problem,) = pipeline.restore([StateRecord(key, value) for key, value in store.items()])
    assert "@episodes" in problem
    assert 10_000 < len(pipeline._state.alerting.episodes) < 20_000
