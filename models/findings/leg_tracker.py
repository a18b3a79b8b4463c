"""Who came into each host lately, who went on from it, and which chain of that ends with a step.

Bounded: some legs in and out a host, two days of them, 24 counts, and so many hosts. Rows come when connections end, so
the step often comes before its cause: both ways are kept.
"""

from collections.abc import Callable

from msgspec import Struct, field
from msgspec.structs import replace

from models.event_time.calendar import HOUR_S
from models.findings.legs import CLOCKS_S, NEW_DWELL_S, SESSIONS, USUAL_DWELL_S, Leg, may_cause, within
from models.findings.memory import Memory
from models.findings.relay_habits import RelayHabits, Stranger
from models.findings.session_hours import SessionHours

MAX_RELAYS = 4_096
"""Hosts with recent legs; the one that was met first goes. More than a plant has of those that people work on."""

MAX_LEGS = 32
"""Legs kept in, and as many out, of one host: the sessions of two days on a jump host with twenty users, of which each
path's are one while they follow closely."""

LONGEST_SESSION_S = 12 * HOUR_S
"""What is open for longer is a screen that nobody closed. A convention."""

MAX_STEPS = 4
"""Legs of a chain: office, two relays within the plant, a controller, and one more. A convention."""


class Relay(Struct, array_like=True):
    """One host's recent legs, those that were told last at the end, and what is usual of it.

    `hours`: when people come into it. `habits`: who goes on from it to whom. `longest_s`: the longest session into it,
    an hour to twelve: so long a row may be late that says who was there. `settled`: of steps that began up to then,
    seconds UTC, it is decided who went them.
    """

    into: list[Leg] = field(default_factory=list)
    out: list[Leg] = field(default_factory=list)
    hours: SessionHours = field(default_factory=SessionHours)
    habits: RelayHabits = field(default_factory=RelayHabits)
    longest_s: float = HOUR_S
    settled: float = 0.0


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
                if leg.service in SESSIONS:
                    relay.longest_s = min(LONGEST_SESSION_S, max(relay.longest_s, leg.end - leg.start))
                    if leg is told:
                        relay.hours = relay.hours.with_one(leg.start)
            self.memory.put(host, relay)
        return leg

    def at_odd_hours(self, leg: Leg) -> list[tuple[Leg, Leg]]:
        """Pairs of sessions of which this is one: into a host at an hour when nobody comes, and from there on.

        The second began while the first was open. None of them is loud: those are chains anyway.
        """
        if leg.loud or leg.service not in SESSIONS:
            return []
        pairs = [(cause, leg) for cause in self.causes(leg)]
        pairs += [(leg, step) for step in self._steps_after(leg)]
        return [
            (cause, step)
            for cause, step in pairs
            if within(cause, step)
            and {cause.service, step.service} <= SESSIONS
            and not (cause.loud or step.loud)
            and self.hours(cause.responder).is_odd(cause.start)
        ]

    def hours(self, host: str) -> SessionHours:
        """When people usually come into a host."""
        relay = self.memory.get(host)
        return SessionHours() if relay is None else relay.hours

    def settled(self, leg: Leg) -> list[tuple[Leg, Leg]]:
        """The usual sessions out of this leg's ends of which it is clear by now who went them, each after its cause.

        Clear: the row of any session that was open when it began has come, and only one host had one.
        """
        found: list[tuple[Leg, Leg]] = []
        for host in (leg.initiator, leg.responder):
            relay = self.memory.get(host)
            if relay is None:
                continue
            until = leg.end - relay.longest_s
            due = [step for step in relay.out if relay.settled < step.start <= until]
            if not due:
                continue
            relay.settled = until
            self.memory.put(host, relay)
            found += [(causes[0], step) for step in sorted(due, key=_began) if (causes := _alone_on(relay, step))]
        return found

    def stranger(self, cause: Leg, step: Leg) -> Stranger | None:
        """What is odd about who went a step; what is not odd becomes a habit."""
        relay = self.memory.get(cause.responder)
        if relay is None:
            return None
        found = None if step.learnt else relay.habits.stranger(cause.initiator, step.responder)
        if found is None:
            relay.habits.count(cause.initiator, step.responder, step.start)
            self.memory.put(cause.responder, relay)
        return found

    def users_of(self, relay: str, target: str) -> list[str]:
        """Who usually goes on from a relay to a target, those of most days first."""
        known = self.memory.get(relay)
        return [] if known is None else known.habits.users_of(target)

    def loud_after(self, leg: Leg) -> list[Leg]:
        """The loud legs of which this one may be a cause, itself where it is loud; the nearest first."""
        found = [leg] if leg.loud else []
        edge = [leg]
        for _ in range(MAX_STEPS - 1):
            edge = [step for cause in edge for step in self._steps_after(cause)]
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
        if relay is None:
            return []
        # Of most it is plain that they were over by then.
        usual_from = step.start - USUAL_DWELL_S
        return [one for one in relay.into if (one.end >= usual_from or one.new) and may_cause(one, step)]

    def prune(self, time: float) -> None:
        """Drop what is older than any step can follow, by event time in seconds UTC."""
        for host, relay in list(self.memory.items()):
            legs = (*relay.into, *relay.out)
            if not legs or any(leg.end >= time - NEW_DWELL_S for leg in legs):
                continue
            self._put(host, replace(relay, into=[], out=[]))

    def forget(self, asset: str) -> None:
        """Drop all legs of an asset, and when people came into it."""
        self.memory.drop(asset)
        for host, relay in list(self.memory.items()):
            habits = relay.habits.without([asset])
            if habits != relay.habits:
                self._put(host, replace(relay, habits=habits))
        self._keep(lambda leg: asset not in (leg.initiator, leg.responder))

    def correct(self, first: float, last: float) -> None:
        """Drop legs of times that are not believed, seconds UTC, and the hours that they were counted in."""
        self._keep(lambda leg: first <= leg.start and leg.end <= last, believed=False)

    def _keep(self, stays: Callable[[Leg], bool], *, believed: bool = True) -> None:
        for host, relay in list(self.memory.items()):
            into, out = [leg for leg in relay.into if stays(leg)], [leg for leg in relay.out if stays(leg)]
            if (into, out) != (relay.into, relay.out):
                kept = replace(relay, into=into, out=out)
                if not believed and into != relay.into:
                    kept = Relay(into, out)
                self._put(host, kept)

    def _put(self, host: str, relay: Relay) -> None:
        if relay.into or relay.out or relay.hours.counts or relay.habits.days:
            self.memory.put(host, relay)
        else:
            self.memory.drop(host)

    def _steps_after(self, cause: Leg) -> list[Leg]:
        """All legs that one may be the cause of."""
        # Most began before it.
        begin = cause.start - CLOCKS_S
        return [step for step in self._out_of(cause.responder) if step.start >= begin and may_cause(cause, step)]

    def _out_of(self, host: str) -> list[Leg]:
        relay = self.memory.get(host)
        return [] if relay is None else relay.out

    def _joined(self, leg: Leg) -> Leg:
        """A leg as one with what came before it on the same path and not long before."""
        start = leg.start
        for one in reversed(self._out_of(leg.initiator)):
            if one.start <= start <= one.end + USUAL_DWELL_S and one.key == leg.key:
                return replace(one, end=max(one.end, leg.end))
        return leg


