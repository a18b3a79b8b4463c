"""Rows become what goes out, and each knows where it lay."""

from schemas.alert import Alert
from schemas.formats.alerts.ndjson import ndjson
from streams.outputs.outbox import OutboxRow
from streams.outputs.pace.writing import past, written
from tests.streams.records import an_alert


def test_what_is_not_wanted_or_no_alert_leaves_the_others_where_they_lay() -> None:
    bodies = [ndjson(an_alert("a")), b"no JSON", ndjson(an_alert("b")), ndjson(an_alert("c"))]
    rows = [OutboxRow(0, position, body) for position, body in enumerate(bodies, 1)]
    told: list[int] = []

    def wants(alert: Alert) -> bool:
        return alert.id != "b"

    numbers, outgoing = written(rows, ndjson, wants, lambda row, _error: told.append(row.position))
    assert (numbers, [one.alert.id for one in outgoing], told) == ([0, 3], ["a", "c"], [2])


def test_each_partition_stands_past_its_last_row() -> None:
    rows = [OutboxRow(1, 5, b""), OutboxRow(0, 9, b""), OutboxRow(1, 6, b"")]
    assert past({0: 8, 2: 1}, rows) == {0: 9, 1: 6, 2: 1}
    assert past({0: 8}, []) == {0: 8}
