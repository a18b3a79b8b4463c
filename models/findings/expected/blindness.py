"""A part of a plant that nobody sees: most expected paths of a sensor are overdue at once.

Where one log holds what several sensors see and names none, one of them may be down while the log goes on.
"""

from collections.abc import Iterable

from models.event_time.calendar import DAY_S
from models.findings.expected.records import Expected
from models.findings.expected.usual_pauses import SHORT_S

BLIND_SHARE, BLIND_PATHS = 0.5, 3
"""Where more than this share of the paths of a sensor, three at least, are overdue at once, it does not see them. A
convention: so many devices do not stop at once but with the plant."""

OVERDUE = 1.5
"""A path is overdue past so many times its longest pause, which is kept to within a tenth. A convention."""

BLIND_FOR_S = DAY_S
"""What has been silent for longer says nothing of the sensor any more."""


def unseen(expected: Iterable[Expected], now: float) -> list[tuple[str, float]]:
    """The sensors that do not see most of their paths, by name, each with since when, seconds UTC."""
    speaking: dict[str, int] = {}
    overdue: dict[str, list[float]] = {}
    for each in expected:
        sensor, longest_s = each.kept.sensor, each.kept.longest_s
        begin = max(each.path.last_seen, each.kept.counted_from)
        waited_s = now - begin
        if waited_s <= SHORT_S:
            speaking[sensor] = speaking.get(sensor, 0) + 1
        elif OVERDUE * longest_s < waited_s <= BLIND_FOR_S:
            overdue.setdefault(sensor, []).append(begin)
        elif waited_s <= BLIND_FOR_S and longest_s <= SHORT_S:
            speaking[sensor] = speaking.get(sensor, 0) + 1
        # Silent for long, or well within its pauses: it says nothing either way.
    found = []
    for name in sorted(overdue):
        begins = sorted(overdue[name])
        if len(begins) >= BLIND_PATHS and len(begins) > BLIND_SHARE * (len(begins) + speaking.get(name, 0)):
            found.append((name, begins[len(begins) // 2]))
    return found
