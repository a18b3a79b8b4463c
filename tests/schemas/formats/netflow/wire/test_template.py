"""Templates as they are kept, and the layouts that read their records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.netflow.wire.template import (
    MOST_FIELDS,
    VARIABLE,
    Layout,
    Template,
    checked,
    layout_of,
    unpacked_template,
)

FIELD = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 65_535), st.integers(0, 65_535))


@given(st.lists(FIELD, min_size=1, max_size=20).map(tuple), st.booleans(), st.integers(0, 9))
def test_a_template_comes_back_as_it_was(fields: tuple[tuple[int, int, int], ...], options: bool, scopes: int) -> None:
    template = Template(fields, options, scopes)
    assert unpacked_template(template.packed()) == template


@pytest.mark.parametrize("packed", [b"", b"\0\0\0", b"\0" * 10])
def test_other_bytes_are_no_template(packed: bytes) -> None:
    with pytest.raises(ValueError, match="no template"):
        unpacked_template(packed)


def test_a_template_of_empty_records_or_too_many_fields_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        checked(Template(((0, 1, 0), (0, 2, 0))))
    with pytest.raises(ValueError, match="1025 fields"):
        checked(Template(((0, 1, 4),) * (MOST_FIELDS + 1)))


def test_only_wanted_fields_are_read_and_of_two_of_a_kind_the_first() -> None:
    layout = Layout(Template(((0, 8, 4), (0, 15, 4), (0, 1, 2), (0, 1, 4), (9, 9, 3))))
    count, columns = layout.columns(b"\x0a\0\0\1" + b"next" + b"\1\0" + b"\0\0\0\7" + b"xyz")
    assert (count, columns) == (1, {"sender_v4": (b"\x0a\0\0\1",), "octets": (256,)})


@pytest.mark.parametrize("length", [3, 5, 6, 7])
def test_numbers_of_odd_lengths_are_read(length: int) -> None:
    layout = Layout(Template(((0, 1, length), (0, 4, 1))))
    assert layout.columns((700).to_bytes(length, "big") + b"\6")[1] == {"octets": (700,), "protocol": (6,)}


@pytest.mark.parametrize("padding", range(8))
def test_records_with_fields_of_variable_length_are_read_to_their_padding(padding: int) -> None:
    layout = Layout(Template(((0, 4, 1), (0, 82, VARIABLE), (0, 1, 4), (0, 83, VARIABLE))))
    short = b"\6" + b"\3abc" + (5).to_bytes(4, "big") + b"\0"
    long = b"\x11" + b"\xff" + (300).to_bytes(2, "big") + bytes(300) + (9).to_bytes(4, "big") + b"\2xy"
    count, columns = layout.columns(short + long + bytes(padding))
    assert (count, columns) == (2, {"protocol": (6, 17), "octets": (5, 9)})


@pytest.mark.parametrize("body", [b"\6\xc8abcdefgh", b"\6\xff\xff\xffabcdefgh", b"\6\5abcde\1\1"])
def test_a_record_that_breaks_off_is_refused(body: bytes) -> None:
    layout = Layout(Template(((0, 4, 1), (0, 82, VARIABLE), (0, 1, 4))))
    with pytest.raises(ValueError, match=r"its set|of its set"):
        layout.columns(body)


def test_zeros_behind_short_records_are_padding() -> None:
    layout = Layout(Template(((0, 4, 1), (0, 6, 1))))
    assert layout.columns(b"\6\2" + bytes(7))[0] == 1


def test_equal_templates_share_a_layout() -> None:
    packed = Template(((0, 8, 4), (0, 12, 4))).packed()
    assert layout_of(packed) is layout_of(Template(((0, 8, 4), (0, 12, 4))).packed())


@given(st.lists(FIELD, min_size=1, max_size=8).map(tuple), st.binary(max_size=200))
def test_any_layout_reads_any_bytes_or_refuses_them(fields: tuple[tuple[int, int, int], ...], body: bytes) -> None:
    try:
        layout = Layout(checked(Template(fields)))
        count, columns = layout.columns(body)
    except ValueError:
        return
    assert count <= len(body)
    assert all(len(column) == count for column in columns.values())
