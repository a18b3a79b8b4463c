"""What was held in one time of a window, and the digest that tells it at the end."""

from msgspec import Struct

from models.alerts.describe import hop
from models.alerts.digest import MAX_DIGEST_HOPS
from models.findings.sighting import Finding, Sighting
from schemas.alert import Hop, Reason

MAX_TOLD = 20
"""Sentences of what has no path of its own, such as a sweep: more than a person reads in one digest."""

_INITIATORS_SHOWN = 5
"""What fits a digest's reasons; the paths themselves stand below them."""


class Gathered(Struct, array_like=True):
    """What was held since a window began.

    `hops` are the paths listed, `kinds` what each would have alerted as, "" for nothing. `acts` are the places of those
    whose path was known before, and only what was asked on it is new. `told` are sentences by cause.
    """

    hops: list[Hop] = []
    kinds: list[str] = []
    acts: list[int] = []
    total: int = 0
    counts: dict[str, int] = {}
    told: dict[str, str] = {}
    first_seen: float = 0.0
    last_seen: float = 0.0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.total and not self.told

    def add(self, sighting: Sighting, finding: Finding | None, *, known: bool, again: bool) -> None:
        """Take a path that is held.

        `known`: it was learnt before, and only what it does is new. `again`: it is held already.
        """
        key = (sighting.initiator.id, sighting.responder.id, sighting.service)
        listed = [(each.initiator, each.responder, each.service) for each in self.hops]
        if key in listed:
            self._again(listed.index(key), sighting, finding)
            return
        if again or (known and len(self.hops) >= MAX_DIGEST_HOPS):
            # Past those that are listed, nothing tells an act that was counted from a new one.
            return
        self._seen(sighting.flow.start, sighting.flow.end)
        kind = "" if finding is None or finding.digest else finding.kind
        self.total += 1
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if len(self.hops) < MAX_DIGEST_HOPS:
            if known:
                self.acts.append(len(self.hops))
            self.kinds.append(kind)
            found = hop(
                sighting.initiator, sighting.responder, sighting.service, sighting.time,
                flow=sighting.flow, is_answered=sighting.answered,
            )  # fmt: skip
            self.hops.append(found)

    def tell(self, cause: str, text: str, start: float, end: float) -> None:
        """Take what has no path of its own; of one cause the newest sentence counts."""
        self._seen(start, end)
        if cause in self.told or len(self.told) < MAX_TOLD:
            self.told[cause] = text

    def drop(self, gone: set[int]) -> None:
        """Leave out listed paths, by their places: somebody has judged them."""
        for place in gone:
            self.total -= 1
            self.counts[self.kinds[place]] -= 1
        kept = [place for place in range(len(self.hops)) if place not in gone]
        self.acts = [kept.index(place) for place in self.acts if place in kept]
        self.hops, self.kinds = [self.hops[place] for place in kept], [self.kinds[place] for place in kept]

    def reasons(self) -> tuple[Reason, ...]:
        """Who did what, and what it would have alerted as."""
        by_initiator: dict[str, list[Hop]] = {}
        for each in self.hops:
            by_initiator.setdefault(each.initiator_name or each.initiator.partition(":")[2], []).append(each)
        most = sorted(by_initiator.items(), key=lambda item: (-len(item[1]), item[0]))
        found = [
            Reason(text=_by(name, hops), weight=0.0, value=float(len(hops)), unit="paths")
            for name, hops in most[:_INITIATORS_SHOWN]
        ]
        found += [
            Reason(text=f"{count} of them would have alerted as {kind}", weight=0.0, value=float(count), unit="paths")
            for kind, count in sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))
            if count and kind
        ]
        return (*found, *(Reason(text=f"Held back: {text}", weight=0.0) for _, text in sorted(self.told.items())))

    def _again(self, place: int, sighting: Sighting, finding: Finding | None) -> None:
        """A listed path was answered by now, or would alert as something else."""
        kind = "" if finding is None or finding.digest else finding.kind
        if kind and kind != self.kinds[place]:
            self.counts[self.kinds[place]] -= 1
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self.kinds[place] = kind
        if sighting.answered and not self.hops[place].answered:
            self.hops[place] = hop(
                sighting.initiator, sighting.responder, sighting.service, self.hops[place].time,
                flow=sighting.flow, is_answered=True,
            )  # fmt: skip
        self._seen(sighting.flow.start, sighting.flow.end)

    def _seen(self, start: float, end: float) -> None:
        self.first_seen = start if self.empty else min(self.first_seen, start)
        self.last_seen = max(self.last_seen, end)


def _by(name: str, hops: list[Hop]) -> str:
    services = sorted({each.service for each in hops})
    reached = len({each.responder for each in hops})
    more = f" and {len(services) - 3} more services" if len(services) > 3 else ""
    hosts = f"{reached} host{'' if reached == 1 else 's'}"
    return f"{name} opened {len(hops)} of them, to {hosts} by {', '.join(services[:3])}{more}"
