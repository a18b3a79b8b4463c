"""What is known of the judged days: a truth, or words that people said, and what was planted."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

from replay.simulate.truth import Expected, Hop, Truth, TruthItem
from schemas.alert import Alert, Party
from schemas.verdict import Verdict

Source = Literal["truth", "verdicts", "planted"]


class Labels(Struct, frozen=True, kw_only=True):
    """What trials are judged by: the `truth` of the user's traffic, and that of the copy with what was planted, if any.

    `words` are alerts of which somebody said something, `unsaid` those of which nobody did: these count neither way.
    """

    source: Source
    truth: Truth
    planted: Truth | None = None
    words: int = 0
    unsaid: int = 0


def iso(moment: float) -> str:
    """A truth's time."""
    return datetime.fromtimestamp(moment, UTC).isoformat()


def truth_between(items: Iterable[TruthItem], site: str, begin: float, end: float, *, seed: int = 0) -> Truth:
    """A truth of the judged days: what ended before them is no part of it."""
    kept = tuple(item for item in items if item.end >= begin and item.start < end)
    return Truth(site=site, seed=seed, learn_until=iso(begin), end=iso(end), items=kept)


def of_words(verdicts: Sequence[Verdict], revisions: Iterable[Alert]) -> tuple[list[TruthItem], int, int]:
    """Items for the alerts on which a word is: malicious ones are attacks, expected ones are false.

    The newest word on an alert counts, also one on its path, its initiator or its two zones. Also how many alerts have
    a word, and how many have none: those count neither way.
    """
    latest = {alert.id: alert for alert in revisions}
    items: list[TruthItem] = []
    said = 0
    for alert in sorted(latest.values(), key=lambda one: (one.first_seen, one.id)):
        words = [word for word in verdicts if _is_on(word, alert) and word.decision in {"expected", "malicious"}]
        newest = max(words, key=lambda word: word.time, default=None)
        said += newest is not None
        expected: Expected = "either"
        if newest is not None:
            expected = "alert" if newest.decision == "malicious" else "silent"
        items.append(_item(alert, expected))
    return items, said, len(latest) - said


def _is_on(word: Verdict, alert: Alert) -> bool:
    if word.alert is not None:
        return alert.id.startswith(word.alert)
    hops = [(hop.initiator, hop.responder, hop.service) for hop in alert.hops]
    if word.path is not None:
        return (word.path.initiator, word.path.responder, word.path.service) in hops
    if word.initiator is not None:
        return alert.initiator is not None and word.initiator in {alert.initiator.asset, alert.initiator.name}
    if word.zones is not None:
        return (_zone(alert.initiator), _zone(alert.responder)) == (word.zones.from_zone, word.zones.to_zone)
    return False


def _zone(party: Party | None) -> str | None:
    return None if party is None else party.zone


def _item(alert: Alert, expected: Expected) -> TruthItem:
    ways = [(hop.initiator_ip, hop.responder_ip, hop.service) for hop in alert.hops]
    if alert.initiator is not None and alert.responder is not None:
        ways.append((alert.initiator.ip, alert.responder.ip, alert.service or "-"))
    known = [(one, other, service) for one, other, service in ways if one is not None and other is not None]
    ends = [end.ip for end in (alert.initiator, alert.responder) if end is not None and end.ip is not None]
    first = known[0][0] if known else ends[0] if ends else "-"
    return TruthItem(
        name=f"alert {alert.id[:12]}",
        kind=alert.kind,
        expected=expected,
        initiator_ip=first,
        responder_ips=tuple(ends[1:]) if not known else (known[0][1],),
        service=alert.service,
        start=alert.first_seen,
        end=alert.last_seen,
        shown=alert.first_seen,
        description=alert.title,
        acceptable=(alert.kind,),
        hops=tuple(
            Hop(initiator_ip=one, responder_ip=other, service=service, start=alert.first_seen)
            for one, other, service in dict.fromkeys(known)
        ),
    )
