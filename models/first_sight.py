"""What happens when a flow's way is not remembered: resolve, classify, score, decide, learn.

Law: nothing here runs for a known path. A flood of strangers or a sweep is counted where it belongs
before it can make an asset or a path, so memory and alerts stay bounded.
"""

from models.addresses import read_address
from models.asset import Asset, new_asset
from models.calendar import HOUR_S
from models.classify import Classifier
from models.decision import Decision
from models.endpoint import Endpoint, ends_of
from models.graph import MAX_PATHS_PER_ASSET, PathKey
from models.orientation import answered, only_reports
from models.path import Path
from models.placing import place, shows_ot
from models.pooling import Pooling
from models.sighting import GUARDED, Novelty
from models.site import Site, nobody_path
from models.sweeps import Sweep, door_of
from models.tick_trust import JUMP_S
from schemas.flow import Flow

OTHER_PEERS = "other:peers"


class FirstSight:
    """Finds or makes the path of a flow, and decides what a new one means."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._classifier = Classifier(site)
        self._decision = Decision(site)
        self._pooling = Pooling(site, self._classifier, self._decision)

    @property
    def stale(self) -> bool:
        """Whether an address has moved or a path was renamed since routes were remembered."""
        return self._site.inventory.rebound or self._site.naming.merged

    def path(self, flow: Flow) -> Path | None:
        """The path on which a flow counts; None where it was counted with a crowd or a sweep.

        Raises ValueError where an end's address is none.
        """
        site = self._site
        spoke = answered(flow)
        mark = site.watermarks.marks.get(flow.sensor)
        initiator_end, responder_end = ends_of(flow, 0.0 if mark is None else mark.time - JUMP_S)
        initiator_kind = read_address(flow.initiator_ip).kind
        responder_kind = read_address(flow.responder_ip).kind
        if initiator_kind == "nobody" or only_reports(flow):
            return nobody_path(site.nobody, site.nobody)
        if responder_kind == "nobody" or (not spoke and site.inventory.broadcast(responder_end)):
            return nobody_path(self._resolve(initiator_end, exact_peers=False), site.nobody)
        if self._pooling.takes(flow, spoke=spoke):
            return None

        if initiator_kind == "external":
            responder = self._resolve(responder_end, exact_peers=initiator_kind != responder_kind)
            initiator = self._resolve(initiator_end, exact_peers=responder.side in GUARDED)
        else:
            initiator = self._resolve(initiator_end, exact_peers=False)
            responder = self._resolve(responder_end, exact_peers=initiator.side in GUARDED)
        newcomer = initiator if self.met(initiator) else None
        day = site.calendar.day_of(flow.end)
        service = site.naming.service(flow, initiator, responder, answered=spoke, day=day)
        if shows_ot(initiator, responder, service, answered=spoke, hours=1, learnt=False):
            initiator = self._guarded_now(initiator, initiator_end, responder)
        key = (initiator.id, responder.id, service)
        path = site.graph.paths.get(key)
        if path is None and len(initiator.slots) >= MAX_PATHS_PER_ASSET:
            responder, key = self._collapsed(initiator, service, flow.end)
            path = site.graph.paths.get(key)
        if path is None:
            if spoke and self.met(responder):
                newcomer = newcomer or responder
            for asset in (initiator, responder):
                # Declared today, met in a log of last month: it has been watched since then.
                asset.record.first_seen = min(asset.record.first_seen, initiator_end.time)
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
        sighting = self._classifier.sighting(
            flow, initiator, responder, path.service, spoke=path.answered, novelty=novelty
        )
        if path.status == "malicious":
            path.alert = self._decision.alarm(sighting)
        else:
            self._decision.decide(path, sighting)
        return path.alert

    def welcome(self, path: Path, flow: Flow, newcomer: Asset) -> None:
        """A path's responder has shown its first sign of life by an answer: only that is news."""
        initiator, responder = self._site.graph.ends(path)
        sighting = self._classifier.sighting(flow, initiator, responder, path.service, spoke=True, newcomer=newcomer)
        self._decision.decide_newcomer(path, sighting)

    def knows_reverse(self, flow: Flow) -> bool:
        """Whether the flow's ends have a path the other way round, to the port it comes from."""
        inventory = self._site.inventory
        try:
            initiator_end, responder_end = ends_of(flow)
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
            if place(asset, self._site.zones):
                self._site.graph.announce_of(asset)
        displaced.clear()

    def _guarded_now(self, initiator: Asset, initiator_end: Endpoint, responder: Asset) -> Asset:
        """The responder has just shown itself as OT: an internet peer of it is told apart from now on."""
        site = self._site
        if place(responder, site.zones):
            site.inventory.rebound = True
            site.graph.announce_of(responder)
        told_apart = initiator.record.external and responder.side in GUARDED
        return self._resolve(initiator_end, exact_peers=True) if told_apart else initiator

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
        sweep: Sweep | None = None
        if not site.learning(flow.end) and (initiator.side in GUARDED or responder.side in GUARDED):
            sweep = site.sweeps.note(initiator.id, flow.responder_ip, door_of(flow), flow.end, answered=spoke)
        sighting = self._classifier.sighting(
            flow, initiator, responder, service, spoke=spoke, newcomer=newcomer, sweep=sweep
        )
        path = site.graph.add(key, flow.end, day)
        path.answered = spoke
        path.octets = float((flow.initiator_octets or 0) + (flow.responder_octets or 0))
        self._decision.decide(path, sighting)
        return path
