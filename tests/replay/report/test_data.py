"""The report's records go through JSON and come back as they were."""

import msgspec

from replay.report.data import Report, ReportedPath
from schemas.path import PathRecord
from tests.replay.report import plant


def test_a_report_is_read_back_from_its_json() -> None:
    made = plant.report(plant.maintenance(starts=1.0, expires=2.0))
    assert msgspec.json.decode(msgspec.json.encode(made), type=Report) == made


def test_a_path_crosses_where_both_sides_are_known_and_differ() -> None:
    path = PathRecord(
        site="p", initiator="a", responder="b", service="s", status="learnt", first_seen=1.0, last_seen=2.0, flows=1,
        hours=1, days=1, initiator_octets=0.0, responder_octets=0.0, answered=True, initiator_side="it",
        responder_side="ot",
    )  # fmt: skip
    assert ReportedPath(path=path).crosses
    for other in ("it", None):
        assert not ReportedPath(path=msgspec.structs.replace(path, responder_side=other)).crosses