def _with(legs: list[Leg], leg: Leg) -> list[Leg]:
    """Legs with one more; what it is one with is replaced, and past the bound usual ones go before new ones."""
    start, kept_from = leg.start, leg.end - NEW_DWELL_S
    kept = [one for one in legs if one.end >= kept_from and not (one.start == start and one.key == leg.key)]
    if len(kept) >= MAX_LEGS:
        kept.remove(next((one for one in kept if not one.new), kept[0]))
    return [*kept, leg]


def _alone_on(relay: Relay, step: Leg) -> list[Leg]:
    """The session on a relay of the only host that had one when a usual step began; none where that is not clear."""
    if step.new or step.service not in SESSIONS:
        return []
    if len(relay.into) >= MAX_LEGS and step.start <= relay.into[0].end:
        # Of that time some are gone.
        return []
    causes = [one for one in relay.into if may_cause(one, step) and within(one, step)]
    alone = len({one.initiator for one in causes}) == 1 and all(
        one.service in SESSIONS and not one.new for one in causes
    )
    return causes[-1:] if alone else []


def _began(leg: Leg) -> float:
    return leg.start


def _likely(cause: Leg, step: Leg) -> tuple[bool, bool, bool, float]:
    """Which of several causes counts: one that was open, a loud one, a new one, and of those the latest.

    A session that is open explains a step better than a new one that ended hours before: where addresses change daily,
    as those of a VPN do, each day has new ones.
    """
    return within(cause, step), cause.loud, cause.new, cause.start
