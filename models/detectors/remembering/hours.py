"""A job by which a host is worked on, known for weeks, runs at a local time at which it never did, nor near it.

People's ways are not told: somebody on call works at night, and where that ends on a controller `pivot` tells it. Nor
are file shares, from which a backup is fetched at any hour. It weighs more beside another finding on the same host
(`models/alerts/admission/witnesses.py`).
"""

from models.baseline.path import Path
from models.findings.legs import SESSIONS
from models.findings.memory import Memory
from models.findings.protocol import Condition, Hour, Moment, News
from models.findings.sighting import GUARDED, Finding, Words, placed, span
from models.findings.used_hours import UsedHours, unused
from schemas.alert import Advice
from schemas.attack import AlertKind
from schemas.services.names import OT_SERVICES

POINTS = 25.0
"""Low: a machine does not do that by itself. A convention."""

SERVICES: frozenset[str] = SESSIONS | OT_SERVICES
"""By which a host is worked on, and controllers are read and programmed."""

MOST_RECORDS = 16_384
"""Paths whose hours are kept in a site, some 100 octets each: 2 MB. Past it the next ones have none."""


class Hours:
    """Fires on the hour in which a job's path was used; over when it was not used there for two hours."""

    kind: AlertKind = "hours"
    words = Words(
        advice=Advice(
            "{initiator}",
            "Ask {initiator's owner} which job ran on {initiator} at that time, and whether it was moved or started by "
            "hand. If nobody did, look at what was done on {responder} then, and change the "
            "passwords that were used.",
        )
    )

    def __init__(self) -> None:
        self.memory = Memory(UsedHours, version=1, most=MOST_RECORDS)

    def on_hour(self, hour: Hour) -> News:
        """Which paths were used in the last hour, and for which of them that is odd."""
        for name, path in hour.spoke:
            if not _counts(path):
                continue
            known = self.memory.get(name)
            if known is None:
                if len(self.memory) >= MOST_RECORDS:
                    continue
                known = unused(path.last_seen)
            elif known.heard == path.last_seen or not known.is_job:
                # The latter are mostly polls and pushes, which stay what they are: no more is written of them.
                continue
            known.heard = path.last_seen
            calendar, ends = hour.calendar, (path.initiator_asset, path.responder_asset)
            hour_of_week, day = calendar.hour_of_week(path.last_seen), calendar.day_of(path.last_seen)
            odd = None if hour.learning else known.odd(hour_of_week, path.last_seen)
            if odd is not None:
                finding = self._finding(path, known, odd, hour)
                yield Condition(finding, path.last_seen, hour.time, ends[0], path, (ends,))
            announced = any(hour.in_window(end, path.last_seen) for end in ends)
            if not announced and (odd is None or known.told(day)):
                known.use(hour_of_week, day)
            self.memory.put(name, known)

    def forget(self, asset: str) -> None:
        """Its paths are new."""
        for name in [name for name, _ in self.memory.items() if asset in name.split("|")[:2]]:
            self.memory.drop(name)

    def correct(self, first: float, last: float) -> None:
        """What was looked at from a wrong time on begins anew; seconds UTC."""
        for name, known in list(self.memory.items()):
            if not first <= known.since <= last:
                self.memory.drop(name)

    def _finding(self, path: Path, known: UsedHours, odd: str, moment: Moment) -> Finding:
        initiator, responder = path.initiator_asset, path.responder_asset
        clock = moment.calendar.clock_text(path.last_seen)
        uses, watched = sum(known.counts), span(path.last_seen - known.since)
        return Finding(
            kind=self.kind,
            points=POINTS,
            cause=path.key,
            title=f"Used at an unusual hour: {initiator.label} -> {responder.label} ({path.service}), {clock[11:]}",
            text=(
                f"{placed(initiator)} used {placed(responder)} by {path.service} at {clock}; in {watched} of watching, "
                f"with uses in {uses} hours on {known.days} days, {odd}"
            ),
            words=self.words,
        )


def _counts(path: Path) -> bool:
    """Whether its hours are looked at: a job may work by it on a host of OT or the DMZ, or from there."""
    sides = path.initiator_asset.side, path.responder_asset.side
    reaches = sides[0] != sides[1] or sides[1] == "ot"
    return (
        path.service in SERVICES
        and path.answered
        and path.status == "learnt"
        and not path.initiator_asset.shared
        and reaches
        and not GUARDED.isdisjoint(sides)
    )
