"""One source of traffic by itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

from replay.simulate.connection import Connection
from replay.simulate.scene import Scene
from replay.simulate.traffic import TRAFFIC
from tests.replay.simulate.figures import QUIET

SCENE = Scene(QUIET)


def of(name: str) -> list[Connection]:
    """All connections of a source in the quiet plan."""
    return list(TRAFFIC[name](SCENE))


def local(moment: float) -> datetime:
    """The plant's wall clock."""
    return datetime.fromtimestamp(moment, ZoneInfo(QUIET.time_zone))
