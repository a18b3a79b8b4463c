"""What a file is that is not read."""

import pytest

from schemas.formats.foreign import broken_objects, foreign_text, json_array, shown_line


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("a b.json", "jq -c '.[]' 'a b.json' > flows.ndjson"),
        ("a.json.gz", "zcat a.json.gz | jq -c '.[]' > flows.ndjson"),
        ("a.json.zst", "zstdcat a.json.zst | jq -c '.[]' > flows.ndjson"),
        ("-", "jq -c '.[]' > flows.ndjson"),
    ],
)
def test_the_command_that_mends_it_fits_the_file(name: str, command: str) -> None:
    assert json_array(name).endswith(command)


def test_a_log_of_a_program_is_no_array() -> None:
    assert foreign_text([b"[info] started", b"{}"], "a.log") is None
    assert foreign_text([b"lorem ipsum"], "a.log") is None


def test_a_file_of_nfcapd_that_is_followed_is_told_what_reads_it() -> None:
    reason = foreign_text([b"\x0c\xa5\x01\x00\0\0"], "nfcapd.current")
    assert reason is not None
    assert "where nfdump is installed `weir replay` and `weir run --once` read it" in reason


def test_objects_on_one_line_each_are_not_spread() -> None:
    assert broken_objects([b'{"ts": 1', b'{"ts": 2'], "a") is None
    assert broken_objects([b'{"ts": nonsense}'], "a") is None
    assert broken_objects([b'{"ts": 1,', b'"uid": "C"}'], "a") is not None


def test_a_shown_line_is_short_and_printable() -> None:
    assert shown_line(b"\x00\xff" + b"x" * 100).startswith('"\\u0000')
    assert len(shown_line(b"x" * 100)) == 42
