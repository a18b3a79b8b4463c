from tests.replay.simulate.figures import crosses
from tests.replay.simulate.traffic.of import local, of


def test_the_plant_pushes_out_and_nothing_reaches_in() -> None:
    assert {crosses(row) for row in of("replication")} == {("ot", "dmz"), ("it", "dmz"), ("dmz", "it")}


def test_the_monthly_report_is_fetched_once_in_the_first_days() -> None:
    large = [row for row in of("replication") if (row.responder_octets or 0) > 10_000_000]
    assert [local(row.start).isoformat(timespec="minutes") for row in large] == ["2026-03-05T16:00+01:00"]
