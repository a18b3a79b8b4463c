"""Columns of fields."""

from itertools import islice

from schemas.formats.netflow.fields import addresses, counts, flags, macs, numbers, ports, transports, vlans
from schemas.formats.netflow.wire.template import Columns
from schemas.formats.notes import Notes
from tests.schemas.formats.netflow.datagrams import v4


def test_the_first_column_that_tells_something_counts_record_by_record() -> None:
    columns: Columns = {"octets": (0, 7, 0), "total_octets": (5, 9, 0)}
    assert numbers(columns, "octets", "total_octets", "out_octets") == [5, 7, 0]
    assert numbers(columns, "octets") == (0, 7, 0)
    assert numbers(columns, "packets") is None


def test_an_address_is_taken_from_the_family_that_has_one() -> None:
    six = bytes(15) + b"\1"
    columns: Columns = {"sender_v4": (v4("10.0.0.1"), bytes(4)), "sender_v6": (bytes(16), six)}
    assert addresses(columns, "sender") == ["10.0.0.1", "::1"]
    assert addresses({"sender_v6": (bytes(10) + b"\xff\xff" + v4("10.0.0.1"),)}, "sender") == ["10.0.0.1"]
    assert addresses(columns, "receiver") is None


def test_ports_are_checked_and_icmp_has_type_and_code() -> None:
    notes = Notes()
    columns: Columns = {"sender_port": (70_000, 0, 0, 5), "receiver_port": (502, 0, 0x0301, 0)}
    sent, received = ports(columns, (6, 47, 1, 17), notes)
    assert (list(sent), list(received)) == ([None, None, 3, 5], [502, None, 1, 0])
    assert notes.doubts == {"impossible port": 1}
    assert ports({}, (6,), Notes()) == ([None], [None])
    assert ports({}, (1,), Notes()) == ([None], [None])


def test_counters_are_multiplied_and_bounded() -> None:
    notes = Notes()
    assert counts({"octets": (1, 2)}, ("octets",), [3, 1], "impossible octets", notes) == [3, 2]
    assert counts({"octets": (1, 2**61)}, ("octets",), [4, 4], "impossible octets", notes) == [4, None]
    assert counts({}, ("octets",), None, "impossible octets", notes) is None
    assert notes.doubts == {"impossible octets": 1}


def test_what_is_absent_is_none_for_any_number_of_records() -> None:
    assert list(islice(vlans({}, Notes()), 2)) == [None, None]
    assert list(islice(flags({}), 2)) == [None, None]
    assert [list(islice(one, 2)) for one in macs({})] == [[None, None], [None, None]]


def test_flags_of_both_directions_and_of_yaf_are_read() -> None:
    assert list(flags({"flags": (0x102, 0x1B)})) == [0x02, 0x1B]
    assert list(flags({"reverse_first_flags": (2,), "reverse_later_flags": (0x18,)}, "reverse_")) == [0x1A]


def test_transports_have_their_names() -> None:
    assert list(transports((6, 17, 1, 58, 200))) == ["tcp", "udp", "icmp", "icmp", "ip-200"]
