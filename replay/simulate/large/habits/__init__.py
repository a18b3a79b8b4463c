"""What the large plant does all day: a literal registry, one idea a file."""

from replay.simulate.large.habits.access import access
from replay.simulate.large.habits.control import control
from replay.simulate.large.habits.housekeeping import housekeeping
from replay.simulate.large.habits.jobs import jobs
from replay.simulate.large.habits.office import office
from replay.simulate.large.habits.supervision import supervision
from replay.simulate.large.scene import Habit

HABITS: dict[str, Habit] = {
    "control": control,
    "supervision": supervision,
    "housekeeping": housekeeping,
    "office": office,
    "access": access,
    "jobs": jobs,
}
