import tracemalloc

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.bounds import MAX_MESSAGE_BYTES, MAX_RECORD_BYTES, MAX_RECORDS_PER_MESSAGE
from schemas.codec import ALERTS, ASSET_CHANGES, FLOWS, TICKS, VERDICTS, NdjsonCodec, encode_for_people, encode_lines
from schemas.dead_letter import MAX_DEAD_BYTES, DeadLetter
from schemas.flow import Flow
from schemas.journal import JournalEntry, JournalPart, JournalRun
from schemas.tick import Tick
from tests.schemas import records

FLOW = Flow(
    site="north",
    sensor="zeek-1",
    start=1.0,
    end=2.0,
    initiator_ip="10.0.0.1",
    responder_ip="10.0.0.2",
    transport="tcp",
)
LINE = b'{"site":"north","collector":"c","time":1}'
TICK = Tick("north", "c", 1.0)


@given(st.lists(records.flows, max_size=5))
def test_flows_come_back_as_they_went(flows: list[Flow]) -> None:
    assert FLOWS.decode(encode_lines(flows), source="t", position=0) == (flows, [])


@given(st.lists(records.ticks, max_size=5))
def test_ticks_come_back_as_they_went(ticks: list[Tick]) -> None:
    assert TICKS.decode(encode_lines(ticks), source="t", position=0) == (ticks, [])


@given(st.lists(records.asset_changes, max_size=3))
def test_asset_changes_come_back_as_they_went(changes: list[msgspec.Struct]) -> None:
    assert ASSET_CHANGES.decode(encode_lines(changes), source="t", position=0) == (changes, [])


@given(st.lists(records.verdicts, max_size=5))
def test_verdicts_come_back_as_they_went(verdicts: list[msgspec.Struct]) -> None:
    assert VERDICTS.decode(encode_lines(verdicts), source="t", position=0) == (verdicts, [])


@given(st.one_of(records.flows, records.ticks, records.asset_changes, records.verdicts))
def test_both_encoders_say_the_same(record: msgspec.Struct) -> None:
    [line] = encode_lines([record]).splitlines()
    whole = {name: value for name, value in orjson.loads(encode_for_people(record)).items() if value is not None}
    assert orjson.loads(line).items() <= whole.items()


@given(st.one_of(records.flows, records.asset_changes, records.verdicts))
def test_a_record_is_one_line_whatever_its_texts_hold(record: msgspec.Struct) -> None:
    assert encode_lines([record]).count(b"\n") == 1
    assert b"\n" not in encode_for_people(record)


def test_a_journal_entry_comes_back_as_it_went() -> None:
    runs = (JournalRun("weir.flows", 5, 9), JournalRun("weir.verdicts", 0, 0))
    entry = JournalEntry(3, runs, partitions=8, inherited=(JournalPart(1, 77),))
    assert NdjsonCodec(JournalEntry).decode_one(msgspec.json.encode(entry)) == entry


@pytest.mark.parametrize(
    "payload",
    [LINE, LINE + b"\n", LINE + b"\r\n", b"\n" + LINE + b"\n\n", b"  " + LINE + b"  "],
    ids=["no line end", "line end", "carriage return", "blank lines", "spaces"],
)
def test_one_record_is_read_however_its_line_ends(payload: bytes) -> None:
    assert TICKS.decode(payload, source="t", position=0) == ([TICK], [])


def test_an_empty_message_holds_no_record_and_no_fault() -> None:
    assert FLOWS.decode(b"", source="t", position=0) == ([], [])
    assert FLOWS.decode(b"\n\n", source="t", position=0) == ([], [])


def test_a_bad_line_is_a_dead_letter_and_its_neighbours_are_taken() -> None:
    payload = b"\n".join([LINE, b'{"site":"north","collector":"c","time":"noon"}', b"", LINE])
    ticks, letters = TICKS.decode(payload, source="weir.flows", position=42)
    assert ticks == [TICK, TICK]
    assert [(letter.source, letter.position, letter.line) for letter in letters] == [("weir.flows", 42, 2)]
    assert "$.time" in letters[0].reason
    assert letters[0].raw == b'{"site":"north","collector":"c","time":"noon"}'


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"\xff\xfe\x00",
        b'{"site":"north","collector":"\xff","time":1}',
        b'{"site":"\\ud800","collector":"c","time":1}',
        b'{"site":"north","collector":"c","time":NaN}',
        b'{"site":"north","collector":"c","time":1e999}',
        b'{"site":"north","collector":"c"}',
        b'{"site":"north","collector":"c","time":-1}',
        b'{"site":"","collector":"c","time":1}',
        b"[]",
        b"null",
        b"[" * 100_000,
        b'{"site":' * 100_000,
    ],
    ids=lambda line: line[:30].decode("latin-1"),
)
def test_whatever_is_no_record_is_one_dead_letter_with_its_place(line: bytes) -> None:
    ticks, letters = TICKS.decode(LINE + b"\n" + line + b"\n" + LINE, source="t", position=7)
    assert ticks == [TICK, TICK]
    [letter] = letters
    assert (letter.position, letter.line, letter.size) == (7, 2, len(line))
    assert letter.raw == line[:MAX_DEAD_BYTES]
    assert letter.reason.startswith("no Tick: ")


