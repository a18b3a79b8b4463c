"""The sensors of a site that is there: apart, since lists of what is stored need no site and import none."""

from models.queries.sensors import Seen, sensors
from models.site import Site
from schemas.overview.sensors import SensorView


def sensors_of(site: Site) -> list[SensorView]:
    """Each sensor of a site, by name."""
    marks = list(site.watermarks.sensors())
    return sensors(
        Seen(
            site=site.name,
            latest=max([site.clock, *(mark.time for mark in marks)]),
            tick=site.watermarks.tick_time,
            marks=marks,
            days=list(site.sensors),
            pairs=list(site.sensors.overlap.pairs.values()),
            parked={mark.sensor: len(mark.parked) for mark in marks},
        )
    )
