"""Decide, then learn: what a sighting comes to. What alerts is held in the ledger and not learnt."""

from msgspec.structs import replace

from models.alerts.digest import MAX_DIGEST_HOPS
from models.alerts.listed_paths import MAX_HOPS
from models.baseline.path import Path
from models.decisions.familiar import compared, tempered
from models.decisions.handed_over import left_to_successor
from models.decisions.held_in_maintenance import HeldInMaintenance
from models.decisions.raising import Raising, cause_text
from models.decisions.strangers import finding_of_stranger, note_stranger
from models.decisions.usual_work import is_usual_work, left_to_digest
from models.detectors.registry import find
from models.findings.first_acts import acting_words
from models.findings.flood_tracker import Crowd
from models.findings.scan_tracker import Sweep
from models.findings.sighting import Finding, Sighting, Words, cause_of, placed, reached, way
from models.paths.graph import UNDER_WORD
from models.site import Site
from models.verdicts.word import Word
from schemas.alert import Advice, Hop, Reason, Technique
from schemas.services.operations import names_of

MALICIOUS_POINTS = 20.0
"""What a person's judgement adds to the severity of a path that returns: one level. A convention."""

RETURNED_POINTS = 40.0
"""Of a path judged malicious that no detector would name: with the judgement itself it reads high. A convention."""


RETURNED = Words(
    techniques=(Technique("T0885", "TA0101"),),
    advice=Advice(
        "{initiator}",
        "Somebody judged this malicious before, and it goes on. Isolate {initiator}, or block the path, and see why "
        "what was done then did not last. If the judgement was wrong, take it back with `weir verdict undo`.",
    ),
)


