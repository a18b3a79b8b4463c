"""Whatever happens to one record: the other assets are as they were, and what was restored restores again."""

from functools import cache
from itertools import groupby

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import state_codec
from models.path import CHUNK, stored_fields
from models.pipeline import Pipeline
from schemas.state import HEAD, StateRecord, asset_of, kind_of, part_of, site_of
from tests.models import old_state
from tests.models.cuts import keep


def todays() -> list[StateRecord]:
    """The old state in today's version."""
    records: list[StateRecord] = []
    for record in old_state.records():
        version, value = msgspec.msgpack.decode(record.value or b"")
        assert version == 1
        if kind_of(part_of(record)) == "chunk":
            key = record.key.rpartition("|")[0]
            for number, own in groupby(value, key=lambda path: path[3] // CHUNK):
                records.append(StateRecord(f"{key}|{number}", state_codec.encode(list(own))))
            continue
        if kind_of(part_of(record)) == HEAD:
            value = [*value[:28], *value[32:]]
            if value[-1] is not None:
                names = ("flows_mean", "flows_var", "flows_tail", "octets_mean", "octets_var")
                value[-1] = [*value[-1][:2], dict(zip(names, value[-1][2], strict=True))]
        records.append(StateRecord(record.key, state_codec.encode(value)))
    return records


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


@pytest.mark.parametrize("records", [list(old_state.records()), todays()], ids=["version 1", "today's"])
@settings(max_examples=60)
@given(which=st.integers(0, 10_000), how=mutations)
def test_whatever_happens_to_a_record_the_other_assets_are_as_they_were(
    records: list[StateRecord], which: int, how: list[tuple[str, int, int]]
) -> None:
    target = records[which % len(records)]
    others = [record for record in records if record is not target and site_of(record) == site_of(target)]
    damaged = StateRecord(target.key, mutated(target.value or b"", how))
    site, hit = site_of(target), asset_of(part_of(target))
    whole, pipeline = undamaged()[site], Pipeline(site, old_state.CORE)
    pipeline.restore([*others, damaged])
    assert heads(pipeline, hit) == heads(whole, hit)
    assert paths(pipeline, hit) == paths(whole, hit)
    store = {record.key: record.value or b"" for record in (*others, damaged)}
    keep(store, pipeline)
    again = Pipeline(site, old_state.CORE)
    assert again.restore([StateRecord(key, value) for key, value in store.items()]) == []
    assert paths(again, None) == paths(pipeline, None)


@cache
def undamaged() -> dict[str, Pipeline]:
    return old_state.restored(old_state.records())[0]


def heads(pipeline: Pipeline, but: str | None) -> dict[str, bytes]:
    """What is stored of the assets, but of one, and but for addresses that another may claim."""
    assets = pipeline._state.inventory.assets
    stored = {name: msgspec.msgpack.decode(state_codec.encode(asset.record))[2] for name, asset in assets.items()}
    return {name: msgspec.msgpack.encode([*one[:7], *one[9:]]) for name, one in stored.items() if name != but}


def paths(pipeline: Pipeline, but: str | None) -> list[bytes]:
    found = [path for _, path in sorted(pipeline._state.graph.paths.items())]
    return [msgspec.msgpack.encode(stored_fields(p)) for p in found if but not in {p.initiator, p.responder}]
