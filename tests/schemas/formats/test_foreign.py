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


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("a b.gz", "unpack it (`gunzip -k 'a b.gz'`)"),
        ("a.zst", "unpack it (`zstd -d a.zst`)"),
        ("-", "give the file, not what is in it"),
    ],
)
def test_a_file_of_nfcapd_that_nfdump_can_not_open_is_told_what_to_do(name: str, way: str) -> None:
    reason = foreign_text([b"\x0c\xa5\x01\x00\0\0"], name)
    assert reason is not None
    assert way in reason


@pytest.mark.parametrize(
    ("first", "way"),
    [
        (b"ip,mac,hostname,zone,level,role,site", "give it with --assets"),
        (b"Name;IP-Adresse;MAC-Adresse;Hersteller;Modell", "give it with --assets"),
        (b"[[zones]]", "give it with --zones"),
        (b"[[conduits]]\r", "give it with --zones"),
        (b"3 123456789012 eni-0a1b2c3d 10.0.0.1 10.0.0.2 1 2 6 1 40 1 2 ACCEPT OK 2", "into a first line"),
    ],
)
def test_what_is_no_traffic_or_lacks_its_header_is_told_where_it_belongs(first: bytes, way: str) -> None:
    reason = foreign_text([first], "a")
    assert reason is not None
    assert way in reason


@pytest.mark.parametrize(
    "first",
    [
        b"Date/Time;Type;Source address;Destination address;Destination port;Action",
        b"time,src_zone,dst_zone,src_ip,dst_ip,proto",
        b"eni-1 was attached",
        b"ip,mac,hostname",
    ],
)
def test_other_tables_are_not_taken_for_inventories(first: bytes) -> None:
    assert foreign_text([first], "a") is None


def test_objects_on_one_line_each_are_not_spread() -> None:
    assert broken_objects([b'{"ts": 1', b'{"ts": 2'], "a") is None
    assert broken_objects([b'{"ts": nonsense}'], "a") is None
    assert broken_objects([b'{"ts": 1,', b'"uid": "C"}'], "a") is not None


def test_a_shown_line_is_short_and_printable() -> None:
    assert shown_line(b"\x00\xff" + b"x" * 100).startswith('"\\u0000')
    assert len(shown_line(b"x" * 100)) == 42
