"""When flows were, by uptimes that wrap and by all units, and what is doubted."""

import struct

import pytest

from schemas.formats.netflow.times import OLDEST_S, believed
from schemas.formats.notes import Notes
from tests.schemas.formats.netflow.datagrams import (
    NOW,
    Field,
    a_reader,
    a_set,
    ipfix,
    options_template,
    piece,
    template,
    v4,
    v5,
    v5_record,
    v9,
    v9_record,
)

ENDS: tuple[Field, ...] = ((8, 4), (12, 4), (7, 2), (11, 2), (4, 1))
RECORD = v4("10.1.0.5") + v4("10.1.0.9") + struct.pack("!HHB", 50_000, 502, 6)
_NTP = 2_208_988_800


def span(payload: bytes, *, arrived: float = NOW + 0.5) -> tuple[float, float, dict[str, int]]:
    reader = a_reader()
    (flow,), letters = reader.read([piece(payload, arrived=arrived)], 1)
    assert letters == []
    return flow.start, flow.end, reader.notes.doubts


@pytest.mark.parametrize(
    ("first", "last", "uptime", "start", "end", "doubts"),
    [
        (4_294_967_000, 200, 60_200, NOW - 60.496, NOW - 60.0, {}),
        (4_294_967_000, 4_294_967_290, 704, NOW - 1.0, NOW - 0.710, {}),
        (1_000, 2_000, 2_000, NOW - 1.0, NOW, {}),
        (1_000, 2_500, 2_000, NOW - 1.0, NOW + 0.5, {}),
        (5_000, 2_000, 2_000, NOW, NOW, {"impossible duration": 1}),
        (0, 9_000, 9_000 + 8 * 86_400_000, NOW - 9.0, NOW, {"impossible time": 1}),
    ],
)
def test_uptimes_wrap_and_what_they_can_not_be_is_doubted(  # noqa: PLR0917 - a table's columns
    first: int, last: int, uptime: int, start: float, end: float, doubts: dict[str, int]
) -> None:
    for payload in (
        v9(template(), a_set(256, v9_record(first=first, last=last)), uptime=uptime),
        v5(v5_record(first=first, last=last), uptime=uptime),
    ):
        found = span(payload)
        assert found[:2] == pytest.approx((start, end))
        assert found[2] == doubts


def ntp(seconds: float) -> int:
    return int((seconds + _NTP) * 2**32)


@pytest.mark.parametrize(
    ("fields", "values", "start", "end"),
    [
        (((150, 4), (151, 4)), struct.pack("!II", NOW - 9, NOW - 3), NOW - 9, NOW - 3),
        (((152, 8), (153, 8)), struct.pack("!QQ", NOW * 1_000 - 9, NOW * 1_000), NOW - 0.009, NOW),
        (((154, 8), (155, 8)), struct.pack("!QQ", ntp(NOW - 9.5), ntp(NOW - 3.25)), NOW - 9.5, NOW - 3.25),
        (((156, 8), (157, 8)), struct.pack("!QQ", ntp(NOW - 9.5), ntp(NOW - 3.25)), NOW - 9.5, NOW - 3.25),
        (((154, 8), (155, 8)), struct.pack("!QQ", (NOW - 9) * 1_000_000, NOW * 1_000_000), NOW - 9, NOW),
        (((158, 4), (159, 4)), struct.pack("!II", 9_000_000, 500_000), NOW - 9, NOW - 0.5),
        (((153, 8), (161, 4)), struct.pack("!QI", NOW * 1_000, 4_000), NOW - 4, NOW),
        (((152, 8), (162, 4)), struct.pack("!QI", (NOW - 9) * 1_000, 4_000_000), NOW - 9, NOW - 5),
        (((152, 8),), struct.pack("!Q", (NOW - 9) * 1_000), NOW - 9, NOW - 9),
        (((323, 8),), struct.pack("!Q", (NOW - 9) * 1_000), NOW - 9, NOW - 9),
        (((6, 1),), b"\2", NOW, NOW),
        (((22, 4), (21, 4)), struct.pack("!II", 5_000, 7_000), NOW - 2, NOW),
        (((160, 8), (22, 4), (21, 4)), struct.pack("!QII", (NOW - 100) * 1_000, 5_000, 7_000), NOW - 95, NOW - 93),
    ],
)
def test_each_unit_is_read(fields: tuple[Field, ...], values: bytes, start: float, end: float) -> None:
    payload = ipfix(template((*ENDS, *fields), version=10), a_set(256, RECORD + values))
    found = span(payload)
    assert found[:2] == pytest.approx((start, end), abs=1e-5)
    assert found[2] == {}


def test_the_options_tell_when_the_clock_of_uptimes_began() -> None:
    options = options_template([(143, 4)], [(160, 8)], version=10)
    told = a_set(257, struct.pack("!IQ", 1, (NOW - 100) * 1_000))
    data = a_set(256, RECORD + struct.pack("!II", 5_000, 7_000))
    payload = ipfix(options, told, template((*ENDS, (22, 4), (21, 4)), version=10), data)
    assert span(payload)[:2] == (NOW - 95.0, NOW - 93.0)


@pytest.mark.parametrize("clock", [0, 730_944_000, 2_000_000_000])
def test_of_a_clock_that_was_never_set_only_the_ages_are_believed(clock: int) -> None:
    payload = v9(template(), a_set(256, v9_record()), now=clock)
    assert span(payload)[:2] == pytest.approx((NOW + 0.5 - 5.0, NOW + 0.5 - 1.0))
    fields: tuple[Field, ...] = (*ENDS, (150, 4), (151, 4))
    absolute = a_set(256, RECORD + struct.pack("!II", max(clock - 4, 0), clock))
    found = span(ipfix(template(fields, version=10), absolute, now=clock))
    assert found[1] == pytest.approx(NOW + 0.5)


def test_a_sound_clock_is_believed_also_where_a_capture_came_much_later() -> None:
    payload = v9(template(), a_set(256, v9_record()))
    assert span(payload, arrived=NOW + 10 * 365 * 86_400.0)[1] == NOW - 1.0


def test_a_time_past_its_bounds_is_the_datagrams_own() -> None:
    notes = Notes()
    now = float(NOW)
    spans = believed([now - 2, now - OLDEST_S - 9, now], [now - 1, now - OLDEST_S - 1, now + 4_000], now, notes)
    assert spans == [(now - 2, now - 1), (now - 8, now), (now - 4_000, now)]
    assert notes.doubts == {"impossible time": 2}
