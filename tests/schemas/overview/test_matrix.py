"""A cell of a matrix as scripts read it."""

import msgspec

from schemas.codec import encode_for_people
from schemas.overview.matrix import MatrixCell

CELL = MatrixCell(
    site="plant", by="side", initiator_side="it", responder_side="ot", paths=2, answered=1, flows=9,
    services={"modbus": 2}, policy="forbidden", declared=0, alerted=1, unreviewed=0, first_seen=1.0, last_seen=2.0,
)  # fmt: skip


def test_it_comes_back_as_it_was_written() -> None:
    assert msgspec.json.decode(encode_for_people(CELL), type=MatrixCell) == CELL


def test_it_crosses_between_known_sides_only() -> None:
    assert CELL.crosses
    assert not msgspec.structs.replace(CELL, initiator_side="ot").crosses
    assert not msgspec.structs.replace(CELL, initiator_side=None).crosses
