"""Whatever happens to one record: the other assets are as they were, and what was restored restores again."""

from functools import cache

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from models.baseline.path import stored_fields
from models.pipeline import Pipeline
from models.state import state_codec
from schemas.state import StateRecord, asset_of, part_of, site_of
from tests.models import stored_state
from tests.models.cuts import keep


def mutated(data: bytes, how: list[tuple[str, int, int]]) -> bytes:
    for kind, position, byte in how:
        at = position % (len(data) or 1)
        match kind:
            case "set":
                data = data[:at] + bytes([byte]) + data[at + 1 :]
            case "insert":
                data = data[:at] + bytes([byte]) + data[at:]
            case "cut":
                data = data[:at]
            case _:
                data = data[:at] + data[at + byte :]
    return data


mutations = st.lists(
    st.tuples(st.sampled_from(("set", "set", "insert", "drop", "cut")), st.integers(0, 100_000), st.integers(0, 255)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60)
@given(which=st.integers(0, 10_000), how=mutations)
def test_whatever_happens_to_a_record_the_other_assets_are_as_they_were(
    which: int, how: list[tuple[str, int, int]]
) -> None:
    records = stored_state.records()
    target = records[which % len(records)]
    others = [record for record in records if record is not target and site_of(record) == site_of(target)]
    damaged = StateRecord(target.key, mutated(target.value or b"", how))
    site, hit = site_of(target), asset_of(part_of(target))
    whole, pipeline = undamaged()[site], Pipeline(site, stored_state.CORE)
    pipeline.restore([*others, damaged])
    assert heads(pipeline, hit) == heads(whole, hit)
    assert paths(pipeline, hit) == paths(whole, hit)
    store = {record.key: record.value or b"" for record in (*others, damaged)}
    keep(store, pipeline)
    again = Pipeline(site, stored_state.CORE)
    assert again.restore([StateRecord(key, value) for key, value in store.items()]) == []
    assert paths(again, None) == paths(pipeline, None)


@cache
def undamaged() -> dict[str, Pipeline]:
    return stored_state.restored(stored_state.records())[0]


def heads(pipeline: Pipeline, but: str | None) -> dict[str, bytes]:
    """What is stored of the assets, but of one, and but for addresses that another may claim."""
    assets = pipeline._state.inventory.assets
    stored = {name: msgspec.msgpack.decode(state_codec.encode(asset.record))[2] for name, asset in assets.items()}
    return {name: msgspec.msgpack.encode([*one[:6], *one[8:]]) for name, one in stored.items() if name != but}


def paths(pipeline: Pipeline, but: str | None) -> list[bytes]:
    found = [path for _, path in sorted(pipeline._state.graph.paths.items())]
    return [msgspec.msgpack.encode(stored_fields(p)) for p in found if but not in {p.initiator, p.responder}]
