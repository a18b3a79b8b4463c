"""AWS VPC flow logs, as S3 and CloudWatch hand them out."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats.cloud.aws import AWS_VPC, AwsVpcReader
from schemas.formats.cloud.aws_row import DEFAULT_FIELDS
from schemas.formats.format import Head
from schemas.formats.reader import ReaderContext
from schemas.formats.registry import detect

T = 1767225600
HEADER = " ".join((*DEFAULT_FIELDS, "tcp-flags", "pkt-srcaddr", "pkt-dstaddr")).encode()


def row(
    source: str = "10.1.0.5:49152",
    target: str = "10.2.0.7:502",
    *,
    interface: str = "eni-0a1",
    octets: int = 400,
    start: int = T,
    rest: str = "",
    action: str = "ACCEPT",
) -> bytes:
    (one, port), (other, other_port) = source.split(":"), target.split(":")
    numbers = f"{port} {other_port} 6 5 {octets} {start} {start + 60}"
    return f"2 111122223333 {interface} {one} {other} {numbers} {action} OK{rest}".encode()


def reader() -> AwsVpcReader:
    return AwsVpcReader(ReaderContext(site="a", source="vpc.log", name="vpc.log"))


def read(*lines: bytes) -> tuple[list[Flow], list[DeadLetter], AwsVpcReader]:
    used = reader()
    flows, letters = used.read(lines, 1)
    return flows, letters, used


def test_two_directions_are_one_conversation_with_one_uid() -> None:
    flows, letters, _ = read(
        HEADER,
        row(rest=" 2 10.1.0.5 10.2.0.7"),
        row("10.2.0.7:502", "10.1.0.5:49152", octets=900, rest=" 18 10.2.0.7 10.1.0.5"),
    )
    assert letters == []
    assert [(one.initiator_ip, one.responder_port, one.direction, one.sensor) for one in flows] == [
        ("10.1.0.5", 502, "certain", "aws-vpc")
    ] * 2
    assert [(one.initiator_octets, one.responder_octets, one.state) for one in flows] == [
        (400, None, "attempted"),
        (None, 900, "established"),
    ]
    assert flows[0].uid == flows[1].uid


def test_the_answer_told_first_is_no_beginning() -> None:
    flows, _, _ = read(HEADER, row("10.2.0.7:502", "10.1.0.5:49152", rest=" 18 10.2.0.7 10.1.0.5"))
    assert (flows[0].initiator_ip, flows[0].direction) == ("10.1.0.5", "certain")


def test_windows_of_a_long_conversation_are_one_path() -> None:
    flows, _, _ = read(*(row(start=T + 60 * minute) for minute in range(20)))
    assert len({one.uid for one in flows}) == 1
    assert sum(one.initiator_octets or 0 for one in flows) == 20 * 400


def test_what_both_interfaces_tell_counts_once_and_a_refusal_is_told_beside() -> None:
    flows, _, used = read(row(), row(interface="eni-0b2"), row(interface="eni-0b2", action="REJECT"), row(start=T + 60))
    assert [one.state for one in flows] == ["unknown", "rejected", "rejected"]
    assert used.repeats == 1


def test_windows_without_data_are_counted_by_their_names() -> None:
    lines = [f"2 1 eni-1 - - - - - - - {T} {T} - {status}".encode() for status in ("NODATA", "SKIPDATA", "NODATA")]
    flows, letters, used = read(*lines)
    assert (flows, letters) == ([], [])
    assert used.notes.other_logs == {"NODATA": 2, "SKIPDATA: records lost by AWS": 1}


def test_a_custom_format_without_its_header_is_refused_with_what_to_do() -> None:
    _, letters, _ = read(row() + b" 2 10.1.0.5 10.2.0.7 vpc-1")
    assert "18 fields: without a header row" in letters[0].reason
    assert "put the fields of the custom format" in letters[0].reason


def test_a_header_without_what_tells_a_path_costs_its_rows_until_the_next_header() -> None:
    lines = [b"version account-id interface-id srcaddr dstaddr", b"2 1 eni-1 10.1.0.5 10.2.0.7", row(), HEADER]
    flows, letters, _ = read(*lines, row(rest=" 2 - -"))
    assert len(flows) == 1
    assert [letter.reason for letter in letters] == ["the log has no field srcport: choose a log format with it"] * 3


def test_headers_within_a_log_hold_from_there_on() -> None:
    flows, letters, _ = read(
        row(), HEADER, row(start=T + 60, rest=" 0 - -"), b"", b" ".join(map(str.encode, DEFAULT_FIELDS)), row()
    )
    assert (len(flows), letters) == (3, [])


def test_stray_bytes_around_a_row_do_no_harm() -> None:
    flows, letters, _ = read(b"\xef\xbb\xbf" + row(), b"\0\0" + row(start=T + 60), row(start=T + 120) + b"\r", b"\0\0")
    assert (len(flows), len(letters)) == (3, 1)


def test_rows_come_in_the_json_of_cloudwatch() -> None:
    text = row().decode()
    event = {"id": "1", "timestamp": T * 1000, "message": text}
    lines = [
        orjson.dumps({"messageType": "DATA_MESSAGE", "logGroup": "g", "logEvents": [event, event | {"message": "x"}]}),
        orjson.dumps({"messageType": "CONTROL_MESSAGE", "logEvents": [{"message": "CWL CONTROL MESSAGE"}]}),
        orjson.dumps({"logStreamName": "eni-0a1-all", **event}),
        f"2026-01-01T00:00:00.000Z {text}".encode(),
        f"2026-01-01T00:00:00+00:00 eni-0a1-all {text}".encode(),
        b'{"logEvents": [5]}',
        b'{"logEvents": 5}',
        b"{broken",
    ]
    flows, letters, used = read(*lines)
    assert len(flows) == 4
    assert [letter.position for letter in letters] == [1, 6, 7, 8]
    assert used.notes.other_logs == {"CONTROL_MESSAGE": 1}


@pytest.mark.parametrize(
    ("line", "is_aws"),
    [
        (row(), True),
        (HEADER, True),
        (b"dstport srcport protocol pkt-dstaddr pkt-srcaddr end future-field", True),
        (b"2026-01-01T00:00:00.000Z " + row(), True),
        (orjson.dumps({"message": row().decode()}), True),
        (orjson.dumps({"messageType": "CONTROL_MESSAGE", "logEvents": []}), True),
        (orjson.dumps({"message": "5 rows"}), False),
        (orjson.dumps({"messageType": "DATA_MESSAGE", "logEvents": 5}), False),
        (b"3" + row()[1:], False),
        (b"start end", False),
        (b"", False),
    ],
)
def test_a_log_is_told_by_its_header_or_its_first_row(line: bytes, is_aws: bool) -> None:
    assert AWS_VPC.recognises(Head([line], "vpc.log")) is is_aws
    if is_aws:
        assert detect([line], "vpc.log") == "aws-vpc"


def test_a_log_without_ports_is_refused_with_what_to_choose() -> None:
    with pytest.raises(ValueError, match="no field srcport: choose a log format"):
        detect([b"version interface-id srcaddr dstaddr action"], "vpc.log")


LINES = [
    HEADER,
    *(row(f"10.1.0.{n % 5}:4{n:04}", rest=" 2 - -", start=T + n, interface=f"eni-{n % 2}") for n in range(40)),
]


@given(st.lists(st.integers(1, 41), max_size=5))
def test_the_same_lines_give_the_same_records_in_any_parts(cuts: list[int]) -> None:
    whole = reader().read(LINES, 1)
    used, flows, letters, begin = reader(), [], [], 0
    for end in [*sorted(cuts), len(LINES)]:
        part = used.read(LINES[begin:end], begin + 1)
        flows += part[0]
        letters += part[1]
        begin = end
    assert (flows, letters) == whole


WORDS = st.sampled_from(
    ["-", "0", "6", "1", "10.1.0.5", "::1", "1767225600", "OK", "NODATA", "2", "x", "-1", "9" * 30, "srcaddr", "ü"]
)


@given(
    st.lists(
        st.lists(WORDS, max_size=18).map(lambda words: " ".join(words).encode()) | st.binary(max_size=40), max_size=8
    )
)
def test_whatever_stands_in_a_row_it_is_counted_once(lines: list[bytes]) -> None:
    used = reader()
    given_lines = [row(), *lines, HEADER, *lines]
    flows, letters = used.read(given_lines, 1)
    rows = [line for line in given_lines if line.strip() and line != HEADER]
    assert len(flows) + len(letters) + used.repeats + used.notes.rows == len(rows)


@given(st.integers(0, 13), WORDS)
def test_one_bad_field_costs_its_row_alone(place: int, value: str) -> None:
    words = row(start=T + 60).decode().split()
    words[place] = value
    flows, letters, used = read(row(), " ".join(words).encode(), row(start=T + 120))
    assert len(flows) + len(letters) + used.repeats + used.notes.rows == 3
    assert len(flows) >= 2
