"""Findings as alerts and digests: opened, grown, gathered where many reach one responder, taken over by a sweep."""

from models.alerts.alert_state import AlertState, Ending
from models.alerts.describe import about, addressed, excerpt, hop, party, techniques
from models.alerts.digest import FirstLookDigest
from models.alerts.lead import lead
from models.alerts.severity import assess
from models.baseline.asset import Asset
from models.baseline.path import Path
from models.boundary.policy import action_between
from models.detectors.registry import CROSSING_KINDS
from models.detectors.scan import READY_TARGETS, slow_story
from models.findings.flood_tracker import SINGLE_CAUSES, Crowd
from models.findings.protocol import Condition, Over
from models.findings.scan_tracker import Sweep
from models.findings.sighting import SIDE_NAMES, Finding, Sighting, placed
from models.lessons.weighing import weigh
from models.maintenance.site_maintenance import NEVER_HELD
from models.maintenance.window import Window
from models.site import Site
from schemas.alert import AlertStatus, Hop, Reason
from schemas.attack import AlertKind

_UNJUDGED: frozenset[AlertStatus] = frozenset({"open", "withheld"})

_DIGEST: AlertKind = "first-look"


class Raising:
    """Raises what was found in one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def close_digest(self) -> None:
        """Send the digest that is being gathered, if any."""
        site = self._site
        if not site.digest.total:
            return
        site.digest.keep(self._still_crosses)
        if site.digest.total and _DIGEST not in site.settings.detectors_off:
            site.alerting.publish_digest(site.alerting.gate.listed(site.digest.close(site.name)))
        site.digest = FirstLookDigest()
        site.digest_dirty = True

    def _still_crosses(self, hop: Hop) -> bool:
        """Whether what was listed is still news: a master met before it had polled may be known as OT since.

        Only inferred sides change so. Between declared ones it may be a skipped level or a sweep.
        """
        assets = self._site.inventory.assets
        initiator, responder = assets.get(hop.initiator), assets.get(hop.responder)
        if initiator is None or responder is None or not (initiator.side_inferred or responder.side_inferred):
            return True
        return initiator.side != responder.side

    def add_to_digest(self, sighting: Sighting, finding: Finding) -> None:
        """Take a finding into the digest of its day; nowhere where digests are switched off."""
        site = self._site
        if _DIGEST in site.settings.detectors_off:
            return
        calendar = site.calendar
        site.digest.add(
            sighting, finding, date=calendar.date_of(sighting.time), day_end=calendar.day_end(sighting.time)
        )
        site.digest_dirty = True

    def open_or_grow(self, sighting: Sighting, finding: Finding) -> str:
        """Open or grow the alert of a finding; past a few causes an hour, one alert for all who reach a responder."""
        alert_id = self._open_or_grow(sighting, finding)
        if sighting.novelty == "answer":
            self._leave_tries(alert_id, sighting)
        return alert_id

    def _open_or_grow(self, sighting: Sighting, finding: Finding) -> str:
        site = self._site
        draft = self.draft(sighting, finding)
        if finding.kind == "scan":
            alert = site.alerting.open(finding, draft)
            if sighting.sweep is not None:
                site.alerting.extend(alert, sighting.sweep)
            if sighting.sweep is not None and sighting.sweep.alert != alert.id:
                sighting.sweep.alert = alert.id
                self._take_over(alert, sighting, sighting.sweep)
            return alert.id
        arrival = self._arrival(sighting) if finding.kind == "rogue-master" else None
        if arrival is not None:
            return site.alerting.grow(arrival.id, draft).id
        cause = cause_text(finding)
        if cause in site.alerting.by_cause:
            return site.alerting.open(finding, draft).id
        initiator, service = sighting.initiator, sighting.service
        crowd = site.flood_tracker.at(sighting.responder.id, sighting.time)
        if not site.flood_tracker.too_many(crowd, answered=sighting.answered):
            return site.alerting.open(finding, draft).id
        crowd.alert = self._open_crowd(sighting, finding, crowd)
        crowd.pooled[crowd.way_of(initiator, service, answered=sighting.answered)] = crowd.alert
        return crowd.alert

    def _arrival(self, sighting: Sighting) -> AlertState | None:
        """The open alert that tells of the initiator as a device that nobody knows: what it commands is part of it."""
        alerting = self._site.alerting
        known = alerting.alerts.get(alerting.by_cause.get(cause_of_kind("new-asset", (sighting.initiator.id,)), ""))
        return known if known is not None and known.status in _UNJUDGED else None

    def _open_crowd(self, sighting: Sighting, finding: Finding, crowd: Crowd) -> str:
        alerting = self._site.alerting
        draft = self.draft(sighting, finding)
        known = None if crowd.alert is None else alerting.alerts.get(crowd.alert)
        if known is not None and known.status != "expected":
            return alerting.grow(known.id, draft).id
        responder = sighting.responder
        verb = "reach" if sighting.answered else "try to reach"
        side = SIDE_NAMES[sighting.initiator.side]
        draft.title = f"Many hosts of {side} that are new to {responder.label} {verb} it"
        draft.joined = True
        draft.text = (
            f"More than {SINGLE_CAUSES} hosts of {side} that usually do not talk to {placed(responder)} {verb} it "
            f"within an hour: the first {SINGLE_CAUSES} have alerts of their own, the others are the paths of this one"
        )
        joined = Finding(
            kind=finding.kind,
            points=finding.points,
            cause=("many", responder.id),
            title=draft.title,
            text=draft.text,
            crossing=finding.crossing,
            words=finding.words,
        )
        return alerting.open(joined, draft).id

    def _leave_tries(self, alert_id: str, sighting: Sighting) -> None:
        """A path that was tried in vain is answered now: the alert on the tries does not tell it a second time."""
        alerting, key = self._site.alerting, (sighting.initiator.id, sighting.responder.id, sighting.service)
        alert = alerting.alerts[alert_id]
        for tries in alerting.begun_by(sighting.initiator.id):
            if tries is alert or tries.status not in _UNJUDGED:
                continue
            if not any((hop.initiator, hop.responder, hop.service) == key for hop in tries.hops):
                continue
            if tries.hops_total == 1 and tries.kind in CROSSING_KINDS:
                alerting.take_over(alert, tries, sighting.time)
            else:
                alerting.answered_elsewhere(tries, key)

    def _take_over(self, scan: AlertState, sighting: Sighting, sweep: Sweep) -> None:
        """The tries that alerted before they were a sweep are part of it: close those alerts in its favour."""
        alerting = self._site.alerting
        slowly = slow_story(sighting)
        served = sweep.answered >= READY_TARGETS or slowly == "opened"
        since = sweep.since if slowly is None else sweep.slow.since(sighting.time, vain=slowly == "vain")
        for each in sorted(alerting.alerts):
            alert = alerting.alerts[each]
            mine = alert.initiator is not None and alert.initiator.asset == sighting.initiator.id
            tries = "|no-answer|" in alert.cause or served
            of_it = alert.kind in CROSSING_KINDS and alert.time >= min(since, sweep.since)
            if mine and tries and of_it and alert.status in _UNJUDGED:
                alerting.take_over(scan, alert, sighting.time)
                self._hold_with(scan, alert)

    def _hold_with(self, scan: AlertState, alert: AlertState) -> None:
        """The paths of an alert that a sweep took over are the sweep's: tried again, they raise no second alert."""
        for one in alert.hops:
            path = self._site.graph.paths.get((one.initiator, one.responder, one.service))
            if path is not None and path.alert == alert.id:
                path.alert = scan.id
                self._site.graph.touch(path)

    def tell(self, condition: Condition) -> None:
        """Open the alert of what holds without a new path, or say that it goes on. A word on its alert silences it."""
        site, finding, time = self._site, condition.finding, condition.time
        judgement = site.verdicts
        word = judgement.rulings.of_cause(cause_text(finding), time)
        if word is not None and word.decision != "malicious":
            judgement.standing.matched(word, time)
            site.alerting.go_on(cause_text(finding), time)
            return
        if site.learning(time) or self._held(condition):
            return
        responder = None if condition.path is None else condition.path.responder_asset
        initiator_ip, responder_ip = condition.addresses or (None, None)
        draft = AlertState(
            id="",
            kind=finding.kind,
            cause="",
            severity=max(1, min(100, round(finding.points + sum(reason.weight for reason in finding.reasons)))),
            title=finding.title,
            text=finding.text,
            time=time,
            first_seen=condition.since,
            last_seen=time,
            initiator=None if condition.asset is None else about(condition.asset, initiator_ip),
            responder=None if responder is None else about(responder, responder_ip),
            service=None if condition.path is None else condition.path.service,
            reasons=(
                Reason(
                    text=finding.text,
                    weight=finding.points,
                    value=finding.seen,
                    expected=finding.usual,
                    unit=finding.unit,
                ),
                *finding.reasons,
            ),
            attack=finding.words.techniques,
            advice=addressed(finding.words.advice, condition.asset, responder),
            forbidden=condition.path is not None and self._is_forbidden(condition.path),
        )
        if word is None:
            weigh(draft, site.taught, withholds=site.settings.alerts_a_day is not None)
        site.alerting.hold(site.alerting.open(finding, draft), draft)

    def _is_forbidden(self, path: Path) -> bool:
        site = self._site
        ends = path.initiator_asset, path.responder_asset
        return action_between(site.settings.policy, *ends, has_dmz=site.zones.has_dmz) == "forbidden"

    def _held(self, condition: Condition) -> bool:
        """Whether a window holds back what is told of an asset, or of paths. What was open before it goes on."""
        site, finding, asset = self._site, condition.finding, condition.asset
        if finding.kind in NEVER_HELD or cause_text(finding) in site.alerting.by_cause:
            return False
        if condition.ways:
            found = [self._window_of(ends, condition.time) for ends in condition.ways]
            window = found[0] if all(found) else None
        else:
            window = None if asset is None else site.maintenance.about(asset, condition.since, condition.time)
        if window is None:
            return False
        site.maintenance.tell(window, finding, condition.since, condition.time)
        return True

    def _window_of(self, ends: tuple[Asset, Asset], time: float) -> Window | None:
        """The window that one of both ends is in at a time."""
        found = (self._site.maintenance.about(end, time, time) for end in ends)
        return next((window for window in found if window is not None), None)

    def over(self, kind: AlertKind, over: Over) -> None:
        """Close the alert of what has ended, where it is open."""
        alerting = self._site.alerting
        alert_id = alerting.by_cause.get(cause_of_kind(kind, over.cause))
        if alert_id is not None:
            alerting.close(alerting.alerts[alert_id], over.time, Ending("it is over"))

    def draft(self, sighting: Sighting, finding: Finding) -> AlertState:
        """A finding as an alert that is not opened yet: without id and cause."""
        site, flow = self._site, sighting.flow
        finding = lead(sighting, finding)
        severity, reasons = assess(sighting, finding)
        initiator, responder, service = sighting.initiator, sighting.responder, sighting.service
        into_ot = responder.side == "ot" and initiator.side != "ot"
        draft = AlertState(
            id="",
            kind=finding.kind,
            cause="",
            severity=severity,
            title=finding.title,
            text=finding.text,
            time=sighting.time,
            first_seen=flow.start,
            last_seen=flow.end,
            initiator=party(initiator, ip=flow.initiator_ip, mac=flow.initiator_mac, port=flow.initiator_port),
            responder=party(responder, ip=flow.responder_ip, mac=flow.responder_mac, port=flow.responder_port),
            service=service,
            transport=flow.transport,
            crossing=finding.crossing,
            hops=[hop(initiator, responder, service, sighting.time, flow=flow, is_answered=sighting.answered)],
            hops_total=1,
            reasons=reasons,
            baseline=excerpt(sighting, site.settings.learn_until),
            attack=(
                # A sweep is discovery, by whatever service its last try was.
                finding.words.techniques
                if finding.kind == "scan"
                else techniques(finding.words, service, into_ot=into_ot)
            ),
            advice=addressed(finding.words.advice, initiator, responder, newcomer=sighting.newcomer),
            vlan=flow.vlan,
            forbidden=sighting.action == "forbidden",
        )
        if not finding.judged:
            weigh(draft, site.taught, withholds=site.settings.alerts_a_day is not None)
        return draft


def cause_text(finding: Finding) -> str:
    """What makes two findings one alert, as one text."""
    return cause_of_kind(finding.kind, finding.cause)


def cause_of_kind(kind: AlertKind, cause: tuple[str, ...]) -> str:
    """The same of a kind and a cause."""
    return "|".join((kind, *cause))
