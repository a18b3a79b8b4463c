"""Decide, then learn: what a sighting comes to. What alerts is held in the ledger and not learnt."""

from msgspec.structs import replace

from models.alerting import MAX_HOPS, AlertState
from models.crowds import Crowd
from models.describe import advice, excerpt, party, techniques
from models.detectors.registry import CROSSINGS, FIRST_LOOK, NEW_ASSET, SCAN
from models.detectors.scan import READY_TARGETS
from models.digest import MAX_DIGEST_HOPS, FirstLookDigest
from models.graph import UNDER_WORD
from models.path import Path
from models.severity import assess
from models.sighting import SIDE_NAMES, Finding, Sighting, cause_of, way
from models.site import Site
from models.sweeps import Sweep
from models.verdicts.word import Word
from schemas.alert import Hop, Reason

MALICIOUS_POINTS = 20.0
"""What a person's judgement adds to the severity of a path that returns: one level. A convention."""

RETURNED_POINTS = 40.0
"""Of a path judged malicious that no detector would name: with the judgement itself it reads high. A convention."""


class Decision:
    """Turns sightings into alerts, digests, or learnt paths."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def decide(self, path: Path, sighting: Sighting) -> None:
        """Learn a path, or hold it with an alert."""
        site = self._site
        word = self._word_on(sighting)
        if word is not None:
            self._obey(word, path, sighting)
            return
        if site.learning(sighting.time) or sighting.in_conduit:
            site.graph.learn(path)
            return
        finding = self._find(sighting)
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
        alert = self._announce_newcomer(sighting)
        if alert is not None:
            path.alert = alert

    def loud(self, sighting: Sighting) -> Finding | None:
        """What a sighting would alert as; None where it would be learnt, silenced, or only listed in the digest."""
        word = self._word_on(sighting)
        if word is not None:
            return self._condemned(sighting, word) if word.decision == "malicious" else None
        if self._site.learning(sighting.time) or sighting.in_conduit:
            return None
        finding = find(sighting)
        return None if finding is None or finding.digest else finding

    def alarm_past_bounds(self, sighting: Sighting) -> bool:
        """Judge a flow that no path is kept for. True where it is not to be learnt; its alert has counted it then."""
        site = self._site
        word = self._word_on(sighting)
        if word is not None and word.decision != "malicious":
            site.judgement.standing.matched(word, sighting.time)
            return word.decision == "mute"
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
        return False

    def alarm_of_crowd(self, sighting: Sighting, crowd: Crowd) -> None:
        """One more stranger past the limit: it joins the crowd's alert of its way, and opens it where there is none."""
        alerting, initiator, responder = self._site.alerting, sighting.initiator, sighting.responder
        way = crowd.way_of(initiator, sighting.service, answered=sighting.answered)
        known = alerting.alerts.get(crowd.pooled.get(way, ""))
        rulings, time = self._site.judgement.rulings, sighting.time
        word = rulings.of_crowd(initiator, responder, sighting.service, None if known is None else known.cause, time)
        if word is not None and word.decision != "malicious":
            rulings.standing.matched(word, time)
            return
        finding = self.loud(sighting)
        if finding is None:
            self._list_past_bounds(sighting)
            return
        if known is None or known.status == "expected":
            cause = ("many", responder.id, way)
            known = alerting.open(replace(finding, cause=cause), self._draft(sighting, finding))
            crowd.pooled[way] = known.id
        elif known.status == "muted" or len(known.hops) < MAX_HOPS:
            alerting.grow(known.id, self._draft(sighting, finding))
        alerting.touch(known.id, sighting.flow)

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
        word = self._word_on(sighting)
        if word is not None and word.decision != "malicious":
            self._site.judgement.standing.matched(word, sighting.time)
            return
        finding = SCAN.finding(sighting)
        if finding is not None:
            sweep.alert = self._raise(sighting, finding)
        if sweep.alert is not None:
            self._site.alerting.touch(sweep.alert, sighting.flow)

    def _word_on(self, sighting: Sighting) -> Word | None:
        rulings = self._site.judgement.rulings
        initiator, responder, service = sighting.initiator, sighting.responder, sighting.service
        return rulings.of_path(initiator, responder, service, sighting.time, spoke=sighting.answered)

    def _obey(self, word: Word, path: Path, sighting: Sighting) -> None:
        """Do with a path as somebody said. What the word does not cover, an asset that is new, is still told."""
        graph, time = self._site.graph, sighting.time
        reason = word.reason or f"{word.decision}, said {word.author}"
        if word.decision == "malicious":
            self._site.judgement.standing.matched(word, time)
            alert = self._raise(sighting, self._condemned(sighting, word))
            graph.condemn(path, alert=alert, reason=reason, time=time)
            return
        if sighting.newcomer is not None:
            news = self._announce_newcomer(sighting)
            if news is not None:
                self._site.alerting.touch(news, sighting.flow)
        if word.decision == "expected" and (word.sweep is None or sighting.answered):
            if word.until is None:
                # One with an end is asked about each flow, this one too, and counts then.
                self._site.judgement.standing.matched(word, time)
            graph.learn(path, by=word.id, ask=word.until is not None)
        else:
            graph.hold(path, alert=UNDER_WORD, reason=reason, time=time)

    def _condemned(self, sighting: Sighting, word: Word) -> Finding:
        """What a path that was judged malicious alerts as: it always does, also where no detector would fire."""
        finding = find(sighting)
        if finding is None or finding.digest:
            finding = _returned(sighting)
        said = f"judged malicious by {word.author}" + (f": {word.reason}" if word.reason else "")
        ground = Reason(text=said, weight=MALICIOUS_POINTS)
        return replace(finding, reasons=(*finding.reasons, ground))

    def _announce_newcomer(self, sighting: Sighting) -> str | None:
        """The alert of an asset that is new; None where it is no news, or somebody said that it is expected."""
        finding = NEW_ASSET.finding(sighting)
        if finding is None or sighting.newcomer is None or self._site.learning(sighting.time):
            return None
        return None if self._newcomer_silenced(sighting, finding) else self._raise(sighting, finding)

    def _newcomer_silenced(self, sighting: Sighting, finding: Finding) -> bool:
        """Whether somebody's word covers the news that an asset is there."""
        newcomer, judgement = sighting.newcomer, self._site.judgement
        if newcomer is None:
            return False
        began = newcomer is sighting.initiator
        word = judgement.rulings.of_newcomer(newcomer, _cause_text(finding), sighting.time, began=began)
        if word is None or word.decision == "malicious":
            return False
        judgement.standing.matched(word, sighting.time)
        return True

    def _find(self, sighting: Sighting) -> Finding | None:
        """The finding that names the cause. A conversation amid a sweep that was judged is a cause of its own."""
        if sighting.sweep is not None and sighting.answered:
            judged = self._site.judgement.rulings.sweep_judged(sighting.initiator, sighting.time)
            apart = find(replace(sighting, sweep=None)) if judged else None
            if apart is not None and not apart.digest:
                return apart
        finding = find(sighting)
        if finding is not None and finding.kind == "new-asset" and self._newcomer_silenced(sighting, finding):
            return FIRST_LOOK.finding(sighting)
        return finding

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
            alert = site.alerting.open(finding, draft)
            if sighting.sweep is not None and sighting.sweep.alert != alert.id:
                sighting.sweep.alert = alert.id
                self._take_over(alert, sighting, sighting.sweep)
            return alert.id
        cause = _cause_text(finding)
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


def _returned(sighting: Sighting) -> Finding:
    """A path that is news for one reason only: somebody judged it malicious."""
    return Finding(
        kind="new-path",
        points=RETURNED_POINTS,
        cause=cause_of(sighting),
        title=f"A path judged malicious is there again: {way(sighting)}",
        text="a path that was judged malicious",
    )


def _cause_text(finding: Finding) -> str:
    return "|".join((finding.kind, *finding.cause))
