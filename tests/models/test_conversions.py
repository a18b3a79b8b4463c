"""State written by older Weirs comes back as it was, and has the future it had."""

import msgspec
import pytest

from models import conversions
from schemas import codec
from schemas.state import STATE_VERSION, StateRecord
from tests.models import builders as b
from tests.models import old_state

OLDER = range(1, STATE_VERSION)


def versions(records: list[StateRecord] | tuple[StateRecord, ...]) -> set[int]:
    return {msgspec.msgpack.decode(record.value or b"")[0] for record in records}


def test_every_version_up_to_todays_has_a_converter_to_the_next() -> None:
    assert list(conversions.CONVERTERS) == list(range(1, STATE_VERSION))


@pytest.mark.parametrize("version", OLDER)
def test_state_of_an_older_version_shows_the_same_assets_paths_and_ledger(version: int) -> None:
    assert versions(old_state.records(version)) == {version}
    pipelines, problems = old_state.restored(old_state.records(version))
    assert problems == []
    expected = [next(iter(msgspec.json.decode(line).items())) for line in old_state.lines("views", version)]
    assert [(name, msgspec.json.decode(row)) for name, row in old_state.views(pipelines)] == expected


@pytest.mark.parametrize("version", OLDER)
def test_state_of_an_older_version_raises_the_same_alerts_from_then_on(version: int) -> None:
    pipelines, _ = old_state.restored(old_state.records(version))
    raised: list[bytes] = []
    for event in old_state.future(version):
        raised += [codec.encode_for_people(alert) for alert in b.run(pipelines[event.site], [event]).alerts]
    assert raised == old_state.lines("alerts", version)


@pytest.mark.parametrize("version", OLDER)
def test_what_was_converted_is_written_in_todays_version_as_it_changes_and_reads_the_same(
    version: int,
) -> None:
    pipelines, _ = old_state.restored(old_state.records(version))
    whole = {record.key: record for record in old_state.records(version)}
    for event in old_state.future(version):
        b.apply(pipelines[event.site], event)
    changed = [record for pipeline in pipelines.values() for record in pipeline.changed_records()]
    assert versions([record for record in changed if record.value is not None]) == {STATE_VERSION}
    mixed = whole | {record.key: record for record in changed}
    assert versions([record for record in mixed.values() if record.value is not None]) == {version, STATE_VERSION}
    again, problems = old_state.restored(list(mixed.values()))
    assert problems == []
    assert old_state.views(again) == old_state.views(pipelines)


@pytest.mark.parametrize("value", [None, [], [1] * 34, [*[0] * 34, "river"], [*[0] * 34, ["0.26", 1, [1, 2]]]])
def test_a_head_of_version_1_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="state version 1"):
        conversions.convert(1, "head", value)


def test_a_version_that_no_converter_begins_with_is_refused() -> None:
    with pytest.raises(ValueError, match="state version 0, this Weir reads 1 to"):
        conversions.convert(0, "head", [])
