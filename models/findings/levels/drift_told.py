"""What is told of a change: a title, a sentence, and what to look at next."""

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.event_time.calendar import Calendar
from models.findings.levels.records import Told
from models.findings.levels.steps import figure_of
from models.findings.sighting import Words, placed, span
from schemas.alert import Advice

LEVEL_WORDS = Words(
    advice=Advice(
        "{initiator}",
        "Ask {initiator's owner} whether its work, a program or how often it asks was changed. If so nothing is to be "
        "done: this is usual from now on. If nobody changed anything, see which program on {initiator} it is.",
    )
)
PACE_WORDS = Words(
    advice=Advice(
        "{initiator}",
        "See whether the program that polls still does, or whether another one on {initiator} uses its way; ask "
        "{initiator's owner}. A link that fails makes a pace uneven, too: look at errors and retries of its switch "
        "ports.",
    )
)
WIDE_WORDS = Words(
    advice=Advice(
        "the sensor",
        "See first whether the sensor still sees all that it saw (drops, sampling, its mirror port). Then ask whether "
        "the work was changed: another shift, a new line, another rate of polling.",
    )
)


def words_of(told: Told) -> Words:
    """A next step; of what has no one end it names none."""
    if told.subject in {"zone", "plant", "several"}:
        return WIDE_WORDS
    return PACE_WORDS if told.what == "pace" else LEVEL_WORDS


def asset_of(told: Told, first: Path) -> Asset | None:
    """The asset that it is about; of a path its initiator, of zones none."""
    if told.subject in {"path", "begins"}:
        return first.initiator_asset
    return first.responder_asset if told.subject == "serves" else None


def told_as(told: Told, first: Path, gap_s: float, now: float, calendar: Calendar) -> tuple[str, str]:
    """Title, and a sentence without its full stop. `gap_s` was its first path's steady time between flows."""
    way = f"{first.initiator_asset.label} -> {first.responder_asset.label} ({first.service})"
    if told.what == "pace":
        short = f"asked every {span(gap_s)} before, at uneven times now"
        lasted = span(now - told.since)
        one = (
            f"{placed(first.initiator_asset)} asked {placed(first.responder_asset)} by {first.service} every "
            f"{span(gap_s)}, steadily for days; for {lasted} it has done so at uneven times, {span(first.gap_s)} apart "
            "on average"
        )
        head = "Steady pace lost"
    else:
        before = _amount(told.figure, told.before).removesuffix(" connections")
        short = f"{_amount(told.figure, told.after)} a day instead of {before}"
        one = f"{placed(first.initiator_asset)} {_moved(told, first)} by {first.service} {_since(told, calendar)}"
        head = "Slow climb" if told.what == "climb" else "Lasting change"
        if told.what == "climb" and told.after < told.before:
            head = "Slow fall"
    if told.subject == "path":
        return f"{head}: {way}, {short}", one
    which = _which(told, first)
    return f"{head}: {told.count} paths {which}", f"{told.count} paths {which} have changed at once; one of them: {one}"


def _which(told: Told, first: Path) -> str:
    """Which paths they are."""
    if told.subject == "begins":
        return f"that {first.initiator_asset.label} begins"
    if told.subject == "serves":
        return f"that reach {first.responder_asset.label}"
    if told.subject == "zone":
        return f"of zone {told.name}"
    return "of the plant" if told.subject == "plant" else "of several zones and devices"


def _moved(told: Told, first: Path) -> str:
    amount, responder = f"{_amount(told.figure, told.after)} a day", placed(first.responder_asset)
    if told.figure == 0:
        return f"has had about {amount} with {responder}"
    return f"has sent about {amount} to {responder}" if told.figure == 1 else f"has got about {amount} from {responder}"


def _since(told: Told, calendar: Calendar) -> str:
    before = _amount(told.figure, told.before)
    if told.what == "climb":
        return f"lately; little by little it came there from {before} {told.span} weeks before"
    return f"since {calendar.date_of(told.since)}; in {told.span} days before it was about {before}"


def _amount(figure: int, step: float) -> str:
    """A figure as people say it, to two digits: steps know no more."""
    amount = float(f"{figure_of(step):.2g}")
    if figure == 0:
        return f"{amount:,.0f} connections"
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if amount >= size:
            return f"{amount / size:.3g} {unit}"
    return f"{amount:.0f} bytes"
