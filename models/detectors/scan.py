"""One initiator tries many targets, or many ports of one target, within an hour."""

from typing import Literal

from models.baseline.asset import Asset
from models.findings.scan_tracker import Sweep
from models.findings.sighting import About, Finding, Sighting, Words, placed, span
from models.findings.slow_doors import OPENED_DAYS, VAIN_TARGETS, YOUNG_VAIN_TARGETS
from schemas.alert import Advice, Reason, Technique
from schemas.attack import AlertKind

READY_TARGETS, READY_PORTS = 10, 15
"""Where an end's ways are known: below Zeek's own scan detector (25 hosts, 15 ports in five minutes),
since a cell often has fewer than 25 hosts."""

LEARNING_TARGETS, LEARNING_PORTS = 25, 25
"""While everything is new anyway, Zeek's figure for hosts, and more ports than one host's services explain."""

BASE_POINTS = 40.0
POINTS_PER_DOUBLING = 5.0
MAX_POINTS = 65.0
INTERNET_POINTS = 20.0
"""From high on for ten targets that nobody expects the initiator to try, and critical for some hundred. A convention;
that nobody answers takes nothing from a sweep (`severity.py`)."""

WORDS = Words(
    techniques=(Technique("T0846", "TA0102"),),
    advice=Advice(
        "{initiator} itself",
        (
            "Find out what runs on {initiator}, and stop it: scanning can upset controllers. If it is the "
            "vulnerability scanner, say `weir verdict expected`, and agree on times with OT (M0814 Static Network "
            "Configuration)."
        ),
    ),
)


class Scan:
    """Fires when the hour's new targets or ports pass the threshold; one alert per initiator that grows.

    Also when those of two weeks add up, which were too few in each hour.
    """

    kind: AlertKind = "scan"
    words = WORDS
    about: About = "sweep"

    def score(self, sighting: Sighting) -> float | None:
        """Points grow with each doubling past the threshold."""
        excess = self._excess(sighting)
        if excess is None:
            return None if slow_story(sighting) is None else BASE_POINTS
        return min(MAX_POINTS, BASE_POINTS + POINTS_PER_DOUBLING * (excess.bit_length() - 1))

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per initiator, whatever it tries and whom."""
        points = self.score(sighting)
        sweep = sighting.sweep
        if points is None or sweep is None:
            return None
        if self._excess(sighting) is None:
            return self._slowly(sighting, sweep, points)
        targets, ports = sweep.targets_tried, sweep.ports_tried
        wide = targets > 1
        initiator = sighting.initiator
        what = f"{targets} addresses" if wide else f"{ports} ports of {sighting.responder.label}"
        tries = sweep.unanswered + sweep.answered
        if sweep.answered:
            answers = f"{sweep.unanswered} of {tries} tries got no answer"
        else:
            answers = "none of them answered" if wide else "none of them was open"
        return Finding(
            kind=self.kind,
            points=points,
            cause=(initiator.id,),
            title=f"{'Sweep' if wide else 'Port scan'} by {initiator.label}: {what}",
            text=f"{placed(initiator)} tried {what} within {span(sweep.last - sweep.since)}; {answers}",
            words=self.words,
            reasons=_from_outside(initiator),
            seen=float(targets if wide else ports),
            usual=float(len(initiator.peers_out)) if wide else None,
            unit="addresses" if wide else "ports",
        )

    def _slowly(self, sighting: Sighting, sweep: Sweep, points: float) -> Finding:
        initiator, time = sighting.initiator, sighting.time
        vain = slow_story(sighting) == "vain"
        since = span(time - sweep.slow.since(time, vain=vain))
        count = sweep.slow.vain_at(time) if vain else sweep.slow.opened_at(time)
        if vain:
            title = f"Slow sweep by {initiator.label}: {count} addresses in {since}"
            text = f"{placed(initiator)} tried {count} addresses within {since}, a few an hour at most; none answered"
        else:
            title = f"One door after another: {initiator.label} has reached {count} new hosts in {since}"
            text = (
                f"{placed(initiator)} has reached {count} hosts across a boundary within {since}, none of which it "
                f"spoke to before, on {sweep.slow.days_at(time)} different days and in no declared conduit"
            )
        return Finding(
            kind=self.kind,
            points=points,
            cause=(initiator.id,),
            title=title,
            text=text,
            words=self.words,
            reasons=_from_outside(initiator),
            seen=float(count),
            unit="addresses" if vain else "hosts",
        )

    def _excess(self, sighting: Sighting) -> int | None:
        sweep = sighting.sweep
        if sweep is None or not sighting.guarded:
            return None
        targets_at, ports_at = (READY_TARGETS, READY_PORTS) if sighting.ready else (LEARNING_TARGETS, LEARNING_PORTS)
        if not sighting.ready and sweep.unanswered < sweep.answered:
            return None
        excess = max(sweep.targets_tried // targets_at, sweep.ports_tried // ports_at)
        return excess if excess > 0 else None


def slow_story(sighting: Sighting) -> Literal["vain", "opened"] | None:
    """What adds up over days with this sighting: tries in vain, or hosts that were opened; None: nothing yet."""
    sweep, time = sighting.sweep, sighting.time
    if sweep is None or not sighting.guarded:
        return None
    if not sighting.answered:
        most = VAIN_TARGETS if sighting.settled else YOUNG_VAIN_TARGETS
        return "vain" if sweep.slow.vain_at(time) >= most else None
    days = sweep.slow.days_at(time) if opens_a_door(sighting) else 0
    return "opened" if days >= OPENED_DAYS else None


def opens_a_door(sighting: Sighting) -> bool:
    """Whether it is a conversation across a boundary that nobody declared, by one whose work that is not."""
    began, answered = sighting.sides
    crosses = sighting.guarded and began != answered
    return crosses and sighting.answered and sighting.settled and not (sighting.in_conduit or sighting.initiator.shared)


def _from_outside(initiator: Asset) -> tuple[Reason, ...]:
    said = Reason(text="The internet should not reach this plant at all", weight=INTERNET_POINTS)
    return (said,) if initiator.side == "external" else ()
