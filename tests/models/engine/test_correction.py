"""Times that were believed and turned out wrong."""

from models.engine.correction import correct
from tests.models import builders as b

NOW = b.after()
FIRST, LAST = b.MONDAY + b.DAY, NOW - b.DAY


def test_all_times_lie_within_what_is_believed_afterwards() -> None:
    pipeline = b.learnt_plant()
    b.run(pipeline, [*b.days_of_work(NOW, 1), b.crossing(NOW + b.DAY)])
    site = pipeline._state
    correct(site, FIRST, LAST)
    for asset in site.inventory.assets.values():
        assert FIRST <= asset.record.first_seen <= LAST
        assert asset.record.last_seen <= LAST
        assert asset.window.begin <= LAST
    for path in site.graph.paths.values():
        assert path.last_seen <= LAST
        assert path.hour_end <= LAST + b.HOUR
    assert all(alert.last_seen <= LAST for alert in site.alerting.alerts.values())
    assert site.clock <= LAST


def test_what_was_counted_stays_and_paths_count_hours_again() -> None:
    pipeline = b.learnt_plant()
    before = b.path(pipeline, b.SCADA, b.PLC, "modbus")
    correct(pipeline._state, FIRST, LAST)
    again = b.path(pipeline, b.SCADA, b.PLC, "modbus")
    assert (again.flows, again.hours, again.first_seen) == (before.flows, before.hours, before.first_seen)
    b.run(pipeline, b.days_of_work(LAST + b.DAY, 1))
    assert b.path(pipeline, b.SCADA, b.PLC, "modbus").hours == before.hours + 24


def test_what_lies_within_stays_as_it_is() -> None:
    pipeline = b.learnt_plant()
    paths, assets = pipeline.paths(), pipeline.assets()
    correct(pipeline._state, b.MONDAY, NOW)
    assert (pipeline.paths(), pipeline.assets()) == (paths, assets)
