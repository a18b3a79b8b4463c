"""What verdicts do: to alerts, to the ledger, and to what comes later.

`rule.py` says which word decides; here it takes effect. expected: learn the path, and lift it out of the ledger.
malicious: never learn it. mute: say nothing of it till it expires. forget: as if it had never been seen, nor spoken
of. undo: as if one word had not been said.
"""

from collections import Counter
from collections.abc import Iterable

from models.alerting import Alerting, AlertState
from models.graph import UNDER_WORD, UNRAISED, UNREVIEWED, PathGraph
from models.inventory import Inventory
from models.path import Path
from models.sweeps import Sweeps
from models.verdicts.rule import Ruling, deciding
from models.verdicts.rulings import Rulings, speaks_of_names
from models.verdicts.standing import MAX_PATHS_A_WORD, MAX_WORDS
from models.verdicts.subject import Subjects, by_word, gathers_strangers, plain
from models.verdicts.word import PathKey, Word
from schemas.alert import AlertStatus
from schemas.verdict import Verdict

STATUSES: dict[str, AlertStatus] = {"expected": "expected", "malicious": "malicious", "mute": "muted"}

_FULL = f"{MAX_WORDS:,} words stand already, and none is dropped for a new one: take some back with `weir verdict undo`"


class Judgement:
    """Applies verdicts to one site."""

    def __init__(self, graph: PathGraph, inventory: Inventory, alerting: Alerting, sweeps: Sweeps) -> None:
        self._graph = graph
        self._inventory = inventory
        self._alerting = alerting
        self.rulings = Rulings(inventory)
        self.standing = self.rulings.standing
        self._subjects = Subjects(graph, inventory, sweeps, self.rulings)

    def apply(self, verdict: Verdict) -> str | None:
        """Take a verdict. Returns why it was refused, None when it was taken."""
        if verdict.decision == "undo":
            return self._undo(verdict)
        alert = None if verdict.alert is None else self._alerting.alerts.get(verdict.alert)
        if verdict.alert is not None and alert is None:
            return f"no open alert {verdict.alert!r}"
        word = self._subjects.word(verdict, verdict.decision, alert)
        if len(word.paths) > MAX_PATHS_A_WORD:
            return f"alert {word.alert!r} holds {len(word.paths)} paths: judge its initiator or its zones instead"
        if word.decision == "forget":
            return self._forget(word, verdict.time, alert)
        if not self.standing.room(word):
            return _FULL
        self.standing.stand(word, self._subjects.unmet(word))
        paths = self._subjects.paths(word, every=word.decision == "malicious")
        left = self._redecide(paths, verdict.time, apart_from=None if word.sweep is None else word.alert)
        self._settle(word, verdict.time, left, alert)
        return None

    def why(self, initiator: str, responder: str, service: str, time: float) -> Ruling:
        """Which word decides for a path, given by names, and which lost. One never met is asked as a conversation."""
        key = (self.rulings.pinned(initiator), self.rulings.pinned(responder), service)
        path = self._graph.paths.get(key)
        return self.rulings.why(initiator, responder, service, time, answered=path is None or path.answered)

    def _undo(self, verdict: Verdict) -> str | None:
        word = self.standing.words.get(verdict.word or "")
        if word is None:
            return f"no word {verdict.word!r} stands: `weir verdict list` shows those that do"
        self.standing.remove(word)
        alert = self._alerting.alerts.get(word.alert or "")
        paths = self._subjects.paths(word, every=False)
        left = self._redecide(paths, verdict.time, None if alert is None else alert.id)
        self._settle(word, verdict.time, left, alert, undone=True)
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
        if stands:
            self.standing.stand(word, self._subjects.unmet(word))
        left: dict[str, set[PathKey]] = {}
        for path in paths:
            if path.alert is not None and path.alert in self._alerting.alerts:
                left.setdefault(path.alert, set()).add(path.key)
            self._graph.forget(path)
        self._settle(word, time, left, alert)
        return None

    def _redecide(
        self, paths: Iterable[Path], time: float, back_to: str | None = None, apart_from: str | None = None
    ) -> dict[str, set[PathKey]]:
        """Bring paths to what the words say of them now. Returns the alerts they were in, and which left each.

        `back_to`: the alert that takes what is loud again. `apart_from`: the alert of a sweep that was judged, whose
        conversations are causes of their own from now on.
        """
        left: dict[str, set[PathKey]] = {}
        for path in paths:
            before = path.alert
            self._redecide_one(path, time, back_to)
            if path.alert is not None and path.alert == apart_from and self.rulings.of_known(path, time) is None:
                path.alert = UNRAISED
                self._graph.touch(path)
            if before is not None and before in self._alerting.alerts:
                gone = left.setdefault(before, set())
                if path.alert != before:
                    gone.add(path.key)
        return left

    def _redecide_one(self, path: Path, time: float, back_to: str | None) -> None:
        graph = self._graph
        word = self.rulings.of_known(path, time)
        own = path.alert if path.alert in self._alerting.alerts else None
        if word is None:
            if path.status == "malicious" or path.alert == UNDER_WORD or by_word(path):
                reason = "what was said of it was taken back"
                graph.hold(path, alert=own or back_to or UNRAISED, reason=reason, time=time)
            return
        reason = word.reason or f"{word.decision}, said {word.author}"
        if word.decision == "malicious":
            graph.condemn(path, alert=own or UNRAISED, reason=reason, time=time)
        elif word.decision == "expected" and (path.answered or word.sweep is None):
            if not plain(path):
                graph.learn(path, by=word.id, ask=word.until is not None)
        elif path.status != "learnt" or by_word(path):
            # Muted, or a try of an expected sweep, which becomes news once it is answered. What counts on with an alert
            # that is muted as a whole goes on to.
            muted = own is not None and self._alerting.alerts[own].status == "muted"
            graph.hold(path, alert=own if muted else UNDER_WORD, reason=reason, time=time)

    def _settle(
        self,
        word: Word,
        time: float,
        left: dict[str, set[PathKey]],
        alert: AlertState | None,
        *,
        undone: bool = False,
    ) -> None:
        """Give every alert that a word touches the status that its paths and its cause have now."""
        touched = {*left, *(() if alert is None else (alert.id,)), *self._about_initiator(word)}
        if touched:
            self._settle_touched(touched, word, time, left, undone=undone)
        self._settle_review(time)

    def _settle_touched(
        self, touched: set[str], word: Word, time: float, left: dict[str, set[PathKey]], *, undone: bool
    ) -> None:
        loud: Counter[str] = Counter()
        condemned: Counter[str] = Counter()
        mutes: dict[str, Word] = {}
        for path in self._graph.paths.values():
            if path.alert is not None and path.alert in touched:
                decides = self.rulings.of_known(path, time)
                loud[path.alert] += decides is None or decides.decision == "malicious"
                condemned[path.alert] += path.status == "malicious"
                if decides is not None and decides.decision == "mute":
                    mutes[path.alert] = decides
        for alert_id in sorted(touched):
            each = self._alerting.alerts[alert_id]
            gone = left.get(alert_id, set())
            speaks = loud[alert_id] > 0 or not self._cause_silenced(each, word, time)
            if speaks and gone:
                self._alerting.drop_hops(each, gone)
            elif word.decision == "mute" and not undone:
                # An alert that is muted as a whole counts on.
                for path in [self._graph.paths[key] for key in gone]:
                    path.alert = alert_id
                    self._graph.touch(path)
            all_condemned = loud[alert_id] == condemned[alert_id]
            if not speaks and alert_id in mutes and word.decision == "expected":
                # What it holds is still muted, by a narrower word than this one.
                continue
            self._set_status(each, word, time, speaks=speaks, malicious=all_condemned, undone=undone)

    def _settle_review(self, time: float) -> None:
        """Once every learnt path that was to be reviewed is judged, its alert is."""
        for alert in list(self._alerting.alerts.values()):
            if alert.kind == "learning-review" and alert.status == "open":
                unreviewed = any(path.learnt_by == UNREVIEWED for path in self._graph.paths.values())
                if not unreviewed:
                    self._alerting.set_status(alert, "expected", time)

    def _set_status(  # noqa: PLR0913 - what is known of one alert, by name
        self, alert: AlertState, word: Word, time: float, *, speaks: bool, malicious: bool, undone: bool
    ) -> None:
        alerting = self._alerting
        if not speaks:
            if word.decision == "forget":
                alerting.close(alert, time)
            elif not undone:
                alerting.set_status(alert, STATUSES[word.decision], time, until=word.until)
        elif undone:
            if alert.status == STATUSES.get(word.decision):
                alerting.set_status(alert, "open", time)
        elif word.decision == "malicious" and (malicious or alert.id == word.alert):
            alerting.set_status(alert, "malicious", time)
        elif alert.status in {"muted", "expected"} and word.decision == "malicious":
            alerting.set_status(alert, "open", time)

    def _about_initiator(self, word: Word) -> list[str]:
        """The alerts on an asset itself, not on its paths, where a word is on all that it begins."""
        if word.initiator is None:
            return []
        return [
            alert.id
            for alert in self._alerting.alerts.values()
            if alert.kind in {"scan", "new-asset"}
            and alert.initiator is not None
            and alert.initiator.asset == word.initiator
        ]

    def _cause_silenced(self, alert: AlertState, word: Word, time: float) -> bool:
        """Whether nothing is left to say of an alert besides its paths."""
        rulings, owner = self.rulings, None
        if word.decision == "forget" and (alert.id == word.alert or alert.kind != "scan"):
            return True
        if alert.initiator is not None:
            owner = self._inventory.assets.get(alert.initiator.asset)
        if alert.kind == "scan":
            words = [] if owner is None else rulings.of_sweeps(owner)
        elif alert.kind == "new-asset":
            newcomer = self._inventory.assets.get(alert.cause.partition("|")[2])
            began = newcomer is owner
            decides = None if newcomer is None else rulings.of_newcomer(newcomer, alert.cause, time, began=began)
            return decides is not None and decides.decision != "malicious"
        elif gathers_strangers(alert):
            words = self.standing.on_cause(alert.cause)
        else:
            return True
        decides = deciding(words, time)
        return decides is not None and decides.decision != "malicious"

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
                path.initiator_asset, path.responder_asset, path.service, spoke=path.answered
            )
        ]
        if not paths and word.subject == "path":
            began, reached = (self._inventory.assets.get(end) for end in word.paths[0][:2])
            if began is None or reached is None:
                covering = [other for other in others if speaks_of_names(other, word.paths[0])]
            else:
                covering = self.rulings.covering(began, reached, word.paths[0][2], spoke=True)
        return any(other in others for other in covering)
