"""What a search for settings came to: figures, the front as a table and a plot of text, evidence, and doubts."""

from collections.abc import Sequence
from pathlib import Path

from replay.tune.evidence import Check, Evidence
from replay.tune.judging import Figures
from replay.tune.labels import Labels
from replay.tune.parameters import A_DAY, Value
from replay.tune.tuning import Tried, Tuning
from weir.errors import told
from weir.views.documents import Section, format_of, html, markdown
from weir.views.json_lines import json_line
from weir.views.terminal import counted, when

MOST_NAMES = 8
"""Names of attacks listed in a cell of the terminal's tables."""

_AS_IT_IS = "as it is"
_NO_LABELS = " There are no labels: every alert of the traffic itself is taken for false."
_PLOT_WIDTH, _PLOT_HEIGHT = 60, 10
"""Columns and lines of the plot: it fits a terminal of 80 columns."""


def sections(tuning: Tuning) -> list[Section]:
    """All of it."""
    parts = [_head(tuning), _front(tuning), _plot(tuning), _proposed(tuning), _kept(tuning), _checks(tuning)]
    return [part for part in (*parts, _planted(tuning)) if part is not None]


def value_text(value: Value) -> str:
    """A value as settings have it."""
    if not value.value:
        return value.name
    return f"alerts_a_day = {value.value}" if value.name == A_DAY else f'least.{value.name} = "{value.value}"'


def choice_text(choice: Sequence[Value]) -> str:
    """A choice in a cell."""
    return ", ".join(value_text(value) for value in choice) or _AS_IT_IS


def evidence_lines(evidence: Evidence, tuning: Tuning) -> tuple[str, ...]:
    """What speaks for a value, as sentences: figures before and after, on which days, and how sure."""
    without, with_ = evidence.without, evidence.with_
    first, last = when(tuning.begin, "UTC")[:10], when(tuning.end, "UTC")[:10]
    splits = ", ".join(f"{before} -> {after}" for before, after in evidence.splits)
    told_by = ""
    if evidence.told is not None:
        told_by = f" {counted(evidence.told, 'attack')} told by this kind still are."
    return (
        (
            f"was {evidence.was}: {without.false_a_day:.2f} -> {with_.false_a_day:.2f} false alerts a day, "
            f"{without.found} -> {with_.found} of {with_.attacks} attacks found, {first} to {last}."
        ),
        f"On the days after each split: {splits} false alerts.",
        (
            f"How sure: it held back {counted(evidence.held, 'alert')} on {counted(evidence.days, 'day')}, so "
            f"{evidence.low:.2f} to {evidence.high:.2f} a day (95 %).{told_by} None of {with_.found} attacks was lost: "
            f"of such ones at most {evidence.lost_at_most:.0%} are (95 %)."
        ),
    )


def _head(tuning: Tuning) -> Section:
    rows = [_figures_row("the settings as they are", tuning.before)]
    if tuning.proposed:
        rows.append(_figures_row("what is proposed", tuning.after))
    return Section(
        title=f"Tuned for {tuning.budget:g} alerts a day",
        text=(*_labels(tuning), *tuning.conclusions),
        headings=("with", "false a day", "alerts a day", "attacks found", "half found after"),
        rows=tuple(rows),
        numbers=frozenset({1, 2, 3, 4}),
    )


def _labels(tuning: Tuning) -> tuple[str, ...]:
    labels, days = tuning.labels, tuning.before.days
    span = f"{when(tuning.begin, 'UTC')} to {when(tuning.end, 'UTC')} UTC, {days:.1f} days after learning."
    if labels.source == "truth":
        return (span, "What is an attack and what is false is said by the truth file.")
    words = ""
    if labels.source == "verdicts":
        words = (
            f"{counted(labels.words, 'alert')} judged by verdicts: expected is false, malicious an attack; "
            f"{labels.unsaid} without a word count neither way. "
        )
    planted = (
        f"{counted(_planted_attacks(labels), 'attack')} of weir simulate were planted into a copy of this traffic, by "
        "its own addresses and services: they are what must still be found."
    )
    rest = "" if labels.source == "verdicts" else _NO_LABELS
    return (span, f"{words}{planted}{rest}")


def _planted_attacks(labels: Labels) -> int:
    return 0 if labels.planted is None else len({item.name for item in labels.planted.items})


def _figures_row(name: str, one: Figures) -> tuple[str, ...]:
    found = f"{one.found} of {one.attacks}" if one.attacks else "-"
    return (name, f"{one.false_a_day:.2f}", f"{one.alerts_a_day:.2f}", found, _after(one))