class Decision:
    """Turns sightings into alerts, digests, or learnt paths."""

    def __init__(self, site: Site, raising: Raising) -> None:
        self._site = site
        self._raising = raising
        self._held = HeldInMaintenance(site)

    def decide(self, path: Path, sighting: Sighting) -> None:
        """Learn a path, or hold it with an alert."""
        site = self._site
        note_stranger(site, sighting)
        word = self._word_on(sighting)
        if word is None and self._held.path(path, sighting, self._would_be):
            return
        self._held.told(sighting)
        if word is not None:
            self._obey(word, path, sighting)
            return
        if site.learning(sighting.time):
            site.graph.learn(path)
            return
        # A conduit says which way is right, and not that anybody may pose as an end of it.
        finding = find(sighting, {"identity"}) if sighting.in_conduit else self._find(sighting)
        if finding is not None:
            sighting = compared(site, sighting, finding)
            finding = tempered(sighting, finding)
        if finding is not None:
            finding = left_to_successor(site, sighting, left_to_digest(sighting, finding))
        if finding is None:
            site.graph.learn(path)
        elif finding.digest:
            self._raising.add_to_digest(sighting, finding)
            site.graph.learn(path)
        else:
            alert = self._raising.open_or_grow(sighting, finding)
            site.graph.hold(path, alert=alert, reason=finding.text, time=sighting.time)

    def decide_operations(self, path: Path, sighting: Sighting) -> bool:
        """A learnt path's initiator asks for what it never did before: that may alert, as the crossing that it is.

        Returns whether a maintenance window holds it: then it is not to be learnt.
        """
        site = self._site
        if self._word_on(sighting) is not None or site.learning(sighting.time) or sighting.in_conduit:
            return False
        finding = find(sighting, {"command", "crossing", "digest"})
        if self._held.acts(sighting, finding):
            return True
        if finding is None:
            return False
        new, known = " and ".join(sighting.operations), " and ".join(names_of(path.operations))
        text = (
            f"Until now {placed(sighting.initiator)} only asked {placed(sighting.responder)} to {known} by "
            f"{sighting.service}; now it asks to {new}"
        )
        title = f"First {new} on a known path: {way(sighting)}"
        finding = replace(finding, title=title, text=text, cause=(*finding.cause, *sighting.operations))
        if finding.digest:
            self._raising.add_to_digest(sighting, finding)
            return False
        finding = replace(finding, words=acting_words(finding.words, sighting.operations))
        alert = self._raising.open_or_grow(sighting, finding)
        site.graph.hold(path, alert=alert, reason=text, time=sighting.time)
        return False

    def decide_taken_over(self, path: Path, sighting: Sighting) -> None:
        """An address of a learnt path's end is another device's now: that may alert, the path stays what it is."""
        if self._word_on(sighting) is not None or self._site.learning(sighting.time):
            return
        finding = find(sighting, {"identity"})
        if finding is not None:
            path.alert = self._raising.open_or_grow(sighting, finding)

    def decide_newcomer(self, path: Path, sighting: Sighting) -> None:
        """A learnt path's responder has come alive: that may alert, the path itself stays what it is."""
        note_stranger(self._site, sighting)
        alert = self._announce_newcomer(sighting)
        if alert is None:
            return
        if self._word_on(sighting) is None:
            path.alert = alert
        else:
            # The path goes on asking for its word: only this flow counts with what is told of the asset.
            self._site.alerting.touch(alert, sighting.flow)

    def loud(self, sighting: Sighting) -> Finding | None:
        """What a sighting would alert as; None where it would be learnt, silenced, or only listed in the digest."""
        word = self._word_on(sighting)
        if word is not None:
            return self._malicious(sighting, word) if word.decision == "malicious" else None
        if self._site.learning(sighting.time):
            return None
        finding = find(sighting, {"identity"}) if sighting.in_conduit else find(sighting)
        return None if finding is None or finding.digest else finding

    def alarm_past_bounds(self, sighting: Sighting) -> bool:
        """Judge a flow that no path is kept for. True where it is not to be learnt; its alert has counted it then."""
        site = self._site
        word = self._word_on(sighting)
        if word is not None and word.decision != "malicious":
            site.verdicts.standing.matched(word, sighting.time)
            return word.decision == "mute"
        finding = self.loud(sighting)
        if word is None and self._held.unkept(sighting, finding):
            return True
        if finding is not None:
            alert_id = self._raising.open_or_grow(sighting, finding)
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
        rulings, time = self._site.verdicts.rulings, sighting.time
        word = rulings.of_crowd(initiator, responder, sighting.service, None if known is None else known.cause, time)
        if word is not None and word.decision != "malicious":
            rulings.standing.matched(word, time)
            return
        finding = self.loud(sighting)
        if word is None and known is None and self._held.unkept(sighting, finding):
            return
        if finding is None:
            self._list_past_bounds(sighting)
            return
        if known is None or known.status == "expected":
            cause = ("many", responder.id, way)
            known = alerting.open(replace(finding, cause=cause), self._raising.draft(sighting, finding))
            crowd.pooled[way] = known.id
        elif known.status == "muted" or len(known.hops) < MAX_HOPS:
            alerting.grow(known.id, self._raising.draft(sighting, finding))
        alerting.touch(known.id, sighting.flow)

    def _list_past_bounds(self, sighting: Sighting) -> None:
        """Add what no path is kept for to the day's digest, if it belongs there, once for as long as it is listed."""
        digest = self._site.digest
        if sighting.in_conduit or self._site.learning(sighting.time) or len(digest.hops) >= MAX_DIGEST_HOPS:
            return
        finding = find(sighting)
        if finding is not None and finding.digest and not _listed(sighting, digest.hops):
            self._raising.add_to_digest(sighting, finding)

    def alarm_of_sweep(self, sighting: Sighting, sweep: Sweep) -> None:
        """One more try of an initiator that is sweeping already."""
        word = self._word_on(sighting)
        if word is not None and word.decision != "malicious":
            self._site.verdicts.standing.matched(word, sighting.time)
            return
        finding = find(sighting, {"sweep"})
        if word is None and self._held.sweeps(sighting, sweep, finding):
            return
        if finding is not None:
            sweep.alert = self._raising.open_or_grow(sighting, finding)
        if sweep.alert is not None:
            self._site.alerting.touch(sweep.alert, sighting.flow)

    def _would_be(self, sighting: Sighting) -> Finding | None:
        """What a sighting would be, were it not held in a window."""
        return None if self._site.learning(sighting.time) else self._find(sighting)

    def _word_on(self, sighting: Sighting) -> Word | None:
        rulings = self._site.verdicts.rulings
        initiator, responder, service = sighting.initiator, sighting.responder, sighting.service
        return rulings.of_path(initiator, responder, service, sighting.time, is_answered=sighting.answered)

    def _obey(self, word: Word, path: Path, sighting: Sighting) -> None:
        """Do with a path as somebody said. What the word does not cover, an asset that is new, is still told."""
        graph, time = self._site.graph, sighting.time
        reason = word.reason or f"{word.decision}, said {word.author}"
        if word.decision == "malicious":
            self._site.verdicts.standing.matched(word, time)
            alert = self._raising.open_or_grow(sighting, self._malicious(sighting, word))
            graph.mark_malicious(path, alert=alert, reason=reason, time=time)
            return
        if sighting.newcomer is not None:
            news = self._announce_newcomer(sighting)
            if news is not None:
                self._site.alerting.touch(news, sighting.flow)
        if word.decision == "expected" and (word.sweep is None or sighting.answered):
            if word.until is None:
                # One with an end is asked about each flow, this one too, and counts then.
                self._site.verdicts.standing.matched(word, time)
            graph.learn(path, by=word.id, ask=word.until is not None)
        else:
            graph.hold(path, alert=UNDER_WORD, reason=reason, time=time)

    def _malicious(self, sighting: Sighting, word: Word) -> Finding:
        """What a path that was judged malicious alerts as: it always does, also where no detector would fire."""
        finding = find(sighting)
        named = finding is not None and not finding.digest
        if finding is None or finding.digest:
            finding = _returned(sighting)
        said = f"{word.author} judged it malicious" + (f": {word.reason}" if word.reason else "")
        ground = Reason(text=said, weight=MALICIOUS_POINTS)
        finding = replace(finding, judged=True, reasons=(*finding.reasons, ground))
        if not named or finding.kind == "scan":
            return finding
        words = Words(techniques=finding.words.techniques, advice=RETURNED.advice)
        title = f"Judged malicious before: {finding.title}"
        return replace(finding, title=title, text=_returned(sighting).text, words=words)

    def _announce_newcomer(self, sighting: Sighting) -> str | None:
        """The alert of an asset that is new; None where it is no news, or somebody said that it is expected."""
        finding = find(sighting, {"newcomer"})
        if finding is None or sighting.newcomer is None or self._site.learning(sighting.time):
            return None
        if self._held.newcomer(sighting, finding):
            return None
        self._held.told(sighting)
        if self._newcomer_silenced(sighting, finding):
            return None
        sighting = compared(self._site, sighting, finding)
        left = tempered(sighting, finding)
        if left is None or left.digest:
            if left is not None:
                self._raising.add_to_digest(sighting, left)
            return None
        return self._raising.open_or_grow(sighting, left)

    def _newcomer_silenced(self, sighting: Sighting, finding: Finding) -> bool:
        """Whether somebody's word covers the news that an asset is there."""
        newcomer, judgement = sighting.newcomer, self._site.verdicts
        if newcomer is None:
            return False
        began = newcomer is sighting.initiator
        word = judgement.rulings.of_newcomer(newcomer, cause_text(finding), sighting.time, began=began)
        if word is None or word.decision == "malicious":
            return False
        judgement.standing.matched(word, sighting.time)
        return True

    def _find(self, sighting: Sighting) -> Finding | None:
        """The finding that names the cause. A conversation amid a sweep that was judged is a cause of its own."""
        if sighting.sweep is not None and is_usual_work(sighting):
            sighting.sweep.usual += 1
            sighting = replace(sighting, sweep=None)
        if sighting.sweep is not None and sighting.answered:
            judged = self._site.verdicts.rulings.sweep_judged(sighting.initiator, sighting.time)
            apart = find(replace(sighting, sweep=None)) if judged else None
            if apart is not None and not apart.digest:
                return apart
        finding = find(sighting)
        if finding is not None and finding.kind == "new-asset" and self._newcomer_silenced(sighting, finding):
            # What it commands is part of that news, and is told by itself where that is silenced.
            return find(replace(sighting, newcomer=None))
        told_with_it = finding is not None and finding.kind == "rogue-master" and sighting.initiator.is_stranger
        if finding is not None and not finding.digest and not told_with_it:
            return finding
        return finding_of_stranger(self._site, sighting, finding) or finding


def _listed(sighting: Sighting, hops: list[Hop]) -> bool:
    way = (sighting.initiator.id, sighting.responder.id, sighting.service)
    return any((hop.initiator, hop.responder, hop.service) == way for hop in hops)


def _returned(sighting: Sighting) -> Finding:
    """A path that is news for one reason only: somebody judged it malicious."""
    return Finding(
        kind="new-path",
        points=RETURNED_POINTS,
        cause=cause_of(sighting),
        title=f"Judged malicious before: {way(sighting)}",
        text=(
            f"{placed(sighting.initiator)} {reached(sighting)} {placed(sighting.responder)} by {sighting.service}, "
            "against a judgement that stands"
        ),
        words=RETURNED,
    )
