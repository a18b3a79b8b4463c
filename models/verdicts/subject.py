"""What a verdict is about: the word it makes, and the known paths that the word is on."""

from models.alerts.alert_state import AlertState
from models.baseline.path import Path
from models.event_time.calendar import DAY_S
from models.findings.relay_habits import A_STRANGER
from models.findings.session_hours import AT_AN_HOUR
from models.identity.inventory import Inventory
from models.paths.graph import UNREVIEWED, PathGraph, muted_with
from models.verdicts.rulings import Rulings
from models.verdicts.word import PathKey, StandingDecision, SubjectKind, SweepScope, Word, word_id
from schemas.verdict import Verdict

SWEEP_WORD_S = 30 * DAY_S
"""How long `expected` on a sweep or a crowd holds where no end was said. A convention: scans that a plant allows
recur monthly at the latest, and a host that may scan for ever is a hiding place."""


class Subjects:
    """Finds what verdicts are about in one site."""

    def __init__(self, graph: PathGraph, inventory: Inventory, rulings: Rulings) -> None:
        self._graph = graph
        self._inventory = inventory
        self._rulings = rulings

    def word(self, verdict: Verdict, decision: StandingDecision, alert: AlertState | None) -> Word:
        """The word that a verdict makes; `alert`: the open alert it is about."""
        path, zones, pinned = verdict.path, verdict.zones, self._rulings.pinned
        word = Word(
            id=word_id(verdict, decision),
            number=self._rulings.standing.number(),
            decision=decision,
            subject=_kind_of(verdict),
            said=verdict.time,
            author=verdict.author,
            reason=verdict.reason,
            until=verdict.expires,
            alert=verdict.alert,
            initiator=None if verdict.initiator is None else pinned(verdict.initiator),
            zones=None if zones is None else (zones.from_zone, zones.to_zone),
            paths=[] if path is None else [(pinned(path.initiator), pinned(path.responder), path.service)],
        )
        if alert is not None:
            self._on_alert(word, alert, verdict.time)
        elif verdict.paths:
            listed = {(pinned(each.initiator), pinned(each.responder), each.service) for each in verdict.paths}
            word.paths = sorted(listed)
        return word

    def unmet(self, word: Word) -> list[str]:
        """The names in it that no asset bears yet."""
        names = [*word.paths[0][:2]] if word.subject == "path" else [word.initiator] if word.initiator else []
        return [name for name in dict.fromkeys(names) if name not in self._inventory.assets]

    def paths(self, word: Word, *, every: bool) -> list[Path]:
        """The known paths that a word is on, by key: `every` one, or those that are not simply learnt."""
        paths = self._graph.paths
        if word.zones is not None:
            found = [path for path in paths.values() if _between(path, word)]
        elif word.initiator is not None or word.sweep is not None:
            owner = word.initiator if word.sweep is None else word.sweep.initiator
            asset = self._inventory.assets.get(owner or "")
            found = [] if asset is None else list(asset.slots.values())
        else:
            found = [paths[key] for key in word.paths if key in paths]
        return sorted((path for path in found if every or not plain(path)), key=_by_key)

    def within(self, other: Word, word: Word) -> bool:
        """Whether all that `other` is on lies within what `word` is on."""
        if other.about == word.about:
            return True
        if other.subject == "path" and other.paths[0] in word.paths:
            return True
        if word.initiator is not None and other.sweep is not None:
            return other.sweep.initiator == word.initiator
        if word.initiator is not None:
            return bool(other.paths) and all(key[0] == word.initiator for key in other.paths)
        return word.zones is not None and bool(other.paths) and all(self._key_between(key, word) for key in other.paths)

    def _on_alert(self, word: Word, alert: AlertState, time: float) -> None:
        """What an alert holds now: its paths, or a sweep's extent; and its cause where findings have no path."""
        sweeping = alert.kind == "scan" and alert.initiator is not None
        if sweeping and alert.initiator is not None:
            tries = None if alert.tries is None else alert.tries.all()
            places = None if alert.places is None else alert.places.all()
            word.sweep = SweepScope(alert.initiator.asset, tries, places)
        elif alert.kind == "learning-review":
            word.paths = sorted(path.key for path in self._graph.paths.values() if path.learnt_by == UNREVIEWED)
        else:
            # Those listed may have no path that is kept: past a bound, what alerts is counted with its alert alone.
            usual = by_usual_ways(alert)
            listed = set() if usual else {(hop.initiator, hop.responder, hop.service) for hop in alert.hops}
            paths = self._graph.paths.values()
            own = (path.key for path in paths if alert.id in {path.alert, muted_with(path.alert)})
            condemned = alert.kind == "pivot" and word.decision == "malicious"
            # A chain lists usual ways, too: of those none is condemned with it.
            word.paths = sorted(set(own) or listed) if condemned else sorted(listed.union(own))
        strangers = gathers_strangers(alert)
        if strangers or alert.kind == "new-asset" or without_path(alert):
            word.causes = [alert.cause]
        if (sweeping or strangers) and word.until is None and word.decision == "expected":
            word.until = time + SWEEP_WORD_S

    def _key_between(self, key: PathKey, word: Word) -> bool:
        initiator, responder = self._inventory.assets.get(key[0]), self._inventory.assets.get(key[1])
        return initiator is not None and responder is not None and (initiator.zone, responder.zone) == word.zones


def gathers_strangers(alert: AlertState) -> bool:
    """Whether an alert is about all who reach one responder: past a limit they are counted and make no path."""
    return "|many|" in alert.cause


def without_path(alert: AlertState) -> bool:
    """Whether what an alert tells has no path of its own, such as silence: a word on it is on its cause."""
    return not alert.count or by_usual_ways(alert)


def by_usual_ways(alert: AlertState) -> bool:
    """Whether a chain tells of usual ways alone, so that no word on it is one on them."""
    return alert.cause.startswith((f"pivot|{AT_AN_HOUR}|", f"pivot|{A_STRANGER}|"))


def plain(path: Path) -> bool:
    """Whether a path is learnt on its own, by nobody's word, and beyond doubt."""
    return path.status == "learnt" and path.learnt_by is None


def by_word(path: Path) -> bool:
    """Whether a path is learnt because somebody said so."""
    return path.status == "learnt" and path.learnt_by not in {None, UNREVIEWED}


def _kind_of(verdict: Verdict) -> SubjectKind:
    if verdict.alert is not None:
        return "alert"
    if verdict.path is not None:
        return "path"
    return "initiator" if verdict.initiator is not None else "zones"


def _between(path: Path, word: Word) -> bool:
    return (path.initiator_asset.zone, path.responder_asset.zone) == word.zones


def _by_key(path: Path) -> PathKey:
    return path.key
