"""A recording gives what a replay would apply, in the same order, and the same each time."""

from pathlib import Path

import pytest

from replay.feed.recording import Recording, recording_of
from replay.given.span import Span
from replay.run import ReplayInputs
from replay.ticks import with_ticks
from schemas import codec
from schemas.formats.recording import encode
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.messages import Batch, Record
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, T0

ZONES = '[[zones]]\nzone = "cells"\nlevel = 1\nside = "ot"\ncidrs = ["10.1.0.0/16"]\n'
WORD = Verdict(site=SITE, time=T0 + 15.0, author="ann", decision="expected", initiator="a")
FLOWS = [a_flow(number) for number in (0, 10, 20, 30, 40)]


@pytest.fixture
def inputs(tmp_path: Path) -> ReplayInputs:
    (tmp_path / "flows.ndjson").write_bytes(codec.encode_lines(FLOWS))
    (tmp_path / "zones.toml").write_text(ZONES, encoding="utf-8")
    (tmp_path / "verdicts.ndjson").write_bytes(codec.encode_lines([WORD]))
    return ReplayInputs(
        paths=(str(tmp_path / "flows.ndjson"),),
        site=SITE,
        zones=(str(tmp_path / "zones.toml"),),
        verdicts=(str(tmp_path / "verdicts.ndjson"),),
    )


def records(recording: Recording) -> list[Record]:
    return [record for batch in recording.batches for record in batch.records]


def test_statements_come_first_verdicts_at_their_time_and_ticks_as_a_replay_makes_them(inputs: ReplayInputs) -> None:
    recording = recording_of(inputs, collector="feed")
    (zone, *rest) = records(recording)
    assert (type(zone).__name__, recording.first) == ("AssetChange", T0)
    head, tail = Batch([*FLOWS[:2]], [], "a"), Batch([*FLOWS[2:]], [], "a")
    wanted = with_ticks([head, Batch([WORD], [], "a"), tail], "feed", begins={SITE: T0})
    assert rest == [record for batch in wanted for record in batch.records]
    assert any(isinstance(record, Tick) for record in rest)


def test_the_same_files_give_the_same_records(inputs: ReplayInputs) -> None:
    assert records(recording_of(inputs, collector="feed")) == records(recording_of(inputs, collector="feed"))


def test_of_a_span_flows_outside_are_counted_and_later_words_are_left_out(inputs: ReplayInputs) -> None:
    recording = recording_of(inputs, collector="feed", span=lambda first: Span(first + 5.0, first + 12.0))
    found = records(recording)
    assert [one for one in found if not isinstance(one, Tick)][1:] == [FLOWS[1]]
    assert (recording.first, recording.outside) == (T0 + 10.0, 4)


def test_shifted_all_of_it_moves_and_the_ticks_are_of_the_time_it_moved_to(inputs: ReplayInputs) -> None:
    recording = recording_of(inputs, collector="feed", shift=lambda first, _: 1_000_003.0 + T0 - first)
    found = records(recording)
    assert recording.shift_s == 1_000_003.0
    assert min(one.end for one in found if hasattr(one, "end")) == T0 + 1_000_003.0
    ticks = [one.time for one in found if isinstance(one, Tick)]
    # The last one is where the recording ends.
    assert len(ticks) > 3
    assert all(time % 10.0 == 0.0 for time in ticks[:-1])


def test_a_recording_brings_its_own_ticks(tmp_path: Path) -> None:
    given: list[Record] = [Tick(SITE, "tap", T0), a_flow(5), Tick(SITE, "tap", T0 + 10.0)]
    path = tmp_path / "recorded.ndjson"
    path.write_bytes(encode(given))
    inputs = ReplayInputs(paths=(str(path),), file_format="recording", site=SITE)
    assert records(recording_of(inputs, collector="feed")) == given


def test_where_no_row_is_left_nothing_is_shifted(inputs: ReplayInputs) -> None:
    recording = recording_of(
        inputs, collector="feed", span=lambda first: Span(first + 99.0), shift=lambda first, _: first
    )
    assert (recording.first, recording.shift_s) == (None, 0.0)
