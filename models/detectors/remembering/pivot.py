"""Somebody goes from host to host into OT: from outside to a relay, and from there on.

At least one step into an OT asset must be new; the steps before it may be usual ones, such as a session to the jump
host. What a relay's users do by its usual ways is nobody's news, however many stand behind it, unless they come at a
time of the day when nobody ever did and work on a controller, or one goes where only others ever went.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.event_time.calendar import HOUR_S
from models.findings.leg_tracker import LegTracker
from models.findings.legs import CONSTANT_SHARE, Leg, within
from models.findings.protocol import Chain, Moment, News
from models.findings.relay_habits import A_STRANGER, Stranger
from models.findings.session_hours import AT_AN_HOUR
from models.findings.sighting import Finding, Words, placed, span
from schemas.alert import Advice, Crossing, Reason, Technique
from schemas.attack import AlertKind
from schemas.services.names import CONTROL_SERVICES, OT_SERVICES

POINTS = 40.0
"""With a new step to a controller, or one by which it can be worked on, and some surprise it reads high. A
convention."""

POINTS_A_LOUD_STEP = 10.0
"""For each further step that no conduit has and that was never seen: what is new twice in a row is no chance."""

ODD_POINTS = 45.0
"""Usual work at a time when nobody comes: worth a question to one person, medium. A convention."""

STRANGER_POINTS = 35.0
"""Usual ways that never led one to the other: with some surprise medium, as at a time when nobody comes. A
convention."""

POINTS_PER_BIT, MAX_SURPRISE_POINTS = 2.0, 20.0
CONTROLLER_LEVEL, CONTROLLER_POINTS, CONTROL_POINTS = 1.0, 8.0, 8.0
"""As in `models/alerts/severity.py`, so that a chain weighs what its worst step would."""


class Pivot:
    """Fires once a chain from outside OT to an OT asset has a new last step; grows with what is found of it later."""

    kind: AlertKind = "pivot"
    words = Words(
        techniques=(Technique("T0886", "TA0109"),),
        advice=Advice(
            "{relay}",
            "See in the logs of {relay} which account came from {before} and went on to {after}, and ask that person. "
            "If nobody meant it, end the session, isolate {initiator} and {relay}, and check {responder} for changes. "
            "If it was meant, say `weir verdict expected` on this alert (M0932 Multi-factor Authentication).",
        ),
    )

    def __init__(self) -> None:
        self._tracker = LegTracker()
        self.memory = self._tracker.memory

    def on_leg(self, leg: Leg, assets: Mapping[str, Asset]) -> Iterable[Chain]:
        """The chains that this leg is part of, the longest first."""
        leg = self._tracker.note(leg)
        chains = [self._tracker.chain(last) for last in self._tracker.loud_after(leg)]
        found = [(self._finding(legs, assets), legs) for legs in chains if leg in legs]
        told = [Chain(finding, legs) for finding, legs in found if finding is not None]
        told += self._at_odd_hours(leg, assets)
        told += self._by_strangers(leg, assets)
        return sorted(told, key=lambda one: (-len(one.legs), one.legs[-1].start))

    def on_day(self, moment: Moment) -> News:
        """Old legs go."""
        self._tracker.prune(moment.time)
        return ()

    def forget(self, asset: str) -> None:
        """All legs of it go."""
        self._tracker.forget(asset)

    def correct(self, first: float, last: float) -> None:
        """Legs of wrong times go."""
        self._tracker.correct(first, last)

    def _at_odd_hours(self, leg: Leg, assets: Mapping[str, Asset]) -> Iterable[Chain]:
        """Chains of usual sessions to a host of OT that begin when nobody ever came, and of what it did meanwhile."""
        for cause, step in self._tracker.at_odd_hours(leg):
            hosts = [assets.get(each) for each in (cause.initiator, cause.responder, step.responder)]
            known = [host for host in hosts if host is not None]
            if len(known) < len(hosts) or known[0].side == "ot" or known[-1].side != "ot":
                continue
            worked = _worked_on(known[-1], step)
            if worked is not None:
                last = Leg(*worked.key, worked.last_seen, worked.last_seen)
                legs = (cause, step, last)
                yield Chain(self._odd(legs, [*known, worked.responder_asset]), legs)

    def _by_strangers(self, leg: Leg, assets: Mapping[str, Asset]) -> Iterable[Chain]:
        """Chains of usual sessions to a host of OT by somebody who never went on to it, told once that is clear."""
        for cause, step in self._tracker.settled(leg):
            hosts = [assets.get(each) for each in (cause.initiator, cause.responder, step.responder)]
            known = [host for host in hosts if host is not None]
            if len(known) < len(hosts) or known[0].side == "ot" or known[-1].side != "ot":
                continue
            stranger = self._tracker.stranger(cause, step)
            if stranger is not None:
                users = [assets[each].label for each in self._tracker.users_of(*step.key[:2]) if each in assets]
                yield Chain(self._combined((cause, step), known, stranger, users), (cause, step))

    def _combined(
        self, legs: tuple[Leg, ...], hosts: Sequence[Asset], stranger: Stranger, users: Sequence[str]
    ) -> Finding:
        user, relay, target = hosts
        went = "one other host" if stranger.user_targets == 1 else f"{stranger.user_targets} other hosts"
        more = stranger.target_users - len(users[:2])
        others = " and ".join(users[:2]) if not more else f"{', '.join(users[:2])} and {more} other{'s' * (more > 1)}"
        points = round(min(MAX_SURPRISE_POINTS, POINTS_PER_BIT * stranger.bits), 1)
        history = (
            f"{user.label} went on from there on {stranger.user_days} days, always to {went}; {target.label} was "
            f"reached from there on {stranger.target_days} days, always by {others}"
        )
        return Finding(
            kind=self.kind,
            points=STRANGER_POINTS,
            cause=(A_STRANGER, user.id, relay.id, target.id),
            title=f"Usual ways, but never together: {' -> '.join(host.label for host in hosts)} (by {legs[1].service})",
            text=(
                f"{placed(user)} reached {placed(target)} over {relay.label}: {_steps(legs)}. Each way is usual, but "
                "never before did one lead to the other"
            ),
            crossing=Crossing(from_=_place(user), to=_place(target), kind=self.kind),
            reasons=(Reason(text=history, weight=points), *_weight_of(target)),
            words=self._words(hosts, 2),
        )

    def _odd(self, legs: tuple[Leg, ...], hosts: Sequence[Asset]) -> Finding:
        first, relay, last = hosts[0], hosts[1], hosts[-1]
        hours = self._tracker.hours(relay.id)
        names, ways = " -> ".join(host.label for host in hosts), ", ".join(leg.service for leg in legs)
        entry = next(place for place, host in enumerate(hosts) if host.side == "ot")
        return Finding(
            kind=self.kind,
            points=ODD_POINTS,
            cause=(AT_AN_HOUR, relay.id, hosts[2].id),
            title=f"Work on a controller when nobody comes: {names} ({ways})",
            text=(
                f"{placed(first)} reached {placed(last)} over {relay.label} and {hosts[2].label}: {_steps(legs)}. The "
                f"ways are usual, the time is not: of {hours.total} sessions into {relay.label} on {hours.days} days "
                "none began within three hours of this time of the day"
            ),
            crossing=Crossing(from_=_place(first), to=_place(last), kind=self.kind),
            reasons=tuple(_weight_of(last)),
            words=self._words(hosts, entry),
            seen=1.0,
            usual=0.0,
            unit="sessions",
        )

    def _finding(self, legs: Sequence[Leg], assets: Mapping[str, Asset]) -> Finding | None:
        hosts = [assets.get(each) for each in (legs[0].initiator, *(leg.responder for leg in legs))]
        known = [host for host in hosts if host is not None]
        if len(legs) < 2 or len(known) < len(hosts) or known[0].side == "ot" or known[-1].side != "ot":
            return None
        entry = next(place for place, host in enumerate(known) if host.side == "ot")
        names = [host.label for host in known]
        ways = ", ".join(leg.service for leg in legs)
        over = " and ".join(f"{host.label}" for host in known[1:-1])
        return Finding(
            kind=self.kind,
            points=POINTS,
            # Whoever got in goes on from there: what is found of it later is the same.
            cause=(known[entry - 1].id, known[entry].id),
            title=f"Pivot into OT: {' -> '.join(names)} ({ways})",
            text=(
                f"{placed(known[0])} reached {placed(known[-1])} over {over}: {_steps(legs)}. "
                f"{_what_is_new(legs, names)}{self._beside(legs, names[1])}"
            ),
            crossing=Crossing(from_=_place(known[0]), to=_place(known[-1]), kind=self.kind),
            reasons=tuple(self._reasons(legs, known)),
            words=self._words(known, entry),
        )

    def _reasons(self, legs: Sequence[Leg], hosts: Sequence[Asset]) -> Iterable[Reason]:
        last, target = legs[-1], hosts[-1]
        further = sum(leg.loud for leg in legs) - 1
        if further > 0:
            text = f"{further + 1} steps in a row are new and in no declared conduit"
            yield Reason(text=text, weight=POINTS_A_LOUD_STEP * further)
        if last.bits:
            points = round(min(MAX_SURPRISE_POINTS, POINTS_PER_BIT * last.bits), 1)
            yield Reason(text=_history(last, hosts[-2], target), weight=points)
        yield from _weight_of(target)
        if last.service in OT_SERVICES | CONTROL_SERVICES:
            yield Reason(text=f"Whoever uses {last.service} can act on {target.label}", weight=CONTROL_POINTS)

    def _beside(self, legs: Sequence[Leg], relay: str) -> str:
        """Who else may be meant: where the way into the first relay is usual, others may have been on it, too."""
        others = {one.initiator for one in self._tracker.causes(legs[1])} - {legs[0].initiator}
        if legs[0].new or not others:
            return ""
        users = "one other host" if len(others) == 1 else f"{len(others)} other hosts"
        return f". It may have been somebody else: {users} had a session on {relay} then"

    def _words(self, hosts: Sequence[Asset], entry: int) -> Words:
        at = max(1, entry - 1)
        said = {
            "{initiator}": hosts[0].label,
            "{relay}": hosts[at].label,
            "{before}": hosts[at - 1].label,
            "{after}": hosts[at + 1].label,
            "{responder}": hosts[-1].label,
        }
        where, text = ("", "") if self.words.advice is None else (self.words.advice.where, self.words.advice.text)
        for stands, name in said.items():
            where, text = where.replace(stands, name), text.replace(stands, name)
        return Words(techniques=self.words.techniques, advice=Advice(where, text))


def _worked_on(station: Asset, session: Leg) -> Path | None:
    """The path by which a station worked on a controller since a session into it began, not one that it always uses.

    The latest of those that are learnt; None where there is none.
    """
    found = [
        path
        for path in station.slots.values()
        if path.service in OT_SERVICES
        and path.initiator == station.id
        and path.status == "learnt"
        and path.answered
        and path.last_seen >= session.start
        and path.hours <= CONSTANT_SHARE * (path.last_seen - path.first_seen) / HOUR_S
    ]
    return max(found, key=lambda path: (path.last_seen, path.key), default=None)


def _weight_of(target: Asset) -> Iterable[Reason]:
    if target.level is not None and target.level <= CONTROLLER_LEVEL:
        text = f"{target.label} stands on Purdue level {target.level:g}, where the process is controlled"
        yield Reason(text=text, weight=CONTROLLER_POINTS)


def _steps(legs: Sequence[Leg]) -> str:
    """The services in order, each with when it began by the one before: `rdp, then ssh 7 minutes later`."""
    told = [legs[0].service]
    for cause, step in pairwise(legs):
        later = f"{span(max(0.0, step.start - cause.start))} later"
        told.append(f"then {step.service} {later}" + ("" if within(cause, step) else ", after the session had ended"))
    return ", ".join(told)


def _what_is_new(legs: Sequence[Leg], names: Sequence[str]) -> str:
    new = [f"{names[place]} to {names[place + 1]}" for place, leg in enumerate(legs) if leg.new]
    if len(new) == len(legs):
        return "None of these steps was seen before"
    usual = "the other is usual" if len(legs) - len(new) == 1 else "the others are usual"
    return f"New is {' and '.join(new)}; {usual}"


def _place(asset: Asset) -> str:
    return asset.zone or asset.side or "undeclared"


def _history(step: Leg, initiator: Asset, responder: Asset) -> str:
    if step.met:
        return f"{initiator.label} usually talks to {responder.label}, and never did by {step.service}"
    reached = len(initiator.peers_out.keys() - {responder.id})
    met = len(responder.peers_in.keys() - {initiator.id})
    return (
        f"Until then {initiator.label} usually reached {_hosts(reached)}, and {responder.label} was usually reached by "
        f"{_hosts(met)}"
    )


def _hosts(count: int) -> str:
    return "no host" if not count else "1 host" if count == 1 else f"{count} hosts"
