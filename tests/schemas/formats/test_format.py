from schemas.formats.format import Head


def test_a_head_shows_its_first_line_that_says_something() -> None:
    head = Head([b"", b"\xef\xbb\xbf", b"\0\0  one", b"two"], "f")
    assert (head.lines, head.first) == ([b"  one", b"two"], b"one")
    assert Head([], "f").first == b""


def test_a_line_with_nul_bytes_in_it_is_no_text() -> None:
    assert Head([b"{\0}"], "f").first == b""


def test_its_object_is_the_first_whole_one() -> None:
    assert Head([b"{broken", b'{"a": 1}', b'{"b": 1}'], "f").json_object == {"a": 1}
    assert Head([b"{broken"], "f").json_object is None
    assert Head([b"text", b'{"a": 1}'], "f").json_object is None
