"""Counting what comes in crowds: strangers past a responder's limit, tries of an initiator that is sweeping.

What is counted here makes neither an asset nor a path, so that a flood of spoofed initiators or a
sweep of dark addresses costs bounded memory and one alert.
"""

from models.alerts.listed_paths import MAX_HOPS
from models.baseline.asset import Asset
from models.decisions.classify import Classifier
from models.decisions.decision import Decision
from models.decisions.resolver import Resolver
from models.findings.flood_tracker import Crowd
from models.findings.scan_tracker import Sweep, port_tried
from models.findings.sighting import GUARDED, Sighting
from models.identity.endpoint import Endpoint
from models.site import Site
from schemas.flow import Flow


class CountedTogether:
    """Counts flows with their crowd or sweep."""

    def __init__(self, site: Site, resolver: Resolver, classifier: Classifier, decision: Decision) -> None:
        self._site = site
        self._resolver = resolver
        self._classifier = classifier
        self._decision = decision

    def takes(  # noqa: PLR0911 - one answer a line
        self, flow: Flow, initiator_end: Endpoint, responder_end: Endpoint, *, is_answered: bool
    ) -> bool:
        """Whether the flow is one more of a crowd or a sweep, and was counted there. `is_answered`: it was answered."""
        site = self._site
        if site.learning(flow.end):
            return False
        if not self._resolver.known(initiator_end):
            responder = self._resolver.known_or_passing(responder_end)
            if responder.side not in GUARDED:
                return False
            crowd = site.flood_tracker.at(responder.id, flow.end)
            if not site.flood_tracker.stranger(crowd, answered=is_answered):
                return False
            self._count_stranger(flow, self._resolver.passing(initiator_end), responder, crowd, is_answered=is_answered)
            return True
        if is_answered:
            return False
        initiator = self._resolver.known_or_passing(initiator_end)
        # One that began before sweeps were switched off swallows nothing: nobody would tell of it.
        tells = "scan" not in site.settings.detectors_off
        active = tells and site.scan_tracker.active(initiator.id, flow.end) is not None
        rulings = site.verdicts.rulings
        if not active and not rulings.sweep_judged(initiator, flow.end):
            return False
        if self._has_path(initiator, responder_end, flow):
            return False
        responder = self._resolver.known_or_passing(responder_end)
        service = site.service_names.plain(flow.transport, flow.responder_port, initiator, responder)
        if not active:
            # A sweep that somebody called expected begins again: its tries make no paths from the first on.
            word = rulings.of_path(initiator, responder, service, flow.end, is_answered=False)
            if word is None or word.decision == "malicious":
                return False
        sweep = site.scan_tracker.note(initiator.id, flow.responder_ip, port_tried(flow), flow.end, answered=False)
        sweep.tried(service, responder)
        self._decision.alarm_of_sweep(
            self._passing_sighting(flow, initiator, responder, sweep, is_answered=False), sweep
        )
        return True

    def _count_stranger(
        self, flow: Flow, initiator: Asset, responder: Asset, crowd: Crowd, *, is_answered: bool
    ) -> None:
        """Count a stranger past the limit to the alert of its way, by what it does and not by what others did."""
        alerting = self._site.alerting
        service = (
            self._site.service_names.plain(flow.transport, flow.responder_port, initiator, responder)
            if is_answered
            else ""
        )
        known = alerting.alerts.get(crowd.pooled.get(crowd.way_of(initiator, service, answered=is_answered), ""))
        spoken_of = self._site.verdicts.standing.words or (known is not None and known.status in {"muted", "expected"})
        if known is not None and len(known.hops) >= MAX_HOPS and not spoken_of:
            alerting.touch(known.id, flow)
            return
        sighting = self._passing_sighting(flow, initiator, responder, None, is_answered=is_answered)
        self._decision.alarm_of_crowd(sighting, crowd)

    def _has_path(self, initiator: Asset, responder_end: Endpoint, flow: Flow) -> bool:
        responder = self._site.inventory.holder(responder_end)
        if responder is None:
            return False
        service = self._site.service_names.plain(flow.transport, flow.responder_port, initiator, responder)
        return (initiator.id, responder.id, service) in self._site.graph.paths

    def _passing_sighting(
        self, flow: Flow, initiator: Asset, responder: Asset, sweep: Sweep | None, *, is_answered: bool
    ) -> Sighting:
        service = self._site.service_names.plain(flow.transport, flow.responder_port, initiator, responder)
        return self._classifier.sighting(flow, initiator, responder, service, is_answered=is_answered, sweep=sweep)
