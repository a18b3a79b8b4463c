"""The digest of a window: the paths that were seen only in it, each to be kept or dropped."""

from collections.abc import Mapping

from models.alerts.alert_state import alert_id
from models.alerts.digest import DIGEST_SEVERITY
from models.baseline.path import Path
from models.event_time.calendar import Calendar
from models.maintenance.gathered import Gathered
from models.maintenance.window import Window
from models.verdicts.word import PathKey
from schemas.alert import Advice, Alert, Reason, level_of

_ADVICE = Advice(
    "the paths of this list",
    "Look through them once. `weir verdict expected` keeps them, with `--line N` one alone; `weir verdict forget` "
    "drops them as if they had never been seen; of what should not have been there say `weir verdict malicious`. What "
    "nobody judges is no part of the baseline: where it comes back outside of a window, it is news.",
)


def judged(gathered: Gathered, marker: str, paths: Mapping[PathKey, Path]) -> set[int]:
    """The places of listed paths that are not held for this window any more: somebody has spoken of them."""
    gone = set()
    for place, each in enumerate(gathered.hops):
        path = paths.get((each.initiator, each.responder, each.service))
        if place not in gathered.acts and path is not None and path.alert != marker:
            gone.add(place)
    return gone


def of_window(site: str, window: Window, gathered: Gathered, calendar: Calendar) -> Alert:
    """What was held in one time of a window, as an alert."""
    total, others = gathered.total, len(gathered.told)
    paths = f"{total:,} path{'' if total == 1 else 's'} seen only then, to keep or drop"
    held = f"{others} finding{'' if others == 1 else 's'} held back"
    what = " and ".join(text for text, number in ((paths, total), (held, others)) if number)
    subject = {"zone": "zone ", "initiator": "what ", "asset": ""}.get(window.subject, "")
    named = f"{subject}{window.named}{' begins' if window.subject == 'initiator' else ''}"
    begin, end = calendar.clock_text(window.begin), calendar.clock_text(window.end)
    by = "" if window.initiator_named is None else f", done by {window.initiator_named},"
    said = "" if window.who is None else f" by {window.who}"
    why = "" if window.reason is None else f" ({window.reason})"
    text = (
        f"Maintenance of {named}{by} was announced{said}{why} from {begin} to {end}, the site's time. "
        "What it would have alerted on was held back until now. "
    )
    if total:
        text += (
            f"{total:,} path{' was' if total == 1 else 's were'} seen for the first time then. None is part of the "
            "baseline unless somebody keeps it."
        )
    reason = Reason(
        text="For your information: the work was announced, so nothing of it raised an alert of its own",
        weight=float(DIGEST_SEVERITY),
    )
    return Alert(
        id=alert_id(site, "maintenance-digest", window.marker, 1),
        revision=1,
        site=site,
        kind="maintenance-digest",
        severity=DIGEST_SEVERITY,
        level=level_of(DIGEST_SEVERITY),
        title=f"Maintenance of {named}: {what}",
        summary=text.strip(),
        time=window.end,
        first_seen=gathered.first_seen,
        last_seen=gathered.last_seen,
        count=total,
        status="open",
        hops=tuple(gathered.hops),
        hops_total=total,
        reasons=(reason, *gathered.reasons()),
        advice=_ADVICE,
    )