def _after(one: Figures) -> str:
    if one.after_s is None:
        return "-"
    return f"{one.after_s:.0f} s" if one.after_s < 120 else f"{one.after_s / 60:.0f} minutes"


def _front(tuning: Tuning) -> Section:
    return Section(
        title="The front: no other choice is better in all three",
        text=(
            f"{counted(len(tuning.trials), 'trial')}. Lost: what the settings as they are find.",
            "Some choices were tried for this table alone: Not proposed says why.",
        ),
        headings=("", "false a day", "alerts a day", "attacks found", "half found after", "choice", "lost"),
        rows=tuple((_mark(place), *_figures_row("", one.figures)[1:], choice_text(one.choice), _names(one.lost))
                   for place, one in enumerate(tuning.front)),
        numbers=frozenset({1, 2, 3, 4}),
    )  # fmt: skip


def _mark(place: int) -> str:
    """A letter for each point of the front, in the table and the plot."""
    return chr(ord("A") + place) if place < 26 else "+"


def _names(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "") or "-"


def _plot(tuning: Tuning) -> Section | None:
    """Attacks found (up) against false alerts a day (right): the front's letters, other trials as points."""
    trials: list[tuple[str, Tried]] = [(".", one) for one in tuning.trials]
    trials += [(_mark(place), one) for place, one in enumerate(tuning.front)]
    most = max((one.figures.false_a_day for _, one in trials), default=0.0)
    found = [one.figures.found for _, one in trials]
    if most <= 0 or len(tuning.trials) < 2:
        return None
    low, high = min(found), max(found)
    low = low if low < high else high - 1
    grid = [[" "] * (_PLOT_WIDTH + 1) for _ in range(_PLOT_HEIGHT + 1)]
    for mark, one in trials:
        row = _PLOT_HEIGHT - round(_PLOT_HEIGHT * (one.figures.found - low) / (high - low))
        grid[row][round(_PLOT_WIDTH * one.figures.false_a_day / most)] = mark
    lines = ["".join(line).rstrip() for line in grid]
    edge = {0: f"{high}", _PLOT_HEIGHT: f"{low}"}
    drawn = tuple(f"{edge.get(place, ''):>4} |{line}" for place, line in enumerate(lines))
    foot = f"     +{'-' * _PLOT_WIDTH}", f"      0{f'{most:.2f}':>{_PLOT_WIDTH - 1}}"
    return Section(title="Attacks found against false alerts a day", text=(*drawn, *foot), plain=True)


def _proposed(tuning: Tuning) -> Section | None:
    if not tuning.proposed:
        return None
    lines: list[str] = []
    for evidence in tuning.proposed:
        lines += [f"{value_text(evidence.value)}", *evidence_lines(evidence, tuning)]
    return Section(title="Proposed", text=tuple(lines))


def _kept(tuning: Tuning) -> Section | None:
    rows = tuple((value_text(one.value), one.reason) for one in tuning.not_proposed)
    return Section(title="Not proposed", headings=("value", "why"), rows=rows) if rows else None


def _checks(tuning: Tuning) -> Section | None:
    rows = tuple(_check_row(check) for check in tuning.checks)
    if not rows:
        return None
    return Section(
        title="Chosen on the days before, checked on the days after",
        headings=(
            "days checked (UTC)",
            "false, as it is",
            "false, chosen",
            "found, as it is",
            "found, chosen",
            "choice",
        ),
        rows=rows,
        numbers=frozenset({1, 2, 3, 4}),
    )


def _check_row(check: Check) -> tuple[str, ...]:
    return (
        f"{when(check.fold.cut, 'UTC')[:10]} to {when(check.fold.end, 'UTC')[:10]}",
        str(check.before.false), str(check.after.false), f"{check.before.found} of {check.before.attacks}",
        f"{check.after.found} of {check.after.attacks}", choice_text(check.choice),
    )  # fmt: skip


def _planted(tuning: Tuning) -> Section | None:
    if tuning.labels.source == "truth":
        return None
    rows = tuple((name, reason) for name, reason in sorted(tuning.left_out.items()))
    missed = (
        (f"Planted and found by no trial as the settings are: {', '.join(tuning.missed)}.",) if tuning.missed else ()
    )
    return Section(title="Attacks that could not be planted", text=missed, headings=("attack", "why"), rows=rows)


def write_report(path: Path, tuning: Tuning) -> None:
    """All of it as Markdown, HTML or JSON, by the file's name. Raises UserError where that cannot be written."""
    content = json_line(tuning)
    if format_of(path) != "json":
        write = markdown if format_of(path) == "markdown" else html
        content = write("Settings tuned on recorded traffic", sections(tuning)).encode()
    with told(OSError):
        path.write_bytes(content)
