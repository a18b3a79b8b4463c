"""Tells those detectors that join steps of new paths and of usual sessions, and raises the chains that they find.

A chain's alert takes over those of its steps: what was three alerts is one. Words on paths do not silence it; a word on
its own alert does.
"""

from collections.abc import Iterable, Sequence

from models.alerts.alert_state import AlertState
from models.alerts.describe import about, hop
from models.alerts.listed_paths import MAX_HOPS
from models.baseline.path import Path
from models.decisions.handed_over import handed_over
from models.decisions.raising import cause_text
from models.detectors.registry import CROSSING_KINDS
from models.event_time.calendar import DAY_S, HOUR_S
from models.findings.legs import CONSTANT_SHARE, Leg
from models.findings.protocol import Chain
from models.findings.sighting import Finding, Sighting
from models.identity.direction import answered
from models.lessons.weighing import weigh
from models.paths.graph import PathKey, is_under_word
from models.site import Site
from schemas.alert import Hop, Reason
from schemas.flow import Flow
from schemas.services.names import CONTROL_SERVICES

_OPEN = frozenset({"open", "withheld"})


class Chaining:
    """Of one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._heard = site.listeners.of_legs

    def sighted(self, path: Path, sighting: Sighting) -> None:
        """A new path, or one that was tried before and is answered now, was decided."""
        into_ot = sighting.responder.side == "ot"
        steps = into_ot or sighting.service in CONTROL_SERVICES
        if not self._heard or not sighting.answered or not steps or sighting.responder.record.external:
            return
        learning = self._site.learning(sighting.time)
        told = sighting.action == "forbidden" or (sighting.action == "watched" and sighting.ready)
        sweeping = sighting.sweep is not None and sighting.sweep.alert is not None
        loud = into_ot and told and not (learning or sweeping or sighting.in_conduit)
        loud = loud and (sighting.action == "forbidden" or handed_over(self._site, sighting) is None)
        flow, bits = sighting.flow, None if sighting.surprise is None else round(sighting.surprise, 2)
        met = sighting.initiator.peers_out.get(path.responder, 0) > (path.status == "learnt")
        leg = Leg(
            *path.key, flow.start, flow.end, not learning, loud=loud, met=met, bits=bits, transport=flow.transport
        )
        self._hear(leg, path, flow)

    def session(self, path: Path, flow: Flow) -> None:
        """One more flow of a known path by which people work."""
        if not self._heard or not path.answered or not answered(flow) or path.responder_asset.record.external:
            return
        watched_h = (flow.end - path.first_seen) / HOUR_S
        if watched_h * HOUR_S < DAY_S or path.hours <= CONSTANT_SHARE * watched_h:
            learning = self._site.learning(flow.end)
            self._hear(Leg(*path.key, flow.start, flow.end, transport=flow.transport, learnt=learning), path, flow)

    def _hear(self, leg: Leg, path: Path, flow: Flow) -> None:
        counted: set[str] = set()
        for detector in self._heard:
            off = detector.kind in self._site.settings.detectors_off
            for chain in detector.on_leg(leg, self._site.inventory.assets):
                alert = None if off else self._raise(chain, flow)
                steps = any(each.key == leg.key for each in chain.legs)
                if alert is not None and steps and alert.id not in counted and path.alert != alert.id:
                    # Else the flow counts for it as it does for any alert of its path.
                    self._site.alerting.touch(alert.id, flow)
                    counted.add(alert.id)

    def _raise(self, chain: Chain, flow: Flow) -> AlertState | None:
        """Open or grow the alert of a chain; None where all that was new of it was judged, or announced."""
        site, finding = self._site, chain.finding
        time = flow.end
        loud = [site.graph.paths.get(leg.key) for leg in chain.legs if leg.loud]
        paths = [path for path in loud if path is not None]
        if not paths:
            return self._raise_usual(chain, flow)
        if all(self._silenced(path, time) or site.maintenance.holds(path) for path in paths):
            return None
        alert = self._tell(finding, self._draft(chain, flow), time)
        self._take_over(alert, time)
        for path in paths:
            # One that alone is no news, such as within a cell, was learnt and stays so.
            if path.status == "held" and path.alert != alert.id and not is_under_word(path.alert):
                site.graph.hold(path, alert=alert.id, reason=finding.text, time=time)
        return alert

    def _raise_usual(self, chain: Chain, flow: Flow) -> AlertState | None:
        """The alert of a chain by usual ways alone: it holds no path, so a word on it is one on its cause."""
        site, cause, time = self._site, cause_text(chain.finding), flow.end
        word = site.verdicts.rulings.of_cause(cause, time)
        if word is not None and word.decision != "malicious":
            site.verdicts.standing.matched(word, time)
            site.alerting.go_on(cause, time)
            return None
        hosts = {leg.responder for leg in chain.legs}
        assets = [site.inventory.assets[each] for each in sorted(hosts)]
        begun, ended = chain.legs[0].start, max(leg.end for leg in chain.legs)
        if site.learning(time) or any(site.maintenance.about(each, begun, ended) for each in assets):
            return None
        draft = self._draft(chain, flow)
        alert = site.alerting.open(chain.finding, draft)
        site.alerting.hold(alert, draft)
        return alert

    def _silenced(self, path: Path, time: float) -> bool:
        """Whether a word on an alert covers what was new of a chain; those on paths, initiators and zones do not."""
        word = self._site.verdicts.rulings.of_known(path, time)
        return word is not None and word.subject == "alert" and word.decision != "malicious"

    def _tell(self, finding: Finding, draft: AlertState, time: float) -> AlertState:
        """Open the alert, or grow it; where more is known of its chain now, it is told anew with its steps in order."""
        alerting = self._site.alerting
        known = alerting.alerts.get(alerting.by_cause.get(cause_text(finding), ""))
        if known is None or (draft.severity, len(draft.hops)) <= (known.severity, len(_in_a_row(known.hops))):
            return alerting.open(finding, draft)
        known.leaderless = True
        alerting.open(finding, draft)
        steps = _keys(draft.hops)
        known.hops = [*draft.hops, *(one for one in known.hops if _key(one) not in steps)][:MAX_HOPS]
        alerting.announce(known, time)
        return known

    def _take_over(self, alert: AlertState, time: float) -> None:
        """The alerts that tell nothing but steps of this chain become part of it."""
        alerting, keys = self._site.alerting, _keys(alert.hops)
        for initiator in sorted({one.initiator for one in alert.hops}):
            for other in alerting.begun_by(initiator):
                mine = other.kind in CROSSING_KINDS and other.status in _OPEN and other.hops_total == len(other.hops)
                if not mine or not _keys(other.hops) <= keys:
                    continue
                if other.severity > alert.severity:
                    text = f"One of its steps alone reads as high: {other.title}"
                    more = Reason(text=text, weight=float(other.severity - alert.severity))
                    alert.severity, alert.reasons = other.severity, (*alert.reasons, more)
                alerting.take_over(alert, other, time)
                for key in sorted(_keys(other.hops)):
                    path = self._site.graph.paths.get(key)
                    if path is not None and path.alert == other.id:
                        path.alert = alert.id
                        self._site.graph.touch(path)

    def _draft(self, chain: Chain, flow: Flow) -> AlertState:
        finding, assets = chain.finding, self._site.inventory.assets
        first, last = chain.legs[0], chain.legs[-1]
        initiator, responder = assets[first.initiator], assets[last.responder]
        own = Reason(text=finding.text, weight=finding.points)
        reasons = (own, *finding.reasons)
        hops = [
            hop(assets[leg.initiator], assets[leg.responder], leg.service, leg.start, is_answered=True)
            for leg in chain.legs
        ]
        draft = AlertState(
            id="",
            kind=finding.kind,
            cause="",
            severity=max(1, min(100, round(sum(reason.weight for reason in reasons)))),
            title=finding.title,
            text=finding.text,
            time=last.end,
            first_seen=min(leg.start for leg in chain.legs),
            last_seen=flow.end,
            initiator=about(initiator),
            responder=about(responder),
            service=last.service,
            transport=last.transport,
            crossing=finding.crossing,
            hops=hops,
            hops_total=len(hops),
            reasons=reasons,
            attack=finding.words.techniques,
            advice=finding.words.advice,
        )
        weigh(draft, self._site.taught, withholds=self._site.settings.alerts_a_day is not None)
        return draft


def _key(one: Hop) -> PathKey:
    return one.initiator, one.responder, one.service


def _keys(hops: Iterable[Hop]) -> set[PathKey]:
    return {_key(one) for one in hops}


def _in_a_row(hops: Sequence[Hop]) -> Sequence[Hop]:
    """The steps that an alert tells as its chain: the first hops that follow each other."""
    ends = (place for place in range(1, len(hops)) if hops[place - 1].responder != hops[place].initiator)
    return hops[: next(ends, len(hops))]
