"""Where a row stood that is refused only later."""

from collections.abc import Iterator
from pathlib import Path

from replay.places import MAX_PLACES, MOST_IN_A_ROW, Places
from schemas import codec
from schemas.dead_letter import DeadLetter, dead
from schemas.flow import Flow
from streams.messages import Batch
from streams.sources.files.flow_files import flow_batches
from tests.streams.embedded.test_loop import a_flow
from tests.streams.records import SITE, T0


def _letter(flow: Flow) -> DeadLetter:
    return dead(source="merged", reason="far ahead", raw=codec.encode_lines([flow]), kind="implausible")


def _noted(places: Places, path: Path) -> list[Flow]:
    batches: Iterator[Batch] = places.noting(flow_batches(path, site=SITE), path)
    return [record for batch in batches for record in batch.records if isinstance(record, Flow)]


def test_a_doubtful_row_is_found_by_file_and_line_also_after_lines_that_are_no_rows(tmp_path: Path) -> None:
    for rubbish in (b"", b"{}\n\n"):
        path = tmp_path / f"flows{len(rubbish)}.ndjson"
        path.write_bytes(codec.encode_lines([a_flow(0)]) + rubbish + codec.encode_lines([a_flow(9_000), a_flow(2)]))
        places = Places()
        flows = _noted(places, path)
        found = places.placed(_letter(flows[1]))
        assert (found.source, found.position) == (str(path), 2 + rubbish.count(b"\n"))


def test_rows_that_are_not_doubtful_are_not_noted_and_other_letters_stay(tmp_path: Path) -> None:
    path = tmp_path / "flows.ndjson"
    path.write_bytes(codec.encode_lines([a_flow(number) for number in range(10)]))
    places = Places()
    flows = _noted(places, path)
    assert places.placed(_letter(flows[5])) == _letter(flows[5])
    other = dead(source="f", reason="no record", raw=b"{}")
    assert places.placed(other) == other


def test_what_is_noted_is_bounded() -> None:
    places = Places()
    flows = [a_flow(number * 4_000) for number in range(MAX_PLACES + 10)]
    batch = Batch([*flows], [], "f", first_line=1, lines=len(flows))
    assert [*places.noting(iter([batch]), Path("f"))] == [batch]
    assert len(places._places) == MAX_PLACES
    assert flows[-1].end > T0


def test_each_of_several_doubtful_rows_in_a_row_is_found(tmp_path: Path) -> None:
    path = tmp_path / "flows.ndjson"
    path.write_bytes(codec.encode_lines([a_flow(0), a_flow(9_000), a_flow(9_001), a_flow(99_000), a_flow(1)]))
    places = Places()
    flows = _noted(places, path)
    assert [places.placed(_letter(flow)).position for flow in flows[:4]] == [1, 2, 3, 4]


def test_after_a_long_silence_rows_are_soon_no_more_noted(tmp_path: Path) -> None:
    places = Places()
    later = [a_flow(9_000 + number) for number in range(MOST_IN_A_ROW + 50)]
    batch = Batch([a_flow(0), *later], [], "f", first_line=1, lines=len(later) + 1)
    assert [*places.noting(iter([batch]), tmp_path)] == [batch]
    assert len(places._places) == 2 + MOST_IN_A_ROW
