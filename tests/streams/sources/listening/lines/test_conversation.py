"""One sender's lines: format and framing by what comes first, and all that is no row a dead letter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.bounds import MAX_RECORD_BYTES
from schemas.flow import Flow
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import new_memory
from streams.messages import Batch
from streams.sources.files.flow_files import AUTO
from streams.sources.listening.lines.conversation import Conversation
from tests.streams.sources.growing import header, row

ROWS = "".join(
    f'{{"start": {number}.0, "end": {number}.5, "initiator_ip": "10.0.0.1", "responder_ip": "10.0.0.2", '
    f'"transport": "tcp", "uid": "C{number}"}}\n'
    for number in range(1, 4)
).encode()


def talk(file_format: str = AUTO) -> Conversation:
    return Conversation(ReaderContext(site="plant", source="tcp:x", memory=new_memory()), file_format)


def uids(batches: list[Batch]) -> list[str | None]:
    return [one.uid for batch in batches for one in batch.records if isinstance(one, Flow)]


def letters(batches: list[Batch]) -> list[tuple[int | None, int, str]]:
    return [(one.position, one.count, one.reason) for batch in batches for one in batch.dead_letters]


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
@pytest.mark.parametrize("framed", [False, True])
def test_rows_are_the_same_however_they_are_cut_and_framed(size: int, framed: bool) -> None:
    stream = ROWS
    if framed:
        messages = [b"<134>Nov 30 12:00:00 tap weir: " + line for line in ROWS.splitlines()]
        stream = b"".join(b"%d %s" % (len(one), one) for one in messages)
    one = talk()
    batches = [batch for begin in range(0, len(stream), size) for batch in one.fed(stream[begin : begin + size])]
    batches += one.ended()
    assert uids(batches) == ["C1", "C2", "C3"]
    assert letters(batches) == []
    assert all(batch.position is None for batch in batches)


def test_a_table_is_told_by_its_first_row_and_not_by_its_headings() -> None:
    one = talk()
    text = (header() + row(1) + row(2)).encode()
    batches = [batch for line in text.splitlines(keepends=True) for batch in one.fed(line)]
    assert uids(batches) == ["C1", "C2"]


def test_headings_alone_are_nothing() -> None:
    one = talk()
    assert uids([*one.fed(header().encode()), *one.ended()]) == []


def test_a_half_line_at_the_end_is_a_dead_letter() -> None:
    one = talk()
    batches = [*one.fed(ROWS[:-20]), *one.ended()]
    assert uids(batches) == ["C1", "C2"]
    assert letters(batches) == [(3, 1, "the connection ended within this line")]
    one = talk()
    assert letters([*one.fed(b"12"), *one.ended()]) == [(1, 1, "the connection ended within this line")]


def test_what_is_no_flow_log_is_refused_and_rows_after_it_are_read() -> None:
    one = talk()
    batches = [*one.fed(b"hello, this is tap\n\n"), *one.fed(ROWS)]
    assert [(position, count) for position, count, _ in letters(batches)] == [(1, 1)]
    assert uids(batches) == ["C1", "C2", "C3"]


def test_a_bad_row_among_good_ones_is_told_with_its_place() -> None:
    one = talk()
    batches = [*one.fed(ROWS), *one.fed(b"no row\n")]
    assert [(position, count) for position, count, _ in letters(batches)] == [(4, 1)]


@pytest.mark.parametrize("file_format", [AUTO, "weir"])
def test_a_line_past_the_bound_is_told_and_the_next_is_read(file_format: str) -> None:
    one = talk(file_format)
    batches = [*one.fed(b"x" * (MAX_RECORD_BYTES + 1)), *one.fed(b"\n"), *one.fed(ROWS)]
    assert [(position, count) for position, count, _ in letters(batches)] == [(1, 1)]
    assert uids(batches) == ["C1", "C2", "C3"]


def test_a_stream_whose_counts_break_off_has_failed() -> None:
    one = talk()
    batches = [*one.fed(b"5 <1>ab"), *one.fed(b"no count of bytes at all"), *one.fed(ROWS), *one.ended()]
    assert one.failed
    assert "no count of bytes" in letters(batches)[-1][2]
    assert uids(batches) == []


def test_nothing_is_nothing() -> None:
    one = talk()
    assert [*one.fed(b"\n\n"), *one.ended()] == []
    assert list(talk().ended()) == []


@settings(max_examples=50)
@given(
    st.lists(
        st.one_of(st.binary(max_size=60), st.sampled_from([ROWS, b"12 <134>{}", b"\n", b"#fields\tts\n"])), max_size=8
    )
)
def test_whatever_is_sent_there_are_only_batches_and_dead_letters(chunks: list[bytes]) -> None:
    one = talk()
    batches = [batch for chunk in chunks for batch in one.fed(chunk)] + list(one.ended())
    assert all(letter.reason for batch in batches for letter in batch.dead_letters)