@given(st.binary(max_size=200))
def test_no_bytes_at_all_end_a_decoder(payload: bytes) -> None:
    for codec in (FLOWS, TICKS, ASSET_CHANGES, VERDICTS, ALERTS):
        taken, letters = codec.decode(payload, source="t", position=0)
        assert taken == []
        assert all(isinstance(letter, DeadLetter) for letter in letters)
        assert bool(letters) == bool(payload.strip())


def test_a_field_that_is_not_known_is_passed_over() -> None:
    line = LINE[:-1] + b',"added_in_the_next_version":[1,2]}'
    assert TICKS.decode(line, source="t", position=0) == ([TICK], [])


def test_a_line_past_the_bound_is_refused_by_its_size() -> None:
    line = LINE[:-1] + b',"padding":"' + b"x" * MAX_RECORD_BYTES + b'"}'
    with pytest.raises(ValueError, match=f"at most {MAX_RECORD_BYTES}"):
        TICKS.decode_one(line)


def test_a_message_of_too_many_records_is_refused_whole() -> None:
    payload = (LINE + b"\n") * (MAX_RECORDS_PER_MESSAGE + 1)
    ticks, letters = TICKS.decode(payload, source="t", position=5)
    assert ticks == []
    [letter] = letters
    assert letter.reason == f"{MAX_RECORDS_PER_MESSAGE + 1} lines in one message; at most 20000 are taken"
    assert (letter.position, letter.size) == (5, len(payload))
    assert (letter.kind, letter.count) == ("oversized", MAX_RECORDS_PER_MESSAGE + 1)


def test_a_message_past_its_bound_is_refused_whole_and_its_lines_are_counted() -> None:
    line = LINE[:-1] + b',"padding":"' + b"x" * 100_000 + b'"}\n'
    fits = line * (MAX_MESSAGE_BYTES // len(line))
    assert TICKS.decode(fits, source="t", position=5) == ([TICK] * 20, [])
    ticks, [letter] = TICKS.decode(fits + line, source="t", position=5)
    assert ticks == []
    assert (letter.kind, letter.count, letter.size) == ("oversized", 21, 21 * len(line))
    assert letter.reason == f"a message of {letter.size} bytes; at most {MAX_MESSAGE_BYTES} are taken"


@pytest.mark.parametrize(
    "payload",
    [b"\n" * 10_000_000, b"{}\n" * 1_000_000, b"[" * 10_000_000, LINE * 200_000, (LINE + b"\n") * 200_000],
    ids=["empty lines", "empty records", "deep", "one line", "records"],
)
def test_what_is_past_the_bounds_is_refused_before_anything_is_made_of_it(payload: bytes) -> None:
    tracemalloc.start()
    try:
        records, letters = FLOWS.decode(payload, source="t", position=5)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (records, len(letters)) == ([], 1)
    assert peak < 100_000


def test_the_most_that_is_decoded_takes_bounded_memory() -> None:
    bad = b"?" * (MAX_MESSAGE_BYTES // MAX_RECORDS_PER_MESSAGE - 1) + b"\n"
    tracemalloc.start()
    try:
        _, letters = FLOWS.decode(bad * MAX_RECORDS_PER_MESSAGE, source="t", position=5)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(letters) == MAX_RECORDS_PER_MESSAGE
    assert peak < 32 * 1024 * 1024


def test_a_message_of_as_many_records_as_allowed_is_taken() -> None:
    ticks, letters = TICKS.decode((LINE + b"\n") * MAX_RECORDS_PER_MESSAGE, source="t", position=5)
    assert (len(ticks), letters) == (MAX_RECORDS_PER_MESSAGE, [])


def test_too_many_lines_with_a_bad_one_among_them_are_refused_whole_too() -> None:
    payload = b"?\n" * (MAX_RECORDS_PER_MESSAGE + 1)
    ticks, letters = TICKS.decode(payload, source="t", position=5)
    assert ticks == []
    assert len(letters) == 1


def test_a_default_is_not_written() -> None:
    assert orjson.loads(encode_lines([FLOW])) == {
        "site": "north",
        "sensor": "zeek-1",
        "start": 1.0,
        "end": 2.0,
        "initiator_ip": "10.0.0.1",
        "responder_ip": "10.0.0.2",
        "transport": "tcp",
    }
