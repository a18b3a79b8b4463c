"""What one row of a VPC flow log says of one direction."""

import pytest

from schemas.formats.cloud.aws_row import DEFAULT_FIELDS, Columns, NoDataError, header_fields
from schemas.formats.one_way.half import Half

ROW = "2 111122223333 eni-0a1 10.1.0.5 10.2.0.7 49152 502 6 20 4249 1767225600 1767225660 ACCEPT OK"
WITH_FLAGS = (*DEFAULT_FIELDS, "tcp-flags", "pkt-srcaddr", "pkt-dstaddr")


def half(row: str, fields: tuple[str, ...] = DEFAULT_FIELDS) -> Half:
    return Columns(fields).told(row.split())[0]


def test_a_row_of_the_default_format_is_one_direction() -> None:
    told, direction, interface, doubts = Columns().told(ROW.split())
    assert told == Half(
        start=1767225600.0,
        end=1767225660.0,
        sender_ip="10.1.0.5",
        receiver_ip="10.2.0.7",
        transport="tcp",
        sender_port=49152,
        receiver_port=502,
        octets=4249,
        packets=20,
    )
    assert direction == ("10.1.0.5", "10.2.0.7", 49152, 502, "tcp", "ACCEPT")
    assert (interface, doubts) == ("eni-0a1", [])


@pytest.mark.parametrize(
    ("flags", "began", "bits"),
    [
        ("2", True, 2),
        ("3", True, 19),
        ("18", False, 18),
        ("19", False, 19),
        ("0", None, 16),
        ("4", None, 4),
        ("-", None, None),
    ],
)
def test_a_syn_began_and_a_syn_with_ack_answered(flags: str, began: bool | None, bits: int | None) -> None:
    told = half(f"{ROW} {flags} - -", WITH_FLAGS)
    assert (told.sender_began, told.tcp_flags) == (began, bits)


def test_the_ends_of_the_packet_count_where_a_gateway_stands_between() -> None:
    told = half(f"{ROW} 2 10.1.0.5 203.0.113.9", WITH_FLAGS)
    assert (told.sender_ip, told.receiver_ip) == ("10.1.0.5", "203.0.113.9")


def test_columns_are_found_by_their_names_in_any_order_and_what_is_not_there_is_not_told() -> None:
    fields = header_fields(
        ["dstport", "srcport", "new-field", "protocol", "pkt-dstaddr", "pkt-srcaddr", "end", "action"]
    )
    assert fields is not None
    told = half("502 49152 x 17 10.2.0.7 10.1.0.5 1767225660 REJECT", fields)
    assert told == Half(
        start=1767225660.0,
        end=1767225660.0,
        sender_ip="10.1.0.5",
        receiver_ip="10.2.0.7",
        transport="udp",
        sender_port=49152,
        receiver_port=502,
        rejected=True,
    )


def test_of_icmp_no_type_is_known_since_aws_writes_zeros() -> None:
    told = half("2 1 eni-1 10.1.0.5 10.2.0.7 0 0 1 4 336 1767225600 1767225660 ACCEPT OK")
    assert (told.transport, told.sender_port, told.receiver_port) == ("icmp", None, None)


@pytest.mark.parametrize("status", ["NODATA", "SKIPDATA"])
def test_a_window_without_data_is_told_by_its_name(status: str) -> None:
    with pytest.raises(NoDataError, match=status):
        half(f"2 111122223333 eni-0a1 - - - - - - - 1767225600 1767225660 - {status}")


def test_a_row_without_a_status_and_an_address_is_without_data() -> None:
    with pytest.raises(NoDataError, match="NODATA"):
        half("- - - - - 1767225600", ("srcaddr", "dstaddr", "srcport", "dstport", "protocol", "end"))


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (3, "10.1.0", "field srcaddr: '10.1.0' is no IP address"),
        (4, "-", "field dstaddr is missing"),
        (5, "65536", "field srcport"),
        (6, "x", "field dstport"),
        (7, "tcp", "field protocol"),
        (7, "256", "field protocol"),
        (10, "soon", "field start"),
        (11, "-5", "field end"),
    ],
)
def test_what_tells_the_path_must_be_right(place: int, value: str, message: str) -> None:
    words = ROW.split()
    words[place] = value
    with pytest.raises(ValueError, match=message):
        Columns().told(words)


def test_what_only_measures_is_left_out_and_noted() -> None:
    words = f"{ROW} 300 - -".split()
    words[8:12] = ["many", "-1", "1767225660", "1767225600"]
    told, _, _, doubts = Columns(WITH_FLAGS).told(words)
    assert (told.packets, told.octets, told.tcp_flags, told.start, told.end) == (
        None,
        None,
        None,
        1767225660.0,
        1767225660.0,
    )
    assert sorted(doubts) == ["impossible duration", "impossible octets", "impossible packets", "impossible state"]


def test_a_log_without_what_tells_a_path_is_refused_with_the_field() -> None:
    for fields, message in (
        (("srcaddr", "dstaddr", "srcport", "dstport", "end"), "no field protocol"),
        (("srcaddr", "dstaddr", "srcport", "protocol", "end"), "no field dstport"),
        (("srcaddr", "dstaddr", "srcport", "dstport", "protocol"), "neither field start nor end"),
    ):
        with pytest.raises(ValueError, match=message):
            Columns(fields)


def test_a_row_is_no_header() -> None:
    assert header_fields(ROW.split()) is None
    assert header_fields([]) is None
    assert header_fields(["srcaddr", "and", "dstaddr", "of", "a", "text"]) is None
