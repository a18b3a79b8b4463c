"""What somebody should know who reads the end of a replay only: it stands last, marked, and in `--json`."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from replay.summary import ReplaySummary, Warned
from schemas.formats.assets.reading import Reading, named_columns
from weir.settings.sections import Settings
from weir.silence import learnt_whole, switched_off
from weir.views.network.sensors import sensor_advice
from weir.views.terminal import clean, counted, when

MOST_LEFT_OUT = 20
"""Files named on the terminal, a screenful; `left_out` of `--json` has them all."""


def warnings_of(summary: ReplaySummary, settings: Settings, *, assets: Sequence[str] = ()) -> list[Warned]:
    """All that was not as somebody may believe it was, what weighs least first: the last line is read first."""
    return [
        *_left_out(summary),
        *_fields(summary),
        *(
            warned
            for number, reading in enumerate(summary.inventories)
            for warned in _inventory(reading, number, assets)
        ),
        *_state(summary),
        *(Warned("site", _unmet(site)) for site in summary.unmet_sites),
        *_waiting(summary),
        *_refused(summary),
        *_clock(summary),
        *(Warned("sensor", line) for site in summary.sites for each in site.sensors for line in sensor_advice(each)),
        *(Warned("detectors", line) for line in switched_off(settings)),
        *_learning(summary, settings),
    ]


def print_warnings(console: Console, warnings: Sequence[Warned]) -> None:
    """One line each, marked; nothing where all is well."""
    if not warnings:
        return
    console.print()
    left_out = sum(warned.about == "left-out" for warned in warnings)
    for number, warned in enumerate(warnings):
        if warned.about == "left-out" and number >= MOST_LEFT_OUT:
            continue
        console.print(Text(f"! {clean(warned.text)}", style="yellow"), soft_wrap=True)
        if number == MOST_LEFT_OUT - 1 and left_out > MOST_LEFT_OUT:
            rest = f"! and {left_out - MOST_LEFT_OUT:,} more files passed over; --json lists them all"
            console.print(Text(rest, style="yellow"))


def _left_out(summary: ReplaySummary) -> list[Warned]:
    return [Warned("left-out", f"{one.path}: passed over: {one.reason}") for one in summary.skipped]


def _fields(summary: ReplaySummary) -> list[Warned]:
    doubts = sorted(summary.notes.doubts.items(), key=lambda one: (-one[1], one[0]))
    if not doubts:
        return []
    listed = ", ".join(f"{kind} ({count:,})" for kind, count in doubts)
    return [Warned("fields", f"some flows were taken without a field that can't be true: {listed}")]


def _inventory(reading: Reading, number: int, files: Sequence[str]) -> list[Warned]:
    file = files[number] if number < len(files) else reading.source
    found: list[Warned] = []
    if reading.unused:
        found.append(Warned("columns", f"{file}: columns not read: {named_columns(reading.unused)}"))
    if reading.refused:
        rows = counted(len(reading.refused), "row")
        found.append(
            Warned("inventory", f"{file}: {rows} refused, so not declared; all of them: weir assets check {file}")
        )
    return found


def _state(summary: ReplaySummary) -> list[Warned]:
    found = [Warned("state", f"state: {problem}; what it held is learnt anew") for problem in summary.state_problems]
    first, until = summary.begins, summary.state_until
    if first is not None and until is not None and first < until:
        times = f"{when(first, 'UTC')} UTC, before the state ends ({when(until, 'UTC')} UTC)"
        found.append(Warned("state-overlap", f"the traffic begins {times}: what both have is counted twice"))
    return found


def _unmet(site: str) -> str:
    return f"the files speak of site {site}, of which the topics have no flow: --site says for which one they are"


def _waiting(summary: ReplaySummary) -> list[Warned]:
    if not summary.notes.waiting:
        return []
    text = (
        f"{counted(summary.notes.waiting, 'set')} of flow records could not be read, since their template did not "
        "come, and are not counted as rows: begin the capture earlier, or have the exporter tell templates more often"
    )
    return [Warned("templates", text)]


def _refused(summary: ReplaySummary) -> list[Warned]:
    found: list[Warned] = []
    if summary.dead_letters:
        rows = counted(summary.dead_letters, "row")
        found.append(
            Warned("refused", f"{rows} of traffic refused, and seen by no detector; --dead-letters FILE keeps them")
        )
    if summary.refused_crossings:
        rows = counted(summary.refused_crossings, "refused row")
        found.append(Warned("refused-crossings", f"{rows} would have crossed into or out of OT or the DMZ"))
    return found


def _clock(summary: ReplaySummary) -> list[Warned]:
    if not summary.before_sensors:
        return []
    flows = counted(summary.before_sensors, "flow")
    text = (
        f"{flows} bear a time before 2005: a sensor's clock was not set; days, rhythms and their alerts of it are wrong"
    )
    return [Warned("clock", text)]


def _learning(summary: ReplaySummary, settings: Settings) -> list[Warned]:
    last = summary.last_time
    if last is None:
        return []
    if summary.learn_until is None:
        said = learnt_whole(settings, {one.site: last for one in summary.sites if one.paths})
    elif summary.learn_until > last:
        said = ["--learn-until lies after the last row: all was learnt and nothing could alert; give an earlier time"]
    else:
        said = []
    return [Warned("learning", text) for text in said]
