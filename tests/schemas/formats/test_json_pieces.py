"""JSON documents are cut into their objects, whatever the chunks they come in."""

from itertools import pairwise

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.json_pieces import JsonPieces, is_json_document

OBJECTS: list[dict[str, object]] = [
    {"a": 1, "text": 'br}ace{ " \\'},
    {"nested": [{"deep": {"er": {"and": {"still": {"deep": {"er": 1}}}}}}]},
    {},
]
BYTES = [orjson.dumps(one) for one in OBJECTS]
PRETTY = orjson.dumps(OBJECTS, option=orjson.OPT_INDENT_2)


def cut(data: bytes, size: int | None = None, longest: int = 1_000) -> tuple[list[bytes], JsonPieces]:
    cutter = JsonPieces(longest=longest)
    pieces: list[bytes] = []
    step = size or len(data)
    for at in range(0, len(data), step):
        pieces += cutter.feed(data[at : at + step]).lines
    return pieces + cutter.finish().lines, cutter


@pytest.mark.parametrize(
    "data",
    [
        b"[" + b",".join(BYTES) + b"]",
        PRETTY,
        b'\xef\xbb\xbf{"records": [' + b",\r\n".join(BYTES) + b"]}\n",
        b"".join(b'{"records":[' + one + b"]}\n" for one in BYTES),
        b"".join(BYTES),
        b'{\n "events": [' + b",".join(BYTES) + b'],\n "searchedLogStreams": [],\n "nextToken": "b/x=", "n": 5\n}',
        b'{"records":[{"records":[' + b",".join(BYTES) + b"]}]}",
    ],
)
def test_every_form_gives_its_objects_in_any_chunks(data: bytes) -> None:
    for size in (None, 1, 2, 7):
        pieces, cutter = cut(data, size)
        assert [orjson.loads(piece) for piece in pieces] == OBJECTS
        assert cutter.offset + cutter.held == len(data)
        assert cutter.number == len(OBJECTS)
        assert not cutter.has_partial


def test_what_is_no_json_between_objects_is_a_piece_by_itself() -> None:
    assert cut(b'[{"a":1},\n garbage,\n{"a":2}]')[0] == [b'{"a":1}', b"garbage,", b'{"a":2}']
    assert cut(b'[{"a":1}, tail')[0] == [b'{"a":1}', b"tail"]


def test_an_object_without_an_end_is_the_last_piece() -> None:
    pieces, cutter = cut(b'[{"a":1},{"a":"x}')
    assert pieces == [b'{"a":1}', b'{"a":"x}']
    assert cutter.offset == len(b'[{"a":1},{"a":"x}') + 1


@pytest.mark.parametrize("size", [None, 1, 5])
def test_an_object_longer_than_is_taken_is_told_and_the_next_is_read(size: int | None) -> None:
    data = b'[{"a":"' + b"x" * 100 + b'}"},{"b":1},' + b"y" * 90 + b'\n{"c":1}]'
    cutter = JsonPieces(longest=50)
    overlong, pieces = [], []
    for at in range(0, len(data), size or len(data)):
        lines = cutter.feed(data[at : at + (size or len(data))])
        pieces += lines.lines
        overlong += lines.overlong
    assert pieces == [b"", b'{"b":1}', b"", b'{"c":1}']
    assert [(one.number, one.size) for one in overlong] == [(1, 109), (3, 90)]
    assert cutter.offset == len(data) - 1


def test_what_closes_a_document_is_not_taken_since_more_may_stand_there_later() -> None:
    blob = b'{"records":[{"a":1}]}\n'
    cutter = JsonPieces()
    cutter.feed(blob)
    assert cutter.offset == len(b'{"records":[{"a":1}')
    assert cutter.held == len(b"]}\n")
    grown = b'{"records":[{"a":1},{"a":2}]}\n'
    assert JsonPieces().feed(grown[cutter.offset :]).lines == [b'{"a":2}']


@given(st.lists(st.integers(1, 40), max_size=30))
def test_where_a_piece_ends_is_where_the_next_begins(sizes: list[int]) -> None:
    data = b'{"records":[\n' + b" ,\n".join(BYTES * 3) + b"\n]}\n"
    cutter, at, ends = JsonPieces(), 0, [0]
    for size in [*sizes, len(data)]:
        lines = cutter.feed(data[at : at + size])
        at += size
        behind = lines.taken(0, len(lines.lines))
        for index in range(len(lines.lines)):
            behind -= lines.taken(index, index + 1)
            ends.append(cutter.offset - behind)
    assert len(ends) == 1 + len(OBJECTS) * 3
    for begin, end in pairwise(ends):
        resumed = JsonPieces()
        assert [orjson.loads(one) for one in resumed.feed(data[begin:end]).lines] == [
            orjson.loads(cut(data[begin:end])[0][0])
        ]


_TOKENS = [b"{", b"}", b'"', b"\\", b",", b"\n", b'{"records":[', b'"events"', b" ", b":", b"a", b"]", b"[", b'{"a":1}']


@given(st.lists(st.sampled_from(_TOKENS), max_size=24).map(b"".join) | st.binary(max_size=60), st.integers(1, 9))
def test_any_bytes_are_cut_alike_in_any_chunks(data: bytes, size: int) -> None:
    whole, one = cut(b'{"a":1}' + data)
    parts, other = cut(b'{"a":1}' + data, size)
    assert whole == parts
    assert one.offset == other.offset


def test_what_was_given_without_an_end_is_left_behind() -> None:
    cutter = JsonPieces()
    cutter.feed(b'[{"a":')
    assert (cutter.has_partial, cutter.held) == (True, 6)
    cutter.leave_partial()
    assert cutter.offset == 6
    assert cutter.feed(b'{"b":1}').lines == [b'{"b":1}']


@pytest.mark.parametrize(
    ("begins", "is_document"),
    [
        (b'[{"a":1}', True),
        (b" [ \n{", True),
        (b'{\n  "a": 1', True),
        (b'{"records": [', True),
        (b'{"events":[', True),
        (b'{"messageType":"DATA_MESSAGE"', True),
        (b"[]", True),
        (b'{"a":1}\n{"a":2}\n', False),
        (b"[info] started", False),
        (b"#fields\tts", False),
        (b"", False),
    ],
)
def test_a_document_is_told_by_its_beginning(begins: bytes, is_document: bool) -> None:
    assert is_json_document(begins) is is_document
