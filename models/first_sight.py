"""What happens when a flow's way is not remembered: resolve, classify, score, decide, learn.

Law: nothing here runs for a known path. A flood of strangers or a sweep is counted where it belongs
before it can make an asset or a path, so memory and alerts stay bounded.
"""

from models import baseline
from models.addresses import read_address
from models.asset import Asset, new_asset
from models.calendar import HOUR_S
from models.decision import Decision
from models.graph import MAX_PATHS_PER_ASSET, PathKey
from models.inventory import Endpoint
from models.orientation import answered
from models.path import Path
from models.placing import place, shows_ot
from models.policy import Action
from models.sighting import Novelty, Sighting
from models.site import Site, nobody_path
from models.surprise import coverage
from models.sweeps import Sweep
from schemas.flow import Flow

_GUARDED = frozenset({"ot", "dmz"})

OTHER_PEERS = "other:peers"


class FirstSight:
    """Finds or makes the path of a flow, and decides what a new one means."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._decision = Decision(site)

    @property
    def stale(self) -> bool:
        """Whether an address has moved or a path was renamed since routes were remembered."""
        return self._site.inventory.rebound or self._site.naming.merged

    def path(self, flow: Flow) -> Path | None:
        """The path on which a flow counts; None where it was counted with a crowd or a sweep. Raises ValueError for no address."""
        site = self._site
        spoke = answered(flow)
        initiator_end, responder_end = _ends(flow)
        initiator_kind = read_address(flow.initiator_ip).kind
        responder_kind = read_address(flow.responder_ip).kind
        if initiator_kind == "nobody":
            return nobody_path(site.nobody, site.nobody)
        if responder_kind == "nobody" or (not spoke and site.inventory.broadcast(responder_end)):
            return nobody_path(self._resolve(initiator_end, exact_peers=False), site.nobody)
        if self._counted_with_others(flow, initiator_end, responder_end, spoke=spoke):
            return None

        if initiator_kind == "external":
            responder = self._resolve(responder_end, exact_peers=initiator_kind != responder_kind)
            initiator = self._resolve(initiator_end, exact_peers=responder.side in _GUARDED)
        else:
            initiator = self._resolve(initiator_end, exact_peers=False)
            responder = self._resolve(responder_end, exact_peers=initiator.side in _GUARDED)
        newcomer = initiator if self.met(initiator) else None
        day = site.calendar.day_of(flow.end)
        service = site.naming.service(flow, initiator, responder, answered=spoke, day=day)
        key = (initiator.id, responder.id, service)
        path = site.graph.paths.get(key)
        if path is None and len(initiator.slots) >= MAX_PATHS_PER_ASSET:
            responder, key = self._collapsed(initiator, service, flow.end)
            path = site.graph.paths.get(key)
        if path is None:
            if spoke and self.met(responder):
                newcomer = newcomer or responder
            path = self._new_path(key, flow, initiator, responder, newcomer, spoke=spoke, day=day)
        return path

    def met(self, asset: Asset) -> bool:
        """Note a sign of life. True when it is an undeclared OT asset's first."""
        record = asset.record
        if record.alive:
            return False
        record.alive = True
        self._site.graph.mark_asset(asset.id)
        return record.declared_id is None and asset.side == "ot" and not record.external

    def reconsider(self, path: Path, flow: Flow, *, novelty: Novelty) -> str | None:
        """Decide a held path again: its alert has closed, or its tries were answered. Returns its alert now."""
        initiator, responder = self._site.graph.ends(path)
        sighting = self._sighting(flow, initiator, responder, path.service, spoke=path.answered, novelty=novelty)
        if path.status == "malicious":
            path.alert = self._decision.alarm(sighting)
        else:
            self._decision.decide(path, sighting)
        return path.alert

    def welcome(self, path: Path, flow: Flow, newcomer: Asset) -> None:
        """A path's responder has shown its first sign of life by an answer: only that is news."""
        initiator, responder = self._site.graph.ends(path)
        sighting = self._sighting(flow, initiator, responder, path.service, spoke=True, newcomer=newcomer)
        self._decision.decide_newcomer(path, sighting)

    def knows_reverse(self, flow: Flow) -> bool:
        """Whether the flow's ends have a path the other way round, to the port it comes from."""
        inventory = self._site.inventory
        initiator_end, responder_end = _ends(flow)
        try:
            initiator, responder = inventory.holder(initiator_end), inventory.holder(responder_end)
        except ValueError:
            return False
        if initiator is None or responder is None:
            return False
        service = self._site.naming.plain(flow.transport, flow.initiator_port, responder, initiator)
        return (responder.id, initiator.id, service) in self._site.graph.paths

    def close_days(self, clock: float) -> None:
        """What the clock makes due: the day's digest, and quiet alerts once an hour."""
        site = self._site
        if site.digest.due(clock):
            self.close_digest()
        if clock >= site.next_quiet_check:
            site.next_quiet_check = (clock // HOUR_S + 1.0) * HOUR_S
            site.alerting.close_quiet(clock)

    def close_digest(self) -> None:
        """Send the digest that is being gathered, if any."""
        self._decision.close_digest()

    def _counted_with_others(
        self, flow: Flow, initiator_end: Endpoint, responder_end: Endpoint, *, spoke: bool
    ) -> bool:
        """Whether the flow is one more of a crowd or a sweep, and was counted there."""
        site = self._site
        if site.learning(flow.end):
            return False
        if not site.inventory.known(initiator_end):
            responder = self._known_or_passing(responder_end)
            if responder.side not in _GUARDED:
                return False
            crowd = site.crowds.at(responder.id, flow.end)
            if not site.crowds.stranger(crowd, flow.initiator_ip, answered=spoke):
                return False
            if crowd.alert is None or not site.alerting.touch(crowd.alert, flow):
                sighting = self._passing_sighting(flow, self._passing(initiator_end), responder, None, spoke=spoke)
                self._decision.alarm_of_crowd(sighting, crowd)
            return True
        if spoke:
            return False
        initiator = self._known_or_passing(initiator_end)
        sweep = site.sweeps.active(initiator.id, flow.end)
        if sweep is None or self._has_path(initiator, responder_end, flow):
            return False
        sweep = site.sweeps.note(initiator.id, flow.responder_ip, _door(flow), flow.end, answered=False)
        self._decision.alarm_of_sweep(
            self._passing_sighting(flow, initiator, self._known_or_passing(responder_end), sweep, spoke=False), sweep
        )
        return True

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

    def _resolve(self, end: Endpoint, *, exact_peers: bool) -> Asset:
        asset = self._site.inventory.resolve(end, exact_peers=exact_peers)
        if asset is None:
            return self._site.nobody
        place(asset, self._site.zones)
        self.place_displaced()
        return asset

    def place_displaced(self) -> None:
        """Place again whoever lost an address."""
        displaced = self._site.inventory.displaced
        for asset in displaced:
            place(asset, self._site.zones)
        displaced.clear()

    def _collapsed(self, initiator: Asset, service: str, time: float) -> tuple[Asset, PathKey]:
        """The one peer that stands for all past the limit; past twice the limit services are one as well."""
        assets = self._site.inventory.assets
        other = assets.get(OTHER_PEERS)
        if other is None:
            other = assets[OTHER_PEERS] = new_asset(OTHER_PEERS, "", time, external=True)
            self._site.graph.mark_asset(OTHER_PEERS)
        if len(initiator.slots) >= 2 * MAX_PATHS_PER_ASSET:
            service = "other"
        return other, (initiator.id, other.id, service)

    def _new_path(  # noqa: PLR0913 - facts of one flow
        self,
        key: PathKey,
        flow: Flow,
        initiator: Asset,
        responder: Asset,
        newcomer: Asset | None,
        *,
        spoke: bool,
        day: int,
    ) -> Path:
        site = self._site
        service = key[2]
        if shows_ot(initiator, responder, service, answered=spoke, hours=1, learnt=True):
            place(responder, site.zones)
        sweep: Sweep | None = None
        if not site.learning(flow.end) and (initiator.side in _GUARDED or responder.side in _GUARDED):
            sweep = site.sweeps.note(initiator.id, flow.responder_ip, _door(flow), flow.end, answered=spoke)
        sighting = self._sighting(flow, initiator, responder, service, spoke=spoke, newcomer=newcomer, sweep=sweep)
        path = site.graph.add(key, flow.end, day)
        path.answered = spoke
        path.octets = float((flow.initiator_octets or 0) + (flow.responder_octets or 0))
        self._decision.decide(path, sighting)
        return path

    def _passing_sighting(
        self, flow: Flow, initiator: Asset, responder: Asset, sweep: Sweep | None, *, spoke: bool
    ) -> Sighting:
        service = self._site.naming.plain(flow.transport, flow.responder_port, initiator, responder)
        return self._sighting(flow, initiator, responder, service, spoke=spoke, sweep=sweep)

    def _sighting(  # noqa: PLR0913 - a record's fields, by name
        self,
        flow: Flow,
        initiator: Asset,
        responder: Asset,
        service: str,
        *,
        spoke: bool,
        newcomer: Asset | None = None,
        sweep: Sweep | None = None,
        novelty: Novelty = "path",
    ) -> Sighting:
        site, time = self._site, flow.end
        inferred = initiator.side_inferred or responder.side_inferred
        until = site.settings.learn_until
        initiator_readiness = baseline.readiness(initiator, time, until)
        responder_readiness = baseline.readiness(responder, time, until)
        return Sighting(
            flow=flow,
            time=time,
            initiator=initiator,
            responder=responder,
            service=service,
            answered=spoke,
            action=self._action(initiator, responder, inferred=inferred),
            inferred=inferred,
            in_conduit=site.zones.conduit_for(initiator.zone, responder.zone, service, time),
            initiator_bits=_bits(initiator, responder.id, service, as_initiator=True),
            responder_bits=_bits(responder, initiator.id, service, as_initiator=False),
            initiator_readiness=initiator_readiness,
            responder_readiness=responder_readiness,
            ready=max(initiator_readiness or 0.0, responder_readiness or 0.0) >= baseline.READY_AT,
            has_dmz=site.zones.has_dmz,
            sweep=sweep,
            newcomer=newcomer,
            newcomers_readiness=0.0 if newcomer is None else self._newcomers_readiness(time),
            novelty=novelty,
        )

    def _action(self, initiator: Asset, responder: Asset, *, inferred: bool) -> Action:
        """The policy's word; a guess about sides forbids nothing, save where the internet is one of them."""
        site = self._site
        action = site.settings.policy.action(initiator.side, responder.side, has_dmz=site.zones.has_dmz)
        if action == "forbidden" and inferred and "external" not in {initiator.side, responder.side}:
            return "watched"
        return action

    def _newcomers_readiness(self, time: float) -> float:
        """How complete the list of OT assets is, 0 to 1: Good-Turing over days, capped by the days watched."""
        site = self._site
        until = site.settings.learn_until
        if until is not None and site.began < until <= time:
            return 1.0
        cap = baseline.days_cap(site.began, time)
        if cap <= 0.0:
            return 0.0
        known = [
            asset.record.days
            for asset in self._site.inventory.assets.values()
            if asset.side == "ot" and asset.record.days
        ]
        by_day = coverage(draws=sum(known), once=known.count(1))
        return max(0.0, min(by_day, cap))


def _bits(asset: Asset, peer: str, service: str, *, as_initiator: bool) -> float | None:
    """The more surprising of peer and service for one end; None for internet peers and assets with no history."""
    if asset.record.external:
        return None
    peer_bits = baseline.new_peer_bits(asset, peer, as_initiator=as_initiator)
    service_bits = baseline.new_service_bits(asset, service, as_initiator=as_initiator)
    if peer_bits is None or service_bits is None:
        return None
    return max(peer_bits, service_bits)


def _ends(flow: Flow) -> tuple[Endpoint, Endpoint]:
    scope = flow.sensor if flow.vlan is None else f"{flow.sensor}/{flow.vlan}"
    return (
        Endpoint(flow.initiator_ip, flow.initiator_mac, flow.realm, scope, flow.end),
        Endpoint(flow.responder_ip, flow.responder_mac, flow.realm, scope, flow.end),
    )


def _door(flow: Flow) -> str:
    return f"{flow.transport}/{flow.responder_port}"
