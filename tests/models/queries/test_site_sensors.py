"""Sensors of a site that is there are those of what it stores."""

from models.pipeline import Pipeline
from models.queries.site_sensors import sensors_of
from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from tests.models import builders as b


def test_they_are_those_of_the_stored_site_also_where_flows_wait() -> None:
    plant = Pipeline(b.SITE, CoreSettings())
    plant.observe([b.flow(b.MONDAY + n, b.SCADA, b.PLC, sensor=sensor) for n in range(40) for sensor in ("b", "a")])
    plant.tick(b.tick(b.MONDAY + 60.0))
    plant.observe([b.flow(b.MONDAY + b.DAY, b.SCADA, b.PLC, sensor="a")])
    found = sensors_of(plant._state)
    assert [(each.sensor, each.flows, each.parked) for each in found] == [("a", 40, 1), ("b", 40, 0)]
    assert StoredSite(b.SITE, plant.changed_records()).sensors() == found
