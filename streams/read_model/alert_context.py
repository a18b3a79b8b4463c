"""What the state knows of an alert besides the alert itself, at the moment of asking."""

from collections.abc import Iterable, Sequence
from typing import Literal, TypedDict

from msgspec import Struct

from schemas.alert import Alert, AlertStatus, Level
from schemas.asset_summary import AssetSummary
from schemas.attack import AlertKind
from schemas.path import PathRecord
from schemas.standing_word import StandingWord
from streams.read_model.protocol import ReadModel
from streams.read_model.wanted import AlertsWanted, AssetsWanted, PathsWanted, UnknownValue

AROUND_S = 1_800.0
"""Before and after an alert's first flow: together the hour in which an analyst looks for what belongs to it."""

MOST_RELATED = 20
MOST_AROUND = 20
MOST_REVISIONS = 20
"""As many of each as fit a screen beside the alert; totals count the rest."""

SPEAKING: tuple[AlertStatus, ...] = ("open", "malicious")
"""Statuses of an alert that waits for somebody."""

End = Literal["initiator", "responder"]


class OpenAlert(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Another open alert; `shares` says which ends of the alert asked for are an end of it too.

    `is_other_end`: the one end that is shared is the other's other end, as where a host that was reached reaches out.
    `first_seen` is when its first flow began, in seconds UTC.
    """

    id: str
    kind: AlertKind
    level: Level
    title: str
    time: float
    shares: tuple[End, ...]
    is_other_end: bool = False
    first_seen: float = 0.0


class RevisionNote(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One revision in short. `time` is its own, in seconds UTC of event time."""

    revision: int
    time: float
    level: Level
    severity: int
    status: AlertStatus
    count: int


class AlertContext(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Who the ends are, what else is open and was done, what people said, and how the alert went.

    None and empty: not known, or nothing. Octets are those of the alert's paths in all that was seen of them. `around`
    are paths of the initiator, not of this alert, that began or were last seen within half an hour of it; `steady`
    counts those that it had before and has had since. `flows` and `last_seen` are of the
    alert's paths by now, where all of them are as new as the alert. Totals count what the bounded lists leave out too.
    """

    initiator: AssetSummary | None = None
    responder: AssetSummary | None = None
    initiator_octets: float | None = None
    responder_octets: float | None = None
    flows: int | None = None
    last_seen: float | None = None
    related: tuple[OpenAlert, ...] = ()
    related_total: int = 0
    around: tuple[PathRecord, ...] = ()
    around_total: int = 0
    steady: int = 0
    words: tuple[StandingWord, ...] = ()
    revisions: tuple[RevisionNote, ...] = ()
    revisions_left_out: int = 0


def context_of(model: ReadModel, alert: Alert) -> AlertContext:
    """Ask a state about an alert. Raises ReadError; what is not known any more is left out."""
    initiator = None if alert.initiator is None else alert.initiator.asset
    responder = None if alert.responder is None else alert.responder.asset
    began = _paths(model, alert.site, initiator)
    own = {(hop.initiator, hop.responder, hop.service) for hop in alert.hops}
    carried = [path for path in began if (path.initiator, path.responder, path.service) in own]
    others = [
        path
        for path in began
        if path.initiator == initiator and (path.initiator, path.responder, path.service) not in own
    ]
    around, steady = _around(others, alert.first_seen)
    speaking = [one for status in SPEAKING for one in model.alerts(AlertsWanted(site=alert.site, status=status)).items]
    related = related_alerts(alert, speaking)
    # A path that was known before the alert has flows that are none of its.
    is_new = bool(carried) and all(path.first_seen >= alert.first_seen for path in carried)
    return AlertContext(
        initiator=_asset(model, alert.site, initiator),
        responder=_asset(model, alert.site, responder),
        initiator_octets=sum(path.initiator_octets for path in carried) if carried else None,
        responder_octets=sum(path.responder_octets for path in carried) if carried else None,
        flows=sum(path.flows for path in carried) if is_new else None,
        last_seen=max(path.last_seen for path in carried) if is_new else None,
        related=tuple(related[:MOST_RELATED]),
        related_total=len(related),
        around=tuple(around[:MOST_AROUND]),
        around_total=len(around),
        steady=steady,
        words=tuple(model.words_on(alert)),
        **_revisions(model.revisions(alert.site, alert.id)),
    )


def recorded_context(alert: Alert, latest: Iterable[Alert], revisions: Sequence[Alert]) -> AlertContext:
    """The same from alerts alone, as a replay recorded them: the others that are open, and its revisions."""
    related = related_alerts(alert, (one for one in latest if one.status in SPEAKING and one.site == alert.site))
    return AlertContext(related=tuple(related[:MOST_RELATED]), related_total=len(related), **_revisions(revisions))


def related_alerts(alert: Alert, others: Iterable[Alert]) -> list[OpenAlert]:
    """Those of `others` that have an end of `alert` as an end of theirs, the worst first."""
    ends: dict[End, str] = {}
    if alert.initiator is not None:
        ends["initiator"] = alert.initiator.asset
    if alert.responder is not None:
        ends["responder"] = alert.responder.asset
    found: list[tuple[int, OpenAlert]] = []
    for other in others:
        theirs = {
            "initiator": None if other.initiator is None else other.initiator.asset,
            "responder": None if other.responder is None else other.responder.asset,
        }
        shares = tuple(end for end, asset in ends.items() if asset in theirs.values())
        if shares and other.id != alert.id:
            one = OpenAlert(
                id=other.id,
                kind=other.kind,
                level=other.level,
                title=other.title,
                time=other.time,
                shares=shares,
                is_other_end=len(shares) == 1 and theirs[shares[0]] != ends[shares[0]],
                first_seen=other.first_seen,
            )
            found.append((-other.severity, one))
    return [one for _, one in sorted(found, key=lambda each: (each[0], each[1].time, each[1].id))]


def revision_time(alert: Alert) -> float:
    """When this revision came, in event time; of an older Weir's alerts as near as can be told."""
    if alert.revision_time:
        return alert.revision_time
    return alert.time if alert.revision == 1 else max(alert.time, alert.last_seen)


class _Revisions(TypedDict):
    revisions: tuple[RevisionNote, ...]
    revisions_left_out: int


def _revisions(revisions: Sequence[Alert]) -> _Revisions:
    """In short, the first and the newest where there are many."""
    left_out = max(0, len(revisions) - MOST_REVISIONS)
    kept = [*revisions[:1], *revisions[1 + left_out :]]
    notes = tuple(
        RevisionNote(
            revision=one.revision, time=revision_time(one), level=one.level, severity=one.severity, status=one.status,
            count=one.count,
        )
        for one in kept
    )  # fmt: skip
    return {"revisions": notes, "revisions_left_out": left_out}


def _around(paths: Iterable[PathRecord], time: float) -> tuple[list[PathRecord], int]:
    """Paths that began or were last seen around a time, the nearest first; how many were there before and since."""
    found, steady = list[PathRecord](), 0
    for path in paths:
        first, last = abs(path.first_seen - time), abs(path.last_seen - time)
        if min(first, last) <= AROUND_S:
            found.append(path)
        elif path.first_seen < time < path.last_seen:
            steady += 1
    found.sort(key=lambda path: (min(abs(path.first_seen - time), abs(path.last_seen - time)), path.key))
    return found, steady


def _asset(model: ReadModel, site: str, asset: str | None) -> AssetSummary | None:
    if asset is None:
        return None
    try:
        return next(iter(model.assets(AssetsWanted(site=site, asset=asset)).items), None)
    except UnknownValue:
        return None


def _paths(model: ReadModel, site: str, asset: str | None) -> list[PathRecord]:
    if asset is None:
        return []
    try:
        return model.paths(PathsWanted(site=site, asset=asset)).items
    except UnknownValue:
        return []
