"""The records of a whole site: what each is called within the site, and its clocks as they are stored."""

from msgspec import Struct

from models.event_time.mark import Mark
from models.event_time.tick_trust import Doubt
from models.sensors.sensors import StoredSensors
from schemas.flow import Flow

MARKS, ZONES, WATCH, WORD, ALERT, PARKED = "@marks", "@zones", "@watch", "@word", "@alert", "@parked"
EPISODES, ROUTERS, MEMORY, MAINTENANCE = "@episodes", "@routers", "@memory", "@maintenance"
BUDGET, TAUGHT, OVERLAP, SHARED = "@budget", "@taught", "@overlap", "@shared"

SITE_KINDS = {
    *(MARKS, ZONES, WATCH, WORD, ALERT, PARKED, EPISODES, ROUTERS, MEMORY, MAINTENANCE),
    *(BUDGET, TAUGHT, OVERLAP, SHARED),
}


class StoredMarks(Struct, array_like=True):
    """Clocks and marks, and which Ticks are doubted; parked flows are records of their own."""

    clock: float
    began: float
    tick_time: float | None
    next_quiet_check: float
    marks: list[Mark]
    doubts: list[Doubt]
    ticks_believed: int
    anchor: float | None
    floor: float
    reviewed: float | None
    windows_closed_until: float
    latest_revision: float = 0.0
    sensors: StoredSensors | None = None


class StoredParked(Struct, array_like=True):
    """Some parked flows of one sensor."""

    sensor: str
    flows: list[Flow]
