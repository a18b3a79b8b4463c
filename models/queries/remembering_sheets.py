"""What is fixed of the detectors that remember: needs, points and bounds, and where they come from.

Every figure is read from the module that decides by it, so none can be told that is not the one in use.
"""

from models.detectors.remembering import beacon, burst, drift, failures, hours, pivot, sensor_silent, silence, volume
from models.findings import legs, relay_habits, session_hours, used_hours
from models.findings.amounts import path_volumes
from models.findings.bursts import busiest
from models.findings.expected import expected_paths, usual_pauses
from models.findings.levels import lasting, pace
from models.findings.sighting import span
from models.queries.path_sheets import CONVENTION, PLACES, points_of
from schemas.attack import AlertKind
from schemas.overview.detectors import Bound, Sheet

REMEMBERING_SHEETS: dict[AlertKind, Sheet] = {
    "sensor-silent": Sheet(
        techniques=(),
        needs=f"{sensor_silent.MIN_FLOWS} flows of the sensor within {span(sensor_silent.WATCHED_S)}, and Ticks.",
        points=points_of((sensor_silent.POINTS,), "a convention: medium, nobody has attacked anything yet"),
        bounds=(
            Bound("longer than its longest usual pause", f"{sensor_silent.TIMES_LONGER:g} times", CONVENTION),
            Bound("and at least", span(sensor_silent.SHORTEST_S), "so long the site's clock waits for a sensor"),
            Bound("told one by one", f"{sensor_silent.SINGLY} sensors", "where all fail at once the fault is one"),
        ),
        settings="none of its own",
    ),
    "silence": Sheet(
        techniques=(),
        needs=(
            f"A path that spoke in {expected_paths.HOURS_A_DAY} hours of a day or more for "
            f"{span(expected_paths.WATCHED_S)} (of one that rests: {span(expected_paths.RESTING_WATCHED_S)}; of one "
            f"that never paused for {span(expected_paths.STEADY_S)}, on workdays: "
            f"{span(expected_paths.STEADY_WATCHED_S)}), "
            "with an end in OT or the DMZ, whose sensor sees others meanwhile, and Ticks."
        ),
        points=points_of(silence.POINTS.values(), "a convention: a whole zone most, one path least"),
        bounds=(
            Bound("longer than its longest usual pause", f"{expected_paths.TIMES_LONGER:g} times", "as of a sensor"),
            Bound(
                "and at least",
                span(expected_paths.TIMES_LONGER * usual_pauses.SHORT_S),
                "as long as the site's clock waits for a sensor",
            ),
            Bound(
                "of a path that ever paused so long, hours alone count",
                span(usual_pauses.RESTING_S),
                "more than what comes each hour",
            ),
        ),
        settings="zones; `weir maintenance`",
    ),
    "volume": Sheet(
        techniques=(),
        needs=(
            f"{span(volume.WATCHED_S)} of watching the device, and {volume.MIN_WINDOWS} windows of five minutes with "
            f"traffic; of a path {span(path_volumes.WATCHED_S)}, and {path_volumes.MIN_BLOCKS} quarters of a day with "
            "traffic."
        ),
        points=points_of(
            (volume.POINTS, volume.POINTS_OUTWARD, volume.POINTS_INTERNET),
            "a convention: more than usual is a lead, and what has left OT is gone; "
            f"{volume.POINTS_A_DOUBLING:g} more for each doubling of a path's bound",
        ),
        bounds=(
            Bound(
                "octets in five minutes, at least",
                f"{volume.FLOOR_OCTETS:,.0f}",
                "a convention: what a screen of a remote session takes",
            ),
            Bound("the 95 % quantile of its windows", f"{volume.TIMES_TAIL:g} times", CONVENTION),
            Bound("the most it ever had", f"{volume.TIMES_MOST:g} times", "measured: without it 208 alerts in 35 days"),
            Bound(
                "standard deviations above the mean of the hour of the week",
                f"{volume.SPREADS:g}",
                "at most one window in 37 lies there (Cantelli's inequality)",
            ),
            Bound("windows within an hour", "2", "a patch, a firmware, a restore are one connection"),
            Bound("of a path, octets in six hours, at least", f"{path_volumes.FLOOR_OCTETS:,.0f}", CONVENTION),
            Bound(
                "and what it typically has in six hours",
                f"{path_volumes.TIMES:g} times; out of OT {path_volumes.TIMES_OUTWARD:g}",
                "a convention: a second sensor stays below",
            ),
            Bound(
                "and the most it ever had in six hours, either way",
                f"{path_volumes.TIMES_MOST:g} times; out of OT {path_volumes.TIMES_MOST_OUTWARD:g}",
                "a convention: a restore is as large as the copy",
            ),
            Bound(
                "large connections among its last 20", f"{path_volumes.MANY:g}", "a report or a firmware is one or two"
            ),
        ),
        settings="zones; `weir maintenance`",
    ),
    "burst": Sheet(
        techniques=(),
        needs=(
            f"{span(burst.WATCHED_S)} of watching the device, and {burst.MIN_WINDOWS} windows of five minutes with "
            "traffic."
        ),
        points=points_of(
            (burst.POINTS,),
            f"a convention: mostly a program has gone wrong; up to {burst.MOST_MORE_POINTS:g} more by the statistic",
        ),
        bounds=(
            Bound(
                "connections in five minutes, at least",
                f"{busiest.FLOOR_FLOWS}",
                "a convention: one in three seconds is what a panel asks of a controller",
            ),
            Bound("the most it ever had", f"{busiest.TIMES_MOST:g} times", CONVENTION),
            Bound(
                "MIDAS-R's statistic; the greatest of path, initiator, responder says whose it is",
                f"{burst.SIGNIFICANT:g}",
                "chance passes that once in 10^9 windows",
            ),
            Bound(
                "windows in a row",
                f"{busiest.WINDOWS_IN_A_ROW}",
                "reconnecting after a restart takes a minute or two",
            ),
        ),
        settings="zones; `weir maintenance`",
    ),
    "failures": Sheet(
        techniques=(),
        needs=(
            f"{span(failures.WATCHED_S)} of watching the path, or both of its ends known when declared learning ended; "
            "and that it was ever answered."
        ),
        points=points_of((failures.POINTS,), "a convention: mostly something is down"),
        bounds=(
            Bound("failed tries in a run, at least", f"{failures.FEWEST}", CONVENTION),
            Bound("which lasts at least", span(failures.LASTING_S), "as of a silence: a device restarts in less"),
            Bound(
                "or has as many as",
                f"{failures.MANY}",
                "a convention: twice what a panel loses while a controller restarts",
            ),
            Bound("the longest run it ever had", f"{failures.TIMES_MOST:g} times", "as of bursts"),
            Bound("answered tries end it", f"{failures.HIGHEST}", "chance climbs so high once in 10^12 tries"),
        ),
        settings="zones; `weir maintenance`",
    ),
    "beacon": Sheet(
        techniques=("T0885",),
        needs=(
            f"{span(beacon.WITHOUT_BEAT_S)} of watching the path without a beat, or an alert that holds it; then "
            f"{beacon.FAST_BEATS} beats of less than an hour, or {beacon.SLOW_BEATS} slower ones."
        ),
        points=points_of(tuple(beacon.POINTS.values()), "a convention: most where the internet is called"),
        bounds=(
            Bound("between two beats, at least", span(beacon.SHORTEST_S), "faster is polling"),
            Bound("between two beats, at most", span(beacon.LONGEST_S), "slower has too few beats to tell"),
            Bound("by so much beats may differ", f"{beacon.JITTER:.0%}", CONVENTION),
            Bound("usual where it differs by so much from the start", f"{beacon.ABOUT:.0%}", CONVENTION),
        ),
        settings="zones; `weir maintenance`",
    ),
    "hours": Sheet(
        techniques=(),
        needs=(
            f"{span(used_hours.WATCHED_S)} of watching the path, and {used_hours.FEWEST_USES} hours with a use on "
            f"{used_hours.FEWEST_DAYS} days."
        ),
        points=points_of((hours.POINTS,), "a convention: no machine does that by itself"),
        bounds=(
            Bound(
                "hours before and after in which it was never used",
                f"{used_hours.NEAR_HOURS}",
                "as of sessions into a host; a change of clocks is within it",
            ),
            Bound("a job's, where it is used in no more hours of the day than", f"{used_hours.JOB_HOURS}", CONVENTION),
            Bound(
                "a job on a kind of day that it never had, after",
                span(used_hours.SETTLED_S),
                "eight days of a weekend, none of which had it",
            ),
            Bound("usual once it was told on", f"{used_hours.ACCEPTED_DAYS} days", CONVENTION),
        ),
        settings="zones; `[site] time_zone`; `weir maintenance`",
    ),
    "drift": Sheet(
        techniques=(),
        needs=(
            f"{lasting.OLD_DAYS} days with traffic on a machine's path with an end in OT or the DMZ, then "
            f"{lasting.NEW_DAYS} at another level, or {lasting.FEWEST_WEEKS} weeks that climb; of a pace "
            f"{pace.KNOWN_HOURS} steady hours, a connection each {span(pace.LONGEST_GAP_S)} or more often, and Ticks."
        ),
        points=points_of(
            (drift.WIDE_POINTS, drift.POINTS), "a convention: info of a zone or the plant, low of a path or a device"
        ),
        bounds=(
            Bound("connections a day, more or fewer", f"{lasting.TIMES[0]:g} times", CONVENTION),
            Bound("octets a day, each way, more or less", f"{lasting.TIMES[1]:g} times", CONVENTION),
            Bound(
                "and past what chance makes of so many days",
                f"{lasting.CONFIDENCE:.1%}",
                "ADWIN's bound (Bifet and Gavaldà, 2007)",
            ),
            Bound(
                "connections, or octets, of this week and of the oldest kept",
                f"{lasting.TIMES_CLIMBED[0]:g} or {lasting.TIMES_CLIMBED[1]:g} times",
                CONVENTION,
            ),
            Bound(
                "uneven: the times between connections spread by so much of their mean",
                f"{pace.UNEVEN:.0%}",
                "a fourth of all is lost then; steady is below a fifth",
            ),
            Bound("uneven hours in a row", f"{pace.LASTING_HOURS}", "measured: 18 at most where none meddles"),
        ),
        settings="zones; `weir maintenance`",
    ),
    "pivot": Sheet(
        techniques=("T0886",),
        needs=(
            "A new step into OT, once that would alert. A chain by usual ways alone needs "
            f"{session_hours.FEWEST_SESSIONS} sessions on {session_hours.FEWEST_DAYS} days into its relay, or "
            f"{relay_habits.FEWEST_DAYS} days of both of its ends."
        ),
        points=points_of(
            (pivot.STRANGER_POINTS, pivot.POINTS, pivot.ODD_POINTS),
            f"a convention; {pivot.POINTS_A_LOUD_STEP:g} more for each further new step",
        ),
        bounds=(
            Bound(
                "a new way out follows a new way in within", span(legs.NEW_DWELL_S), "a convention: two nights between"
            ),
            Bound("and a usual session within", span(legs.USUAL_DWELL_S), CONVENTION),
            Bound(
                "hours before and after in which nobody ever came",
                f"{session_hours.NEAR_HOURS}",
                "measured on ten simulated plants: with two, one supplier was told",
            ),
        ),
        settings=PLACES,
    ),
}
"""By kind, in the registry's order."""
