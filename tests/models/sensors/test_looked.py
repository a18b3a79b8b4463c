"""What one row shows of its sensor."""

from typing import Any

import pytest

from models.sensors.looked import MOST_TRIES, Looked, one_sided
from tests.models import builders as b

PACKETS = ("initiator_packets", "responder_packets", "initiator_octets", "responder_octets")


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ((40, 38, None, None), False),
        ((40, 0, None, None), True),
        ((0, 40, 9_000, 9_000), True),
        ((MOST_TRIES, 0, None, None), None),
        ((MOST_TRIES + 1, 0, None, None), True),
        ((None, None, 5_000, 0), True),
        ((None, None, 560, 0), None),
        ((None, None, 5_000, None), None),
        ((None, None, None, None), None),
        ((0, 0, 0, 0), None),
    ],
)
def test_one_side_alone_is_told_of_conversations_longer_than_tries(
    counts: tuple[int | None, ...], found: bool | None
) -> None:
    assert one_sided(b.flow(1.0, b.SCADA, b.PLC, **dict(zip(PACKETS, counts, strict=True)))) is found


def test_a_row_stands_for_those_that_were_not_looked_at() -> None:
    looked = Looked()
    facts: dict[str, Any] = {"direction": "unsure", "flaws": ("checksum", "gap")}
    looked.add(b.flow(1.0, b.SCADA, b.PLC, initiator_packets=40, responder_packets=0, **facts), 1)
    looked.add(b.flow(1.0, b.SCADA, b.PLC, initiator_packets=40, responder_packets=40), 128)
    looked.add(b.flow(1.0, b.SCADA, b.PLC, transport="udp", direction="unsure"), 128)
    assert looked == Looked(3, 257, 129, 1, 129, 1, {"checksum": 1, "gap": 1})
