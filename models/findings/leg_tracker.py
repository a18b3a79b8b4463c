"""Who came into each host lately, who went on from it, and which chain of that ends with a step.

Bounded: some legs in and out a host, two days of them, 24 counts, and so many hosts. Rows come when connections end, so
the step often comes before its cause: both ways are kept.
"""

from collections.abc import Callable

from msgspec import Struct, field
from msgspec.structs import replace

from models.findings.legs import NEW_DWELL_S, SESSIONS, USUAL_DWELL_S, Leg, may_cause, within
from models.findings.memory import Memory
from models.findings.session_hours import SessionHours

MAX_RELAYS = 4_096
"""Hosts with recent legs; the one that was met first goes. More than a plant has of those that people work on."""

MAX_LEGS = 32
"""Legs kept in, and as many out, of one host: the sessions of two days on a jump host with twenty users, of which each
path's are one while they follow closely."""

MAX_STEPS = 4
"""Legs of a chain: office, two relays within the plant, a controller, and one more. A convention."""


class Relay(Struct, array_like=True):
    """One host's recent legs, those that were told last at the end, and when people usually come into it."""

    into: list[Leg] = field(default_factory=list)
    out: list[Leg] = field(default_factory=list)
    hours: SessionHours = field(default_factory=SessionHours)


class LegTracker:
    """All legs of one site."""

    def __init__(self) -> None:
        self.memory = Memory(Relay, version=1, most=MAX_RELAYS)

    def note(self, leg: Leg) -> Leg:
        """Keep a leg with both its ends. Returns it as it is kept: one that goes on is one with what came before."""
        told, leg = leg, self._joined(leg)
        for host in (leg.initiator, leg.responder):
            relay = self.memory.get(host) or Relay()
            if host == leg.initiator:
                relay.out = _with(relay.out, leg)
            else:
                relay.into = _with(relay.into, leg)
                if leg is told and leg.service in SESSIONS:
                    relay.hours = relay.hours.with_one(leg.start)
            self.memory.put(host, relay)
        return leg

    def at_odd_hours(self, leg: Leg) -> list[tuple[Leg, Leg]]:
        """Pairs of sessions of which this is one: into a host at an hour when nobody comes, and from there on.

        The second began while the first was open. None of them is loud: those are chains anyway.
        """
        pairs = [(cause, leg) for cause in self.causes(leg)]
        pairs += [(leg, step) for step in self._out_of(leg.responder) if may_cause(leg, step)]
        return [
            (cause, step)
            for cause, step in pairs
            if {cause.service, step.service} <= SESSIONS
            and within(cause, step)
            and not (cause.loud or step.loud)
            and self.hours(cause.responder).is_odd(cause.start)
        ]

    def hours(self, host: str) -> SessionHours:
        """When people usually come into a host."""
        relay = self.memory.get(host)
        return SessionHours() if relay is None else relay.hours

    def loud_after(self, leg: Leg) -> list[Leg]:
        """The loud legs of which this one may be a cause, itself where it is loud; the nearest first."""
        found = [leg] if leg.loud else []
        edge = [leg]
        for _ in range(MAX_STEPS - 1):
            edge = [step for cause in edge for step in self._out_of(cause.responder) if may_cause(cause, step)]
            found += [step for step in edge if step.loud and step not in found]
        return found

    def chain(self, last: Leg) -> tuple[Leg, ...]:
        """The likeliest chain up to a leg, in order; the leg alone where nothing led to it."""
        chain = [last]
        while len(chain) < MAX_STEPS:
            met = {last.responder, *(step.initiator for step in chain)}
            causes = [one for one in self.causes(chain[0]) if one.initiator not in met]
            if not causes:
                break
            chain.insert(0, max(causes, key=lambda one: _likely(one, chain[0])))
        return tuple(chain)

    def causes(self, step: Leg) -> list[Leg]:
        """All legs that may be the cause of one."""
        relay = self.memory.get(step.initiator)
        return [] if relay is None else [one for one in relay.into if may_cause(one, step)]

    def prune(self, time: float) -> None:
        """Drop what is older than any step can follow, by event time in seconds UTC."""
        for host, relay in list(self.memory.items()):
            legs = (*relay.into, *relay.out)
            if not legs or any(leg.end >= time - NEW_DWELL_S for leg in legs):
                continue
            self._put(host, Relay(hours=relay.hours))

    def forget(self, asset: str) -> None:
        """Drop all legs of an asset, and when people came into it."""
        self.memory.drop(asset)
        self._keep(lambda leg: asset not in (leg.initiator, leg.responder))

    def correct(self, first: float, last: float) -> None:
        """Drop legs of times that are not believed, seconds UTC, and the hours that they were counted in."""
        self._keep(lambda leg: first <= leg.start and leg.end <= last, believed=False)

    def _keep(self, stays: Callable[[Leg], bool], *, believed: bool = True) -> None:
        for host, relay in list(self.memory.items()):
            into, out = [leg for leg in relay.into if stays(leg)], [leg for leg in relay.out if stays(leg)]
            if (into, out) != (relay.into, relay.out):
                hours = relay.hours if believed or into == relay.into else SessionHours()
                self._put(host, Relay(into, out, hours))

    def _put(self, host: str, relay: Relay) -> None:
        if relay.into or relay.out or relay.hours.counts:
            self.memory.put(host, relay)
        else:
            self.memory.drop(host)

    def _out_of(self, host: str) -> list[Leg]:
        relay = self.memory.get(host)
        return [] if relay is None else relay.out

    def _joined(self, leg: Leg) -> Leg:
        """A leg as one with what came before it on the same path and not long before."""
        for one in reversed(self._out_of(leg.initiator)):
            if one.key == leg.key and one.start <= leg.start <= one.end + USUAL_DWELL_S:
                return replace(one, end=max(one.end, leg.end))
        return leg


def _with(legs: list[Leg], leg: Leg) -> list[Leg]:
    """Legs with one more; what it is one with is replaced, and past the bound usual ones go before new ones."""
    kept = [
        one for one in legs if one.end >= leg.end - NEW_DWELL_S and not (one.key == leg.key and one.start == leg.start)
    ]
    if len(kept) >= MAX_LEGS:
        kept.remove(next((one for one in kept if not one.new), kept[0]))
    return [*kept, leg]


def _likely(cause: Leg, step: Leg) -> tuple[bool, bool, bool, float]:
    """Which of several causes counts: one that was open, a loud one, a new one, and of those the latest.

    A session that is open explains a step better than a new one that ended hours before: where addresses change daily,
    as those of a VPN do, each day has new ones.
    """
    return within(cause, step), cause.loud, cause.new, cause.start
