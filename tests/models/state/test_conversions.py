"""State written by an older Weir comes back as it was, and has the future it had (see `made_up.py`)."""

import msgspec
import pytest

from models.pipeline import Pipeline
from models.state import conversions
from models.state.state_codec import NewerState, decode
from schemas import codec
from schemas.state import STATE_VERSION, StateRecord
from tests.models import builders as b
from tests.models import made_up, stored_state


def versions(records: list[StateRecord] | tuple[StateRecord, ...]) -> set[int]:
    return {msgspec.msgpack.decode(record.value)[0] for record in records if record.value is not None}


def raised(pipelines: dict[str, Pipeline]) -> list[bytes]:
    """The alerts of the future."""
    return [
        codec.encode_for_people(alert)
        for site in stored_state.sites()
        for alert in b.run(pipelines[site], stored_state.future(site)).alerts
    ]


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> list[StateRecord]:
    """The stored state as the older Weir wrote it, and a Weir that knows the way from there."""
    monkeypatch.setattr(conversions, "CONVERTERS", {made_up.VERSION: made_up.from_0})
    return [made_up.older(record) for record in stored_state.records()]


def test_every_version_from_the_first_has_a_converter_to_the_next() -> None:
    assert list(conversions.CONVERTERS) == list(range(1, STATE_VERSION))


def test_state_of_an_older_version_shows_the_same_and_raises_the_same_alerts_from_then_on(
    old: list[StateRecord],
) -> None:
    assert versions(old) == {made_up.VERSION}
    todays, _ = stored_state.restored(stored_state.records())
    pipelines, problems = stored_state.restored(old)
    assert problems == []
    assert stored_state.views(pipelines) == stored_state.views(todays)
    due = raised(todays)
    assert due
    assert raised(pipelines) == due


def test_what_was_converted_is_written_in_todays_version_as_it_changes_and_reads_the_same(
    old: list[StateRecord],
) -> None:
    pipelines, _ = stored_state.restored(old)
    for site in stored_state.sites():
        for event in stored_state.future(site)[:50]:
            b.apply(pipelines[site], event)
    changed = [record for pipeline in pipelines.values() for record in pipeline.changed_records()]
    assert versions(changed) == {STATE_VERSION}
    mixed = {record.key: record for record in (*old, *changed)}
    kept = [record for record in mixed.values() if record.value is not None]
    assert versions(kept) == {made_up.VERSION, STATE_VERSION}
    again, problems = stored_state.restored(kept)
    assert problems == []
    assert stored_state.views(again) == stored_state.views(pipelines)


@pytest.mark.parametrize("value", [None, [], {}, {"id": "x"}])
def test_what_a_converter_makes_no_sense_of_is_damage(value: object, old: list[StateRecord]) -> None:
    assert old
    with pytest.raises(ValueError, match=r"damaged state: no head of state version 0"):
        decode(made_up.enveloped(value), object, "head")


def test_a_version_that_no_converter_begins_with_is_refused_and_is_not_a_newer_one() -> None:
    with pytest.raises(ValueError, match=f"state version 0, this Weir reads 1 to {STATE_VERSION}") as caught:
        decode(made_up.enveloped([]), object, "head")
    assert not isinstance(caught.value, NewerState)
