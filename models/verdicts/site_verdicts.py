"""Takes verdicts: what a person says, takes back, or wants forgotten.

expected: learn the path, and lift it out of the ledger. malicious: never learn it. mute: say nothing of it till it
expires. forget: as if it had never been seen, nor spoken of. undo: as if one word had not been said. `rule.py` says
which word decides, `effects.py` brings it about.
"""

from models.alerts.alert_state import AlertState
from models.alerts.alerting import Alerting
from models.baseline.path import Path
from models.identity.inventory import Inventory
from models.lessons.taught import Taught
from models.paths.graph import PathGraph, muted_with
from models.verdicts.effects import FORGOTTEN, Effects, Left
from models.verdicts.rule import Ruling
from models.verdicts.rulings import Rulings, speaks_of_names
from models.verdicts.standing import MAX_PATHS_A_WORD, MAX_WORDS
from models.verdicts.subject import Subjects
from models.verdicts.word import Word
from schemas.verdict import Verdict

_FULL = f"{MAX_WORDS:,} words stand already, and none is dropped for a new one: take some back with `weir verdict undo`"


class SiteVerdicts:
    """Applies verdicts to one site."""

    def __init__(self, graph: PathGraph, inventory: Inventory, alerting: Alerting, taught: Taught) -> None:
        self._graph = graph
        self._inventory = inventory
        self._alerting = alerting
        self._taught = taught
        self.rulings = Rulings(inventory)
        self.standing = self.rulings.standing
        self.effects = Effects(graph, inventory, alerting, self.rulings, taught)
        self._subjects = Subjects(graph, inventory, self.rulings)

    def apply(self, verdict: Verdict) -> str | None:
        """Take a verdict. Returns why it was refused, None when it was taken."""
        if verdict.decision == "undo":
            return self._undo(verdict)
        alert = None if verdict.alert is None else self._alerting.alerts.get(verdict.alert)
        if verdict.alert is not None and alert is None and not verdict.paths:
            return f"no open alert {verdict.alert!r}, and the verdict names no paths of it"
        word = self._subjects.word(verdict, verdict.decision, alert)
        if len(word.paths) > MAX_PATHS_A_WORD:
            return f"alert {word.alert!r} holds {len(word.paths)} paths: judge its initiator or its zones instead"
        if word.decision == "forget":
            return self._forget(word, verdict.time, alert)
        if not self.standing.room(word):
            return _FULL
        self.standing.stand(word, self._subjects.unmet(word))
        paths = self._subjects.paths(word, every=word.decision == "malicious")
        apart = None if word.sweep is None else word.alert
        left = self.effects.redecide(paths, verdict.time, apart_from=apart)
        self.effects.settle(self._touched(left, word, alert), verdict.time, word=word)
        return None

    def why(self, initiator: str, responder: str, service: str, time: float) -> Ruling:
        """Which word decides for a path, given by names, and which lost. One never met is asked as a conversation."""
        key = (self.rulings.pinned(initiator), self.rulings.pinned(responder), service)
        path = self._graph.paths.get(key)
        return self.rulings.why(initiator, responder, service, time, answered=path is None or path.answered)

    def follow(self, assets: set[str], time: float) -> None:
        """Names, addresses or zones of assets have changed, and with them which words are on their paths."""
        if not assets or not self.standing.words:
            return
        for asset_id in sorted(assets):
            asset = self._inventory.assets.get(asset_id)
            if asset is not None:
                self.standing.meet(asset)
        theirs = [path for path in self._graph.paths.values() if path.initiator in assets or path.responder in assets]
        left = self.effects.redecide(sorted(theirs, key=lambda path: path.key), time)
        self.effects.settle(left, time)

    def _undo(self, verdict: Verdict) -> str | None:
        word = self.standing.words.get(verdict.word or "")
        if word is None:
            return f"no word {verdict.word!r} stands: `weir verdict list` shows those that do"
        self.standing.remove(word)
        self._taught.take_back(word.alert, {word.id})
        alert = self._alerting.alerts.get(word.alert or "")
        # A path may have moved out of a word's zones since it was learnt by it.
        theirs = {path.key: path for path in self._graph.paths.values() if path.learnt_by == word.id}
        theirs |= {path.key: path for path in self._subjects.paths(word, every=False)}
        back_to = None if alert is None or alert.kind == "learning-review" else alert.id
        left = self.effects.redecide([theirs[key] for key in sorted(theirs)], verdict.time, back_to=back_to)
        self.effects.settle(self._touched(left, word, alert), verdict.time, word=word, undone=True)
        return None

    def _forget(self, word: Word, time: float, alert: AlertState | None) -> str | None:
        within = [other for other in self.standing.words.values() if self._subjects.within(other, word)]
        paths = self._subjects.paths(word, every=True)
        # It stands itself only where a wider word would else speak for what is forgotten.
        stands = self._wider(word, paths, within)
        if stands and not within and not self.standing.room(word):
            return _FULL
        for other in within:
            self.standing.remove(other)
        self._taught.take_back(word.alert, {other.id for other in within})
        if stands:
            self.standing.stand(word, self._subjects.unmet(word))
        left: Left = {}
        for path in paths:
            for alert_id in (path.alert, muted_with(path.alert)):
                if alert_id is not None and alert_id in self._alerting.alerts:
                    left.setdefault(alert_id, set()).add(path.key)
            self._graph.forget(path)
        touched = self._touched(left, word, alert)
        if alert is not None and alert.kind != "learning-review":
            # What is forgotten has no alert: what comes of it is another episode.
            touched.pop(alert.id)
            self._alerting.close(alert, time, FORGOTTEN)
        self.effects.settle(touched, time, word=word)
        return None

    def _touched(self, left: Left, word: Word, alert: AlertState | None) -> Left:
        """The alerts that a word touches: those its paths were in, its own, and those on the asset that it is about."""
        if alert is not None:
            left.setdefault(alert.id, set())
        for each in self._alerting.alerts.values():
            own = each.kind in {"scan", "new-asset"} and each.initiator is not None
            if own and each.initiator is not None and word.initiator == each.initiator.asset:
                left.setdefault(each.id, set())
        return left

    def _wider(self, word: Word, paths: list[Path], within: list[Word]) -> bool:
        """Whether a word would remain that speaks for what is to be forgotten."""
        if word.zones is not None:
            return False
        others = [other for other in self.standing.words.values() if other not in within]
        if word.initiator is not None:
            asset = self._inventory.assets.get(word.initiator)
            return any(other.zones is not None and asset and other.zones[0] == asset.zone for other in others)
        covering = [
            other
            for path in paths
            for other in self.rulings.covering(
                path.initiator_asset, path.responder_asset, path.service, is_answered=path.answered
            )
        ]
        if not paths and word.subject == "path":
            began, reached = (self._inventory.assets.get(end) for end in word.paths[0][:2])
            if began is None or reached is None:
                covering = [other for other in others if speaks_of_names(other, word.paths[0])]
            else:
                covering = self.rulings.covering(began, reached, word.paths[0][2], is_answered=True)
        return any(other in others for other in covering)
