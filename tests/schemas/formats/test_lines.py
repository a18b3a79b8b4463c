from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.lines import LineSplitter


def split(pieces: list[bytes], longest: int = 1000) -> tuple[list[bytes], int, list[tuple[int, int]]]:
    splitter = LineSplitter(longest=longest)
    lines: list[bytes] = []
    overlong: list[tuple[int, int]] = []
    for piece in pieces:
        got = splitter.feed(piece)
        assert got.first_number == len(lines) + 1
        lines += got.lines
        overlong += [(one.number, one.size) for one in got.overlong]
    offset = splitter.offset
    rest = splitter.finish()
    lines += rest.lines
    overlong += [(one.number, one.size) for one in rest.overlong]
    return lines, offset, overlong


@given(st.lists(st.binary(max_size=12).map(lambda text: text.replace(b"\r", b"")), max_size=12))
def test_lines_do_not_depend_on_how_they_are_cut(pieces: list[bytes]) -> None:
    text = b"".join(pieces)
    lines, offset, overlong = split(pieces)
    expected = text.split(b"\n")
    assert lines == (expected if expected[-1] else expected[:-1])
    assert offset == text.rfind(b"\n") + 1
    assert overlong == []


def test_an_overlong_line_is_told_with_its_size_and_its_neighbours_stay() -> None:
    for size in (11, 30):
        long = b"x" * size
        for cut in (1, 5, 40):
            text = b"a\n" + long + b"\nb\n"
            lines, offset, overlong = split([text[i : i + cut] for i in range(0, len(text), cut)], longest=10)
            assert lines == [b"a", b"", b"b"]
            assert overlong == [(2, size)]
            assert offset == len(text)


def test_a_carriage_return_before_the_end_is_no_part_of_the_line() -> None:
    assert split([b"a\r\nb\r\n"])[0] == [b"a", b"b"]


def test_a_carriage_return_is_no_part_of_the_line_wherever_the_pieces_are_cut() -> None:
    text = b"a\r\nb\r\nc\r"
    for cut in range(1, len(text)):
        assert split([text[i : i + cut] for i in range(0, len(text), cut)])[0] == [b"a", b"b", b"c"]


@given(
    st.lists(st.tuples(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), st.booleans())),
    st.integers(1, 40),
)
def test_lines_took_the_bytes_that_they_had_whatever_their_ends_and_length(
    rows: list[tuple[bytes, bool]], piece: int
) -> None:
    ends = [len(line) + (2 if crlf else 1) for line, crlf in rows]
    content = b"".join(line + (b"\r\n" if crlf else b"\n") for line, crlf in rows)
    splitter = LineSplitter(longest=20)
    taken: list[int] = []
    for start in range(0, len(content), piece):
        lines = splitter.feed(content[start : start + piece])
        taken += [lines.taken(index, index + 1) for index in range(len(lines.lines))]
    assert taken == ends
