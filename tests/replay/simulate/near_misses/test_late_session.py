from replay.simulate.near_misses.late_session import late_session
from tests.replay.simulate.figures import QUIET, path, rows
from tests.replay.simulate.planting import planted


def test_the_session_takes_known_paths_at_an_unknown_hour() -> None:
    legs = planted(late_session, "late-session").connections
    start = QUIET.calendar.start
    known = {
        path(leg): {int((r.start - start) // 3600) % 24 for r in rows(QUIET) if path(r) == path(leg)} for leg in legs
    }
    assert all(hours and 3 not in hours for hours in known.values())
