"""Alerts as a replay recorded them (`weir replay --alerts FILE`), asked for as those of a state are.

The newest revision of each alert counts. A line that is no alert is left out and told; a file without any is refused.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from models.verdicts.standing import canonical
from schemas.alert import Alert
from schemas.bounds import MAX_RECORD_BYTES
from schemas.codec import ALERTS
from streams.read_model.alert_context import AlertContext, recorded_context
from streams.read_model.alert_filter import matches, named_in, names_of_ends, services_of, zones_of
from streams.read_model.matching import check_one
from streams.read_model.wanted import AlertsWanted, Page, bounds
from streams.sources.files.paths import UNREADABLE, open_bytes
from weir.errors import UserError, describe


class RecordedAlerts:
    """All revisions in a file; `-` is standard input. Raises UserError where it can't be read, or has no alert."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.notes: list[str] = []
        """What the person should know of the file."""
        self._revisions: dict[tuple[str, str], list[Alert]] = {}
        self._read()

    def alerts(self, wanted: AlertsWanted) -> Page[Alert]:
        """Latest revisions, by time, site and id, as the read model gives them. Raises UnknownValue."""
        every = self.latest()
        names = frozenset[str]() if wanted.asset is None else _all_names(every, wanted.asset)
        found = [alert for alert in every if matches(alert, wanted, names)]
        if not found:
            self._check(wanted, every)
        newest_first = found[::-1][bounds(wanted.limit, wanted.page)]
        return Page(newest_first[::-1], len(found))

    def revisions(self) -> Iterator[Alert]:
        """Every revision once, alert by alert, as the file has them."""
        for each in self._revisions.values():
            yield from each

    def latest(self) -> list[Alert]:
        """The newest revision of each alert, by time, site and id."""
        newest = (max(each, key=lambda one: one.revision) for each in self._revisions.values())
        return sorted(newest, key=lambda one: (one.time, one.site, one.id))

    def context(self, alert: Alert) -> AlertContext:
        """What the file tells of an alert besides itself."""
        revisions = sorted(self._revisions[alert.site, alert.id], key=lambda one: one.revision)
        return recorded_context(alert, self.latest(), revisions)

    def _read(self) -> None:
        refused, first_refused = 0, ""
        for number, line in _lines(self.file):
            try:
                alert = ALERTS.decode_one(line)
            except ValueError as error:
                refused += 1
                first_refused = first_refused or f"{self.file}:{number}: {error}"
                continue
            known = self._revisions.setdefault((alert.site, alert.id), [])
            if all(each.revision != alert.revision for each in known):
                known.append(alert)
        if not self._revisions:
            why = first_refused or f"{self.file}: no alert in it"
            msg = f"{why}; what is read here is what `weir replay ... --alerts FILE` writes"
            raise UserError(msg)
        if refused:
            lines = "1 line is no alert and was" if refused == 1 else f"{refused:,} lines are no alerts and were"
            self.notes.append(f"{lines} left out, the first {first_refused}")

    def _check(self, wanted: AlertsWanted, every: list[Alert]) -> None:
        """Raises UnknownValue for a filter that names what no alert of the file has."""
        for what, value, known in (
            ("site", wanted.site, {alert.site for alert in every}),
            ("zone", wanted.zone, {zone for alert in every for zone in zones_of(alert)}),
            ("service", wanted.service, {service for alert in every for service in services_of(alert)}),
        ):
            if value is not None:
                check_one(what, value, sorted(known))
        if wanted.asset is not None:
            known_names = {name for alert in every for name in named_in(alert)}
            if not {wanted.asset, canonical(wanted.asset)} & known_names:
                check_one("asset", wanted.asset, sorted(known_names))


def _all_names(alerts: Iterable[Alert], wanted: str) -> frozenset[str]:
    """The ids of those whom an alert calls so: an address may have been somebody else's at another time."""
    asked = {wanted, canonical(wanted)}
    found = set(asked)
    for alert in alerts:
        for names in names_of_ends(alert):
            if names[0] is not None and not asked.isdisjoint(names):
                found.add(names[0])
    return frozenset(found)


def _lines(file: str) -> Iterator[tuple[int, bytes]]:
    """The lines that hold anything, with their numbers from 1. Raises UserError where the file can't be read."""
    try:
        with open_bytes(Path(file)) as stream:
            number = 0
            while line := stream.readline(MAX_RECORD_BYTES + 1):
                number += 1
                if line.strip():
                    yield number, line.rstrip(b"\n")
    except UNREADABLE as error:
        named = isinstance(error, OSError) and error.filename
        msg = f"--file {describe(error)}" if named else f"--file {file}: {describe(error)}"
        raise UserError(msg) from error
