"""Plants one event by itself, for the tests of attacks and near misses."""

from replay.simulate.scene import Scene
from replay.simulate.stage import Planted, PlantedEvent, Stage
from tests.replay.simulate.figures import SMALL

START = SMALL.calendar.day(8).at(9.0)


def planted(event: PlantedEvent, name: str) -> Planted:
    """What the event plants at nine o'clock on the first attack day."""
    scene = Scene(SMALL)
    return event(Stage(name, scene, SMALL.calendar.day(8), START, scene.random("planted", name)))
