"""Counting what comes in crowds: strangers past a responder's limit, tries of an initiator that is sweeping.

Law: what is counted here makes neither an asset nor a path, so that a flood of spoofed initiators or a
sweep of dark addresses costs bounded memory and one alert.
"""

from models.addresses import read_address
from models.asset import Asset, new_asset
from models.classify import Classifier
from models.crowds import Crowd
from models.decision import Decision
from models.endpoint import Endpoint, ends_of
from models.placing import place
from models.sighting import GUARDED, Sighting
from models.site import Site
from models.sweeps import Sweep, door_of
from schemas.flow import Flow


class Pooling:
    """Counts flows with their crowd or sweep."""

    def __init__(self, site: Site, classifier: Classifier, decision: Decision) -> None:
        self._site = site
        self._classifier = classifier
        self._decision = decision

    def takes(self, flow: Flow, *, spoke: bool) -> bool:  # noqa: PLR0911 - one answer a line
        """Whether the flow is one more of a crowd or a sweep, and was counted there. `spoke`: it was answered."""
        site = self._site
        initiator_end, responder_end = ends_of(flow)
        if site.learning(flow.end):
            return False
        if not site.inventory.known(initiator_end):
            responder = self._known_or_passing(responder_end)
            if responder.side not in GUARDED:
                return False
            crowd = site.crowds.at(responder.id, flow.end)
            if not site.crowds.stranger(crowd, answered=spoke):
                return False
            if site.judgement.standing.words or not self._counts(crowd, flow):
                sighting = self._passing_sighting(flow, self._passing(initiator_end), responder, None, spoke=spoke)
                self._decision.alarm_of_crowd(sighting, crowd)
            return True
        if spoke:
            return False
        initiator = self._known_or_passing(initiator_end)
        active = site.sweeps.active(initiator.id, flow.end) is not None
        rulings = site.judgement.rulings
        if not active and not rulings.sweep_judged(initiator, flow.end):
            return False
        if self._has_path(initiator, responder_end, flow):
            return False
        responder = self._known_or_passing(responder_end)
        service = site.naming.plain(flow.transport, flow.responder_port, initiator, responder)
        if not active:
            # A sweep that somebody called expected begins again: its tries make no paths from the first on.
            word = rulings.of_path(initiator, responder, service, flow.end, spoke=False)
            if word is None or word.decision == "malicious":
                return False
        sweep = site.sweeps.note(initiator.id, flow.responder_ip, door_of(flow), flow.end, answered=False)
        sweep.tried(service, responder)
        self._decision.alarm_of_sweep(self._passing_sighting(flow, initiator, responder, sweep, spoke=False), sweep)
        return True

    def _counts(self, crowd: Crowd, flow: Flow) -> bool:
        """Count a stranger's flow with the alert of its crowd. False where the crowd has none that speaks."""
        alert = self._site.alerting.alerts.get(crowd.alert or "")
        if alert is None or alert.status in {"muted", "expected"}:
            return False
        return self._site.alerting.touch(alert.id, flow)

    def _has_path(self, initiator: Asset, responder_end: Endpoint, flow: Flow) -> bool:
        responder = self._site.inventory.holder(responder_end)
        if responder is None:
            return False
        service = self._site.naming.plain(flow.transport, flow.responder_port, initiator, responder)
        return (initiator.id, responder.id, service) in self._site.graph.paths

    def _known_or_passing(self, end: Endpoint) -> Asset:
        found = self._site.inventory.holder(end)
        return found if found is not None else self._passing(end)

    def _passing(self, end: Endpoint) -> Asset:
        """An asset that is looked at and not kept."""
        address = read_address(end.ip)
        external = address.kind == "external"
        asset = new_asset(f"ext:{end.ip}" if external else f"ip:{end.ip}", end.realm, end.time, external=external)
        asset.record.ips.append(address.text)
        place(asset, self._site.zones)
        return asset

    def _passing_sighting(
        self, flow: Flow, initiator: Asset, responder: Asset, sweep: Sweep | None, *, spoke: bool
    ) -> Sighting:
        service = self._site.naming.plain(flow.transport, flow.responder_port, initiator, responder)
        return self._classifier.sighting(flow, initiator, responder, service, spoke=spoke, sweep=sweep)
