"""What every input format must hold, over the samples of each (`samples.py`)."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from schemas.codec import FLOWS, encode_lines
from schemas.flow import Flow
from schemas.formats.lines import LineSplitter
from schemas.formats.reader import ReaderContext, RecordReader
from schemas.formats.registry import FORMATS, cutter_for, detect, format_of, is_heading, new_memory, reader_for
from schemas.formats.tables.mapping import packed
from tests.schemas.formats.mapped_samples import MAPPED
from tests.schemas.formats.samples import SAMPLES, Sample

ALL: list[tuple[str, Sample]] = [(name, sample) for name, several in SAMPLES.items() for sample in several]
ALL += [(packed(mapping), sample) for mapping, sample in MAPPED]

each = pytest.mark.parametrize(("name", "sample"), ALL, ids=[f"{n[:14]}-{s.trait}" for n, s in ALL])


def opened(name: str, sample: Sample) -> RecordReader:
    return reader_for(name, ReaderContext(site="a", source="f", memory=new_memory(), name=sample.name))


class Read(Struct):
    """All that came of some pieces."""

    records: list[Any]
    letters: list[Any]
    repeats: int
    others: dict[str, int]
    doubts: dict[str, int]

    @property
    def rows(self) -> int:
        return len(self.records) + len(self.letters) + self.repeats + sum(self.others.values())


def read(name: str, sample: Sample, calls: Sequence[Sequence[bytes]]) -> Read:
    reader = opened(name, sample)
    found = Read([], [], 0, {}, {})
    number = 1
    for pieces in calls:
        records, letters = reader.read(pieces, number)
        number += len(pieces)
        found.records += records
        found.letters += letters
    found.repeats, found.others, found.doubts = reader.repeats, reader.notes.other_logs, reader.notes.doubts
    return found


def test_every_format_has_samples() -> None:
    assert SAMPLES.keys() == FORMATS.keys()


@each
def test_a_sample_gives_what_it_holds(name: str, sample: Sample) -> None:
    found = read(name, sample, [sample.pieces])
    counts = (len(found.records), sum(found.others.values()), found.repeats, len(found.letters))
    assert counts == (sample.flows, sample.others, sample.repeats, sample.dead), found.letters
    if not sample.many:
        assert found.rows == len(sample.pieces) - sample.nothing
    for record in found.records:
        if isinstance(record, Flow):
            assert FLOWS.decode_one(encode_lines([record]).rstrip(b"\n")) == record


@pytest.mark.parametrize(("name", "sample"), [(n, s) for n, s in ALL if n in FORMATS and s.told])
def test_no_format_takes_the_sample_of_another(name: str, sample: Sample) -> None:
    assert detect(sample.pieces[:64], sample.name) == name
    assert detect(sample.pieces[:64], "some.data") == name


@each
def test_a_line_of_headings_is_told_from_a_row(name: str, sample: Sample) -> None:
    """A file is known by its headings and its first row: taken for a row, the headings would name all files alike."""
    if isinstance(format_of(name).cut(), LineSplitter):
        nothing = [piece for piece in sample.pieces if is_heading(piece) or not piece.strip()]
        summaries = sum(sample.name == "some.data" and piece.startswith(b"flows,bytes,") for piece in sample.pieces)
        assert len(nothing) - summaries == sample.nothing


@each
def test_pieces_given_one_by_one_or_all_at_once_are_the_same(name: str, sample: Sample) -> None:
    pieces = sample.pieces * 2
    whole = read(name, sample, [pieces])
    assert read(name, sample, [[piece] for piece in pieces]) == whole
    assert read(name, sample, [pieces[:3], [], pieces[3:4], pieces[4:]]) == whole


@each
def test_a_file_cut_anywhere_into_chunks_has_the_same_lines(name: str, sample: Sample) -> None:
    if not isinstance(format_of(name).cut(), LineSplitter):
        pytest.skip("its own cutter has tests of its own")
    file = b"\r\n".join(sample.pieces)
    for size in (1, 7, 64):
        cutter = cutter_for(file, name)
        lines = [
            line for at in range(0, len(file), size) for line in cutter.feed(file[at : at + size]).lines
        ] + cutter.finish().lines
        assert tuple(lines) == sample.pieces


def mutated(piece: bytes) -> st.SearchStrategy[bytes]:
    """A piece cut, flipped, doubled, with something put in or its parts exchanged."""
    place = st.integers(0, max(len(piece) - 1, 0))
    some = st.sampled_from(
        [b"", b"-", b",", b",,", b'"', b"\0", b"\xff", b"-1", b"9" * 30, b"nan", b"{", b"1e400", b" "]
    )
    return st.one_of(
        st.just(piece),
        place.map(lambda at: piece[:at]),
        place.map(lambda at: piece[at:]),
        st.tuples(place, st.integers(1, 255)).map(
            lambda change: (
                piece[: change[0]] + bytes([piece[change[0]] ^ change[1]]) + piece[change[0] + 1 :] if piece else piece
            )
        ),
        st.tuples(place, place, some).map(lambda parts: piece[: min(parts[:2])] + parts[2] + piece[max(parts[:2]) :]),
        st.just(piece * 2),
        st.binary(max_size=24),
    )


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, Sample, list[bytes]]:
    name, sample = draw(st.sampled_from(ALL))
    pieces = [draw(mutated(piece)) for piece in sample.pieces]
    if isinstance(format_of(name).cut(), LineSplitter):
        pieces = [piece.replace(b"\n", b" ") for piece in pieces]
    return name, sample, draw(st.permutations(pieces)) if draw(st.booleans()) else pieces


@settings(max_examples=250)
@given(damaged())
def test_whatever_a_file_holds_each_row_is_counted_once(case: tuple[str, Sample, list[bytes]]) -> None:
    name, sample, pieces = case
    found = read(name, sample, [[piece] for piece in pieces])
    assert read(name, sample, [pieces]) == found
    assert all(1 <= letter.position <= len(pieces) and letter.reason for letter in found.letters)
    if sample.many:
        return
    if not isinstance(format_of(name).cut(), LineSplitter):
        return  # a piece that is damaged is another's, or several
    silent = sum(may_be_nothing(piece, sample) for piece in pieces)
    assert len(pieces) - silent <= found.rows <= len(pieces)


def may_be_nothing(piece: bytes, sample: Sample) -> bool:
    """Whether a piece is blank, a comment, or so near to headings that a reader may take it for some."""
    bare = piece.strip(b"\0").removeprefix(b"\xef\xbb\xbf")
    near = any(is_heading(line) and near_to(bare, line) for line in sample.pieces)
    return not bare.strip() or bare.startswith(b"#") or is_heading(bare) or near


def near_to(piece: bytes, headings: bytes) -> bool:
    words = [word for word in re.split(rb"[\t;, ]+", headings) if word]
    return sum(word in piece for word in words) * 2 >= min(len(words), 8)


@given(st.sampled_from(ALL), st.lists(st.binary(max_size=80), max_size=6))
def test_rubbish_alone_makes_dead_letters_alone(case: tuple[str, Sample], pieces: list[bytes]) -> None:
    name, sample = case
    pieces = [piece.replace(b"\n", b"") for piece in pieces]
    found = read(name, sample, [pieces])
    assert found.records == []
    assert found.rows <= len(pieces)


def held(thing: Any, seen: set[int] | None = None) -> int:
    """How many things an object keeps, in whatever it is made of."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, str | bytes | int | float | type(None) | type) or callable(thing):
        return 0
    seen.add(id(thing))
    if isinstance(thing, dict):
        return len(thing) + sum(held(value, seen) for value in thing.values())
    if isinstance(thing, list | tuple | set | frozenset):
        return len(thing) + sum(held(value, seen) for value in thing)
    names = [*getattr(thing, "__dict__", ()), *(name for kind in type(thing).__mro__ for name in slots(kind))]
    return sum(held(getattr(thing, name, None), seen) for name in names)


def slots(kind: type) -> Sequence[str]:
    found = kind.__dict__.get("__slots__", ())
    return (found,) if isinstance(found, str) else tuple(found)


@each
def test_rows_that_come_again_are_not_kept(name: str, sample: Sample) -> None:
    reader = opened(name, sample)
    reader.read(sample.pieces * 10, 1)
    before = held(reader)
    reader.read(sample.pieces * 50, 1)
    assert held(reader) == before


def calls_of(work: Callable[[], object]) -> int:
    """How many functions are called, which tells of time without a clock."""
    count = 0

    def seen(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def growing(name: str, sample: Sample, sizes: Sequence[int]) -> Iterator[int]:
    for size in sizes:
        reader = opened(name, sample)
        pieces = sample.pieces * size
        yield calls_of(lambda reader=reader, pieces=pieces: reader.read(pieces, 1))  # type: ignore[misc]


@each
def test_twice_the_rows_take_twice_the_work(name: str, sample: Sample) -> None:
    few, more, most = growing(name, sample, (20, 40, 80))
    for less, twice in pairwise((few, more, most)):
        assert twice <= 2.3 * less
