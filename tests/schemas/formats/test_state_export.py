"""An export comes back as it was, or is refused with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats import state_export
from schemas.formats.state_export import ExportHeader
from schemas.state import StateRecord


def header(records: int, site: str | None = None) -> ExportHeader:
    return ExportHeader(weir="0.1.0", state_version=2, river="0.26.1", records=records, site=site)


@given(values=st.lists(st.binary(max_size=40), max_size=5))
def test_what_was_exported_is_what_is_read(values: list[bytes]) -> None:
    records = [StateRecord(f"plant|asset|{number}", value) for number, value in enumerate(values)]
    told = header(len(records), site="plant")
    assert state_export.decode(list(state_export.encode(told, records))) == (told, records)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"key":"plant|@zones","value":"no base64!"}', "line 3: no state record"),
        (b'{"key":"plant|@zones"}', "line 3: no state record"),
        (b'{"key":"plant","value":""}', "line 3: 'plant' is no key"),
        (b'{"key":"plant|a|head","value":""}', "line 3: .* is there twice"),
        (b'{"key":"pl ant|a|head","value":""}', "line 3: .* is no key"),
        (b"[" * 100_000, "line 3: no state record"),
        (b"\xff", "line 3: no state record"),
    ],
)
def test_a_line_that_does_not_fit_is_named(line: bytes, said: str) -> None:
    lines = [*state_export.encode(header(2), [StateRecord("plant|a|head", b"x")]), line]
    with pytest.raises(ValueError, match=said):
        state_export.decode(lines)


def test_a_file_that_was_cut_off_is_told() -> None:
    lines = list(state_export.encode(header(2), [StateRecord("plant|a|head", b"x"), StateRecord("plant|b|head", b"y")]))
    with pytest.raises(ValueError, match="1 records, but its first line says 2"):
        state_export.decode(lines[:2])


@pytest.mark.parametrize("line", [b"", b"{}", b"\x1f\x8b", b'{"flow":{}}'])
def test_a_file_that_is_no_export_is_told(line: bytes) -> None:
    with pytest.raises(ValueError, match="line 1: no export"):
        state_export.decode([line])


def test_an_export_of_a_format_to_come_asks_for_an_upgrade() -> None:
    line = next(state_export.encode(header(0), [])).replace(b'"weir_state_export":1', b'"weir_state_export":2')
    with pytest.raises(ValueError, match="format 2, this Weir reads 1: upgrade"):
        state_export.decode([line])
