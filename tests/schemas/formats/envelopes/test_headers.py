"""What shippers write before a row on its line."""

import pytest

from schemas.formats.envelopes.headers import behind_header

ROW = b'{"ts": 1.0}'


@pytest.mark.parametrize(
    "header",
    [
        b"<13>1 2026-01-01T00:00:00.123Z tap zeek 12 - - ",
        b'<13>1 2026-01-01T00:00:00+01:00 tap zeek - ID47 [a@1 b="c]\\""][d e="f"] ',
        b"<13>1 - tap zeek - - - \xef\xbb\xbf",
        b"<13>Jan  1 00:00:00 tap zeek[12]: ",
        b"<13>Jan 11 2026 00:00:00 tap zeek: ",
        b"<134>2026-01-01T00:00:00+00:00 tap suricata: ",
        b"Jan  1 00:00:00 tap suricata[1]: ",
        b"2026-01-01T00:00:00.123456+00:00 tap zeek: @cee: ",
        b"<13>",
        b"@cee:",
        b"2026-01-01T00:00:00.123456789Z stdout F ",
        b"2026-01-01T00:00:00.123456789+02:00 stderr F ",
    ],
)
def test_a_whole_header_is_taken_off(header: bytes) -> None:
    assert behind_header(header + ROW) == ROW


@pytest.mark.parametrize(
    "text",
    [
        ROW,
        b"",
        b"hello",
        b"[info] started",
        b"Jan  1 hello: {}",
        b"1767225600.5\tC1\t10.0.0.1",
        b"2 123456789010 eni-1 10.0.0.1 10.0.0.2 443 40000 6 10 840 1 2 ACCEPT OK",
        b"<13",
        b"Started at 10:00:00: {}",
        b'<13>1 2026-01-01T00:00:00Z tap zeek - - [a b="c {}',
    ],
)
def test_what_has_no_header_stays(text: bytes) -> None:
    assert behind_header(text) in {None, text.removeprefix(b"<13>")}


def test_a_part_of_a_containers_line_is_refused() -> None:
    with pytest.raises(ValueError, match="a part of a line"):
        behind_header(b"2026-01-01T00:00:00.1234567Z stdout P " + ROW)


def test_a_hostile_header_takes_no_time() -> None:
    assert behind_header(b"<13>1 - a b - - " + b'[x="' * 100_000) is None
