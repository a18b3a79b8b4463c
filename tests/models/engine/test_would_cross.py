"""What a refused flow would have been."""

import pytest

from models.engine.would_cross import crossing_named
from tests.models import builders as b


@pytest.mark.parametrize(
    ("initiator", "responder", "crossing"),
    [
        (b.OFFICE, b.PLC, "it to ot"),
        ("10.1.0.99", "10.9.0.99", "it to ot"),
        (b.INTERNET, b.PLC, "external to ot"),
        (b.JUMP, b.SCADA, "dmz to ot"),
        (b.SCADA, b.PLC, None),
        (b.OFFICE, b.INTERNET, None),
        (b.SCADA, "255.255.255.255", None),
        (b.SCADA, "no address", None),
    ],
)
def test_sides_come_from_who_holds_the_address_or_where_it_lies(
    initiator: str, responder: str, crossing: str | None
) -> None:
    pipeline = b.learnt_plant()
    known = len(pipeline.assets())
    assert crossing_named(pipeline._state, b.flow(b.after(), initiator, responder)) == crossing
    assert len(pipeline.assets()) == known
