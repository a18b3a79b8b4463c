"""Decide, then learn: what a sighting comes to. What alerts is held in the ledger and not learnt."""

from msgspec.structs import replace

from models.alerting import MAX_HOPS, AlertState
from models.crowds import Crowd
from models.describe import advice, excerpt, party, techniques
from models.detectors.registry import CROSSINGS, FIRST_LOOK, NEW_ASSET, SCAN
from models.detectors.scan import READY_TARGETS
from models.digest import MAX_DIGEST_HOPS, FirstLookDigest
from models.path import Path
from models.severity import assess
from models.sighting import SIDE_NAMES, Finding, Sighting
from models.site import Site
from models.sweeps import Sweep
from schemas.alert import Hop


class Decision:
    """Turns sightings into alerts, digests, or learnt paths."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def decide(self, path: Path, sighting: Sighting) -> None:
        """Learn a path, or hold it with an alert."""
        site = self._site
        initiator, responder, service = sighting.initiator, sighting.responder, sighting.service
        if site.learning(sighting.time):
            site.graph.learn(path)
            return
        if site.judgement.condemned(initiator, responder, service):
            alert = self.alarm(sighting)
            site.graph.condemn(path, alert=alert, reason="said to be malicious before it came", time=sighting.time)
            return
        if sighting.in_conduit or site.judgement.approved(initiator, responder, service, sighting.time):
            site.graph.learn(path)
            return
        finding = find(sighting)
        if finding is None:
            site.graph.learn(path)
        elif finding.digest:
            self._add_to_digest(sighting, finding)
            site.graph.learn(path)
        else:
            alert = self._raise(sighting, finding)
            site.graph.hold(path, alert=alert, reason=finding.text, time=sighting.time)

    def decide_newcomer(self, path: Path, sighting: Sighting) -> None:
        """A learnt path's responder has come alive: that may alert, the path itself stays what it is."""
        finding = NEW_ASSET.finding(sighting)
        if finding is not None and not self._site.learning(sighting.time):
            path.alert = self._raise(sighting, finding)

    def alarm(self, sighting: Sighting) -> str | None:
        """The alert of a sighting, whatever becomes of its path; None where it raises none."""
        finding = find(sighting)
        return None if finding is None or finding.digest else self._raise(sighting, finding)

    def loud(self, sighting: Sighting) -> Finding | None:
        """What a sighting would alert as; None where it would be learnt or only listed in the digest."""
        judgement = self._site.judgement
        initiator, responder, service, time = sighting.initiator, sighting.responder, sighting.service, sighting.time
        if self._site.learning(time):
            return None
        quiet = sighting.in_conduit or judgement.approved(initiator, responder, service, time)
        if quiet and not judgement.condemned(initiator, responder, service):
            return None
        finding = find(sighting)
        return None if finding is None or finding.digest else finding

    def alarm_past_bounds(self, sighting: Sighting) -> bool:
        """Judge a flow that no path is kept for. True where it is not to be learnt; its alert has counted it then."""
        site = self._site
        finding = self.loud(sighting)
        if finding is not None:
            alert_id = self._raise(sighting, finding)
            alert = site.alerting.alerts[alert_id]
            if not _listed(sighting, alert.hops):
                # Nothing is kept that would tell a repeated way from a new one: past those listed, flows count alone.
                alert.hops_total -= 1
            site.alerting.touch(alert_id, sighting.flow)
            return True
        self._list_past_bounds(sighting)
        return site.judgement.condemned(sighting.initiator, sighting.responder, sighting.service)

    def alarm_of_crowd(self, sighting: Sighting, crowd: Crowd) -> None:
        """One more stranger past the limit: it joins the crowd's alert of its way, and opens it where there is none."""
        finding = self.loud(sighting)
        if finding is None:
            self._list_past_bounds(sighting)
            return
        alerting = self._site.alerting
        way = crowd.way_of(sighting.initiator, sighting.service, answered=sighting.answered)
        known = crowd.pooled.get(way)
        if known is None or known not in alerting.alerts:
            cause = ("many", sighting.responder.id, way)
            known = alerting.open(replace(finding, cause=cause), self._draft(sighting, finding)).id
            crowd.pooled[way] = known
        elif len(alerting.alerts[known].hops) < MAX_HOPS:
            alerting.grow(known, self._draft(sighting, finding))
        alerting.touch(known, sighting.flow)

    def _list_past_bounds(self, sighting: Sighting) -> None:
        """Add what no path is kept for to the day's digest, if it belongs there, once for as long as it is listed."""
        digest = self._site.digest
        if sighting.in_conduit or self._site.learning(sighting.time) or len(digest.hops) >= MAX_DIGEST_HOPS:
            return
        finding = find(sighting)
        if finding is not None and finding.digest and not _listed(sighting, digest.hops):
            self._add_to_digest(sighting, finding)

    def alarm_of_sweep(self, sighting: Sighting, sweep: Sweep) -> None:
        """One more try of an initiator that is sweeping already."""
        finding = SCAN.finding(sighting)
        if finding is not None:
            sweep.alert = self._raise(sighting, finding)
        if sweep.alert is not None:
            self._site.alerting.touch(sweep.alert, sighting.flow)

    def close_digest(self) -> None:
        """Send the digest that is being gathered, if any."""
        site = self._site
        if not site.digest.total:
            return
        site.digest.keep(self._still_crosses)
        if site.digest.total:
            site.alerting.publish_digest(site.digest.close(site.name))
        site.digest = FirstLookDigest()
        site.digest_dirty = True

    def _still_crosses(self, hop: Hop) -> bool:
        """Whether a path's ends still lie on two sides: a master met before it had polled may be known as OT since."""
        assets = self._site.inventory.assets
        initiator, responder = assets.get(hop.initiator), assets.get(hop.responder)
        return initiator is None or responder is None or initiator.side != responder.side

    def _add_to_digest(self, sighting: Sighting, finding: Finding) -> None:
        site = self._site
        calendar = site.calendar
        site.digest.add(
            sighting, finding, date=calendar.date_of(sighting.time), day_end=calendar.day_end(sighting.time)
        )
        site.digest_dirty = True

    def _raise(self, sighting: Sighting, finding: Finding) -> str:
        """Open or grow the alert of a finding; past a few causes an hour, one alert for all who reach a responder."""
        site = self._site
        draft = self._draft(sighting, finding)
        if finding.kind == "scan":
            # A sweep that was said to be expected stays so for as long as it goes on.
            judged = None if sighting.sweep is None else site.alerting.alerts.get(sighting.sweep.alert or "")
            if judged is not None and judged.status == "expected":
                return judged.id
            alert = site.alerting.open(finding, draft)
            if sighting.sweep is not None and sighting.sweep.alert != alert.id:
                sighting.sweep.alert = alert.id
                self._take_over(alert, sighting, sighting.sweep)
            return alert.id
        cause = "|".join((finding.kind, *finding.cause))
        if cause in site.alerting.by_cause:
            return site.alerting.open(finding, draft).id
        initiator, service = sighting.initiator, sighting.service
        crowd = site.crowds.at(sighting.responder.id, sighting.time)
        if not site.crowds.too_many(crowd, answered=sighting.answered):
            return site.alerting.open(finding, draft).id
        crowd.alert = self._open_crowd(sighting, finding, crowd)
        crowd.pooled[crowd.way_of(initiator, service, answered=sighting.answered)] = crowd.alert
        return crowd.alert

    def _open_crowd(self, sighting: Sighting, finding: Finding, crowd: Crowd) -> str:
        alerting = self._site.alerting
        draft = self._draft(sighting, finding)
        known = None if crowd.alert is None else alerting.alerts.get(crowd.alert)
        if known is not None and known.status != "expected":
            return alerting.grow(known.id, draft).id
        responder = sighting.responder
        draft.title = f"Many new initiators reach {responder.label}: from {SIDE_NAMES[sighting.initiator.side]}"
        draft.joined = True
        draft.text = f"more than a few initiators within an hour, each new to {responder.label}"
        joined = Finding(
            kind=finding.kind,
            points=finding.points,
            cause=("many", responder.id),
            title=draft.title,
            text=draft.text,
            crossing=finding.crossing,
        )
        return alerting.open(joined, draft).id

    def _take_over(self, scan: AlertState, sighting: Sighting, sweep: Sweep) -> None:
        """The tries that alerted before they were a sweep are part of it: close those alerts in its favour."""
        alerting = self._site.alerting
        served = sweep.answered >= READY_TARGETS
        for each in sorted(alerting.alerts):
            alert = alerting.alerts[each]
            mine = alert.initiator is not None and alert.initiator.asset == sighting.initiator.id
            tries = "|no-answer|" in alert.cause or served
            if mine and tries and alert.kind in CROSSINGS and alert.time >= sweep.since:
                alerting.take_over(scan, alert, sighting.time)

    def _draft(self, sighting: Sighting, finding: Finding) -> AlertState:
        site, flow = self._site, sighting.flow
        severity, reasons = assess(sighting, finding)
        initiator, responder, service = sighting.initiator, sighting.responder, sighting.service
        muted, until = site.judgement.muted_until(initiator, responder, service, sighting.time)
        into_ot = responder.side == "ot" and initiator.side != "ot"
        return AlertState(
            id="",
            kind=finding.kind,
            cause="",
            severity=severity,
            title=finding.title,
            text=finding.text,
            time=sighting.time,
            first_seen=flow.start,
            last_seen=flow.end,
            status="muted" if muted else "open",
            muted_until=until,
            initiator=party(initiator, ip=flow.initiator_ip, mac=flow.initiator_mac, port=flow.initiator_port),
            responder=party(responder, ip=flow.responder_ip, mac=flow.responder_mac, port=flow.responder_port),
            service=service,
            transport=flow.transport,
            crossing=finding.crossing,
            hops=[Hop(initiator.id, responder.id, service, sighting.time)],
            hops_total=1,
            reasons=reasons,
            baseline=excerpt(sighting, site.settings.learn_until),
            attack=techniques(finding.kind, service, into_ot=into_ot),
            advice=advice(finding.kind),
        )


def _listed(sighting: Sighting, hops: list[Hop]) -> bool:
    way = (sighting.initiator.id, sighting.responder.id, sighting.service)
    return any((hop.initiator, hop.responder, hop.service) == way for hop in hops)


def find(sighting: Sighting) -> Finding | None:
    """The finding that names the cause: see the registry for the order, the policy for what may fire."""
    sweep = sighting.sweep
    if sweep is not None and (not sighting.answered or sweep.answered >= READY_TARGETS):
        finding = SCAN.finding(sighting)
        if finding is not None:
            return finding
    watched = sighting.action == "watched" and sighting.ready
    if sighting.action == "forbidden" or watched:
        for detector in CROSSINGS.values():
            finding = detector.finding(sighting)
            if finding is not None:
                return finding
    return NEW_ASSET.finding(sighting) or FIRST_LOOK.finding(sighting)
