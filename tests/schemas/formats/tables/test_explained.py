"""What a mapping makes of a row, without a file; test_mapped.py has all that comes of files."""

from typing import Any

import pytest
from msgspec.structs import replace

from schemas.flow import Flow
from schemas.formats.notes import Notes
from schemas.formats.reader import ReaderContext
from schemas.formats.row import Row
from schemas.formats.tables.explained import Explained
from tests.schemas.formats.mapped_samples import FIREWALL

GIVEN: dict[str, Any] = {
    "Type": "TRAFFIC",
    "Date/Time": "14.11.2023 23:13:20",
    "Duration": "12",
    "Source address": "10.1.0.5",
    "Destination address": "10.2.0.7",
    "IP protocol": 17,
    "Sent": 3,
}


def explained(**changed: Any) -> Explained:
    return Explained(replace(FIREWALL, **changed), ReaderContext(site="a", source="f"))


def test_values_need_not_be_texts() -> None:
    flow = explained(duration_unit="s").flow(Row(GIVEN), Notes())
    assert (flow.transport, flow.initiator_octets, flow.end - flow.start) == ("udp", 3_000, 12.0)


@pytest.mark.parametrize(("unit", "seconds"), [("ms", 0.012), ("us", 0.000012), ("min", 720.0), ("clock", 12.0)])
def test_a_duration_is_in_its_unit(unit: str, seconds: float) -> None:
    flow = explained(duration_unit=unit).flow(Row(GIVEN), Notes())
    assert flow.end - flow.start == pytest.approx(seconds, abs=1e-6)


def test_a_row_of_another_kind_is_told_before_it_is_read() -> None:
    assert explained().passes(Row(GIVEN))
    assert not explained().passes(Row(GIVEN | {"Type": "THREAT"}))
    assert explained(only={}).passes(Row({}))


def test_what_is_left_out_is_noted_once_the_flow_is_sure() -> None:
    notes = Notes()
    with pytest.raises(ValueError, match="Source address"):
        explained().flow(Row(GIVEN | {"Source address": "x", "Sent": -1}), notes)
    assert not notes
    explained(duration_unit="s").flow(Row(GIVEN | {"Sent": -1}), notes)
    assert notes.doubts == {"impossible octets": 1}


def test_one_way_records_are_joined() -> None:
    one = explained(records="one-way", roles="unsure", duration_unit="s")
    flows = [one.flow(Row(row), Notes()) for row in (GIVEN, GIVEN | _turned())]
    assert all(isinstance(flow, Flow) for flow in flows)
    assert [(flow.initiator_ip, flow.initiator_octets, flow.responder_octets) for flow in flows] == [
        ("10.1.0.5", 3_000, None),
        ("10.1.0.5", None, 3_000),
    ]


def _turned() -> dict[str, str]:
    return {"Source address": "10.2.0.7", "Destination address": "10.1.0.5"}
