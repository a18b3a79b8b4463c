"""What happens when a flow's way is not remembered: resolve, classify, score, decide, learn.

Nothing here runs for a known path. A flood of strangers or a sweep is counted where it belongs before it can make an
asset or a path, so memory and alerts stay bounded; what is past a bound is judged all the same (`past_bounds.py`).
"""

from msgspec.structs import replace

from models.alerts.gone import say_gone
from models.baseline import baseline
from models.baseline.asset import Asset
from models.baseline.path import Path
from models.boundary.placing import shows_ot
from models.decisions import review
from models.decisions.chaining import Chaining
from models.decisions.classify import Classifier
from models.decisions.counted_together import CountedTogether
from models.decisions.decision import Decision
from models.decisions.held_in_maintenance import close_windows
from models.decisions.past_bounds import PastBounds
from models.decisions.raising import Raising
from models.decisions.resolver import Resolver
from models.decisions.returning import away_s
from models.detectors.scan import opens_a_door
from models.event_time.calendar import HOUR_S
from models.event_time.tick_trust import JUMP_S
from models.findings.scan_tracker import Sweep, port_tried
from models.findings.sighting import GUARDED, Novelty, SecondHome
from models.identity.addresses import read_address
from models.identity.direction import answered, only_reports
from models.identity.endpoint import ends_of
from models.identity.inventory import EXTERNAL_ANY
from models.site import NO_SLOT, Site
from schemas.flow import Flow
from schemas.services.operations import ACTING_BITS, names_of


class FirstSight:
    """Finds or makes the path of a flow, and decides what a new one means."""

    def __init__(self, site: Site, raising: Raising) -> None:
        self._site = site
        self._classifier = Classifier(site)
        self._raising = raising
        self._decision = Decision(site, self._raising)
        self._chaining = Chaining(site)
        self._resolver = Resolver(site)
        self._counted_together = CountedTogether(site, self._resolver, self._classifier, self._decision)
        self._past_bounds = PastBounds(site, self._decision)
        self.fleeting = False
        """Whether the way found last holds for this flow alone, so that it may not be remembered."""

    @property
    def resolver(self) -> Resolver:
        """Who stands where: the one place that tells, for this site."""
        return self._resolver

    @property
    def stale(self) -> bool:
        """Whether an address has moved or a path was renamed since routes were remembered."""
        return self._site.inventory.rebound or self._site.service_names.merged

    def path(self, flow: Flow) -> Path | None:
        """The path on which a flow counts; None where it was counted with a crowd or a sweep.

        Raises ValueError where an end's address is none.
        """
        site = self._site
        is_answered = answered(flow)
        mark = site.watermarks.marks.get(flow.sensor)
        resolver = self._resolver
        initiator_end, responder_end = ends_of(flow, 0.0 if mark is None else mark.time - JUMP_S)
        initiator_kind, responder_kind = resolver.kind(initiator_end), resolver.kind(responder_end)
        self.fleeting, site.inventory.held.elsewhere = False, None
        if initiator_kind == "nobody" or only_reports(flow):
            return site.nobodys_path
        if responder_kind == "nobody" or (not is_answered and site.inventory.broadcast(responder_end)):
            initiator = resolver.kept(resolver.resolve(initiator_end, exact_peers=False))
            return site.broadcasts_of(initiator, flow.end, site.calendar.day_of(flow.end))
        if self._counted_together.takes(flow, initiator_end, responder_end, is_answered=is_answered):
            return None

        initiator, responder = resolver.both(initiator_end, responder_end)
        newcomer = initiator if self.met(initiator) else None
        day = site.calendar.day_of(flow.end)
        service = site.service_names.service(flow, initiator, responder, answered=is_answered, day=day)
        if shows_ot(initiator, responder, service, answered=is_answered, hours=1, learnt=False):
            site.inventory.changed_assets.add(responder.id)
            initiator = resolver.guarded_now(initiator, initiator_end, responder)
        path = self._known_path(initiator, responder, service)
        if path is not None:
            return path
        if self._past_bounds.concerns(initiator, responder):
            sighting = self._classifier.sighting(
                flow, initiator, responder, service, is_answered=is_answered, newcomer=newcomer, sweep=None
            )
            told_apart = self._past_bounds.told_apart(sighting)
            resolver.place_displaced()
            if not told_apart:
                path, self.fleeting = self._past_bounds.path(sighting, day)
                return path
        if is_answered and self.met(responder):
            newcomer = newcomer or responder
        for asset in (initiator, responder):
            # Declared today, met in a log of last month: it has been watched since then.
            asset.record.first_seen = min(asset.record.first_seen, initiator_end.time)
        return self._new_path(service, flow, initiator, responder, newcomer, is_answered=is_answered, day=day)

    def lasting(self, flow: Flow, path: Path) -> bool:
        """Whether the addresses alone, as remembered, will always lead to this path."""
        if self.fleeting or only_reports(flow):
            # A way is remembered without the type of an ICMP message: an echo request would take the same one.
            return False
        for ip in (flow.initiator_ip, flow.responder_ip):
            if read_address(ip).kind == "link-local":
                return False
        if path.initiator == EXTERNAL_ANY and not path.answered:
            # An answer may show the responder as OT, and then its internet peers are told apart.
            return False
        if path.slot == NO_SLOT:
            # What nobody answers by TCP may be answered next: then the address was a host's, and no broadcast.
            return flow.transport != "tcp"
        return self._site.service_names.settled(flow, path)

    def met(self, asset: Asset) -> bool:
        """Note a sign of life. True when it is an undeclared OT asset's first, or none was told yet."""
        record = asset.record
        if record.alive:
            return record.news_held and record.declared_id is None
        record.alive = True
        self._site.graph.mark_asset(asset.id)
        return record.declared_id is None and asset.side == "ot" and not record.external

    def reconsider(self, path: Path, flow: Flow, *, novelty: Novelty, newcomer: Asset | None = None) -> str | None:
        """Decide a held path again: its alert has closed, or its tries were answered. Returns its alert now.

        `newcomer`: the responder, where its answer was its first sign of life.
        """
        initiator, responder = self._site.graph.ends(path)
        untold = next((each for each in (initiator, responder) if each.record.news_held), None)
        sighting = self._classifier.sighting(
            flow,
            initiator,
            responder,
            path.service,
            is_answered=path.answered,
            novelty=novelty,
            newcomer=newcomer or untold,
        )
        self._decision.decide(path, sighting)
        if novelty == "answer":
            self._chaining.sighted(path, sighting)
        return path.alert

    def session(self, path: Path, flow: Flow) -> None:
        """One more flow of a known path by which people work."""
        self._chaining.session(path, flow)

    def knows_operations(self, path: Path, time: float, new: int) -> bool:
        """Whether classes that a path was never asked for, as bits, are news on it.

        They are once its operations were watched for ten days. What acts is news at once on a path that began as a
        reader when it was known already who commands its responder: else who reads first would be free to write.
        """
        if baseline.days_cap(path.operations_since, time) >= baseline.READY_AT:
            return True
        if not new & ACTING_BITS or path.operations_since - path.first_seen > HOUR_S:
            return False
        until = self._site.settings.learn_until
        learnt_before = until is not None and path.responder_asset.record.first_seen < until <= path.first_seen
        return learnt_before or baseline.seasoned(path.responder_asset, path.first_seen)

    def operations_held(self, path: Path, flow: Flow, new: int) -> bool:
        """A learnt path was asked for classes that are new on it, as bits. Whether a window holds that."""
        if path.status != "learnt" or not self.knows_operations(path, flow.end, new):
            return False
        initiator, responder = self._site.graph.ends(path)
        sighting = self._classifier.sighting(
            flow,
            initiator,
            responder,
            path.service,
            is_answered=path.answered,
            novelty="operation",
            operations=names_of(new),
        )
        return self._decision.decide_operations(path, sighting)

    def taken_over(self, path: Path | None, flow: Flow) -> None:
        """An end of this flow has just taken its address over from another, as it should not: tell so on a known path.

        On a new path that is told already.
        """
        self._site.inventory.held.taken.clear()
        if path is None or path.slot == NO_SLOT or path.status != "learnt" or path.alert is not None:
            return
        initiator, responder = self._site.graph.ends(path)
        sighting = self._classifier.sighting(flow, initiator, responder, path.service, is_answered=path.answered)
        self._decision.decide_taken_over(path, sighting)

    def silenced(self, path: Path, time: float) -> bool:
        """Whether a word that expects a path or mutes it still decides; counts that it has matched once more."""
        rulings = self._site.verdicts.rulings
        word = rulings.of_known(path, time)
        if word is None or word.decision == "malicious":
            return False
        learns = word.decision == "expected" and (path.answered or word.sweep is None)
        if learns != (path.status == "learnt"):
            return False
        rulings.standing.matched(word, time)
        return True

    def follow_moved(self, time: float) -> None:
        """Look again at what people said of assets whose name, zone or side has changed."""
        moved = self._site.graph.moved
        if moved:
            self._site.graph.moved = set()
            self._site.verdicts.follow(moved, time)

    def welcome(self, path: Path, flow: Flow, newcomer: Asset) -> None:
        """A path's responder has shown its first sign of life by an answer: only that is news."""
        initiator, responder = self._site.graph.ends(path)
        sighting = self._classifier.sighting(
            flow, initiator, responder, path.service, is_answered=True, newcomer=newcomer
        )
        self._decision.decide_newcomer(path, sighting)

    def welcome_back(self, path: Path, flow: Flow) -> None:
        """An end of a known path may have been away for long: only that is news. To be asked before it is seen."""
        initiator, responder = self._site.graph.ends(path)
        newcomer, away = _returned(initiator, responder, flow.end)
        if newcomer is not None and path.status == "learnt":
            sighting = self._classifier.sighting(
                flow, initiator, responder, path.service, is_answered=path.answered, newcomer=newcomer, away_s=away
            )
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
        service = self._site.service_names.plain(flow.transport, flow.initiator_port, responder, initiator)
        return (responder.id, initiator.id, service) in self._site.graph.paths

    def close_days(self, clock: float) -> bool:
        """What the clock makes due: the day's digest, windows, and quiet alerts once an hour. Whether paths went."""
        site = self._site
        if site.digest.due(clock):
            self.close_digest()
        site.alerting.close_withheld(clock)
        if not site.learning(clock):
            site.alerting.gate.watched(clock)
        forgot = close_windows(site, clock)
        if review.due(site, clock):
            review.review(site, self._classifier)
        if clock >= site.next_quiet_check:
            site.next_quiet_check = (clock // HOUR_S + 1.0) * HOUR_S
            site.verdicts.standing.prune(clock)
            site.taught.prune(clock)
            site.alerting.close_quiet(clock)
            say_gone(site.alerting, clock)
        return forgot

    def finish(self, time: float) -> None:
        """A recording has ended at `time`: send what is being gathered, and what is due."""
        self.close_digest()
        self._site.alerting.close_withheld(None)
        for told in self._site.maintenance.finish(self._site.graph.paths):
            self._site.alerting.publish_digest(told)
        if review.due(self._site, time):
            review.review(self._site, self._classifier)

    def close_digest(self) -> None:
        """Send the digest that is being gathered, if any."""
        self._raising.close_digest()

    def _known_path(self, initiator: Asset, responder: Asset, service: str) -> Path | None:
        path = self._site.graph.paths.get((initiator.id, responder.id, service))
        # A stand-in may bear the id of an asset that has lost its address.
        is_theirs = path is not None and path.initiator_asset is initiator and path.responder_asset is responder
        return path if is_theirs else None

    def _new_path(  # noqa: PLR0913 - facts of one flow
        self,
        service: str,
        flow: Flow,
        initiator: Asset,
        responder: Asset,
        newcomer: Asset | None,
        *,
        is_answered: bool,
        day: int,
    ) -> Path:
        site = self._site
        sweep: Sweep | None = None
        if not site.learning(flow.end) and (initiator.side in GUARDED or responder.side in GUARDED):
            sweep = site.scan_tracker.note(
                initiator.id, flow.responder_ip, port_tried(flow), flow.end, answered=is_answered
            )
            if not is_answered:
                sweep.tried(service, responder)
        away = None
        if newcomer is None:
            newcomer, away = _returned(initiator, responder, flow.end)
        sighting = self._classifier.sighting(
            flow, initiator, responder, service, is_answered=is_answered, newcomer=newcomer, sweep=sweep, away_s=away
        )
        if site.inventory.held.elsewhere is not None:
            sighting = replace(sighting, second_home=self._second_home(flow.realm))
        if sweep is not None and opens_a_door(sighting):
            sweep.slow.open(responder.id, flow.end)
        path = site.graph.add((initiator.id, responder.id, service), flow.end, day)
        path.answered = is_answered
        path.octets = float((flow.initiator_octets or 0) + (flow.responder_octets or 0))
        site.begin(path, flow.end, day)
        self._decision.decide(path, sighting)
        self._chaining.sighted(path, sighting)
        return path

    def _second_home(self, realm: str) -> SecondHome | None:
        """Where the device stands as well that this flow has shown in two networks; None: in no zone."""
        elsewhere = self._site.inventory.held.elsewhere
        if elsewhere is None:
            return None
        asset, mac, ip = elsewhere
        zone = self._site.zones.find(read_address(ip), realm)
        return None if zone is None else SecondHome(asset, mac, ip, zone.name, zone.side)


def _returned(initiator: Asset, responder: Asset, time: float) -> tuple[Asset | None, float | None]:
    """The end that comes back after a long time, and after how long, seconds."""
    for asset, other in ((initiator, responder), (responder, initiator)):
        away = away_s(asset, other, time)
        if away is not None:
            return asset, away
    return None, None
