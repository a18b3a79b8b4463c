"""What the words come to on paths and alerts: brought about anew whenever a word or what it is on has changed.

A path follows the word that decides for it. An alert's status follows from its paths and from the word on its cause;
the order in which words were said has no say in it beyond the rule.
"""

from collections.abc import Iterable

from msgspec import Struct

from models.alerts.alert_state import AlertState, Ending
from models.alerts.alerting import Alerting
from models.alerts.describe import hop
from models.baseline.path import Path
from models.identity.inventory import Inventory
from models.lessons.taught import Taught
from models.paths.graph import UNDER_WORD, UNRAISED, UNREVIEWED, PathGraph, is_under_word, muted_with, under_word
from models.verdicts.rule import deciding
from models.verdicts.rulings import Rulings
from models.verdicts.subject import by_word, gathers_strangers, plain, without_path
from models.verdicts.word import PathKey, StandingDecision, Word
from schemas.alert import AlertStatus

STATUSES: dict[StandingDecision, AlertStatus] = {
    "expected": "expected", "malicious": "malicious", "mute": "muted", "forget": "closed",
}  # fmt: skip

FORGOTTEN = Ending("somebody said to forget what it tells")

Left = dict[str, set[PathKey]]
"""Alerts that are touched, and the paths that left each."""


class _Holds(Struct):
    """What an alert holds now: loud paths, those of them that are malicious, and the words that mute others."""

    loud: int = 0
    condemned: int = 0
    mutes: list[Word] = []


class Effects:
    """Brings words about in one site."""

    def __init__(
        self, graph: PathGraph, inventory: Inventory, alerting: Alerting, rulings: Rulings, taught: Taught
    ) -> None:
        self._graph = graph
        self._inventory = inventory
        self._alerting = alerting
        self._rulings = rulings
        self._taught = taught

    def redecide(
        self, paths: Iterable[Path], time: float, *, back_to: str | None = None, apart_from: str | None = None
    ) -> Left:
        """Bring paths to what the words say of them now. Returns the alerts that this touches.

        `back_to`: the alert that takes what is loud again. `apart_from`: the alert of a sweep that was judged, whose
        conversations are causes of their own from now on.
        """
        left: Left = {}
        for path in paths:
            before, home = path.alert, self._home(path)
            self._redecide_one(path, time, home or back_to)
            if path.alert is not None and path.alert == apart_from and self._rulings.of_known(path, time) is None:
                path.alert = UNRAISED
                self._graph.touch(path)
            for each in (home, path.alert):
                if each is not None and each in self._alerting.alerts:
                    left.setdefault(each, set())
            if home is not None and path.alert != home:
                left[home].add(path.key)
            elif path.alert != before and path.alert is not None and path.alert in self._alerting.alerts:
                time_held = path.held_since or path.first_seen
                found = hop(path.initiator_asset, path.responder_asset, path.service, time_held)
                self._alerting.list_again(self._alerting.alerts[path.alert], found)
        return left

    def settle(self, touched: Left, time: float, *, word: Word | None = None, undone: bool = False) -> None:
        """Give every alert that is touched the status that its paths and its cause have now.

        `word` was said, or with `undone` taken back; it speaks for an alert of which no path is kept.
        """
        holds = {alert_id: _Holds() for alert_id in touched if alert_id in self._alerting.alerts}
        if holds:
            for path in self._graph.paths.values():
                self._count(path, holds, time)
        for alert_id in sorted(holds):
            alert = self._alerting.alerts[alert_id]
            if alert.kind != "learning-review":
                before = alert.status
                self._settle_one(alert, holds[alert_id], touched[alert_id], time, word, undone=undone)
                if alert.status != before or word is not None:
                    self._taught.settled(alert, time, None if word is None or undone else word.id)
        self.settle_reviews(time, word)

    def settle_reviews(self, time: float, word: Word | None = None) -> None:
        """What was learnt by declaration and is to be reviewed: once every path of it is judged, its alert is."""
        reviews = [alert for alert in self._alerting.alerts.values() if alert.kind == "learning-review"]
        if not reviews:
            return
        waiting = {path.key for path in self._graph.paths.values() if path.learnt_by == UNREVIEWED}
        for alert in reviews:
            gone = {(hop.initiator, hop.responder, hop.service) for hop in alert.hops} - waiting
            if gone and waiting:
                self._alerting.drop_hops(alert, gone)
                alert.hops_total = max(len(alert.hops), len(waiting))
            if waiting:
                words = [w for w in self._rulings.standing.words.values() if w.alert == alert.id]
                decides = deciding(words, time)
                muted = decides is not None and decides.decision == "mute"
                self._set(alert, "muted" if muted else "open", time, [decides] if muted and decides else [])
            elif word is not None and word.decision == "malicious" and word.alert == alert.id:
                self._set(alert, "malicious", time, [])
            elif word is not None and word.decision == "forget" and word.alert == alert.id:
                self._alerting.close(alert, time, FORGOTTEN)
            else:
                self._set(alert, "expected", time, [])

    def _redecide_one(self, path: Path, time: float, home: str | None) -> None:
        graph = self._graph
        word = self._rulings.of_known(path, time)
        if word is None:
            held_by_word = path.status == "malicious" or is_under_word(path.alert) or by_word(path)
            if held_by_word and path.learnt_by != UNREVIEWED:
                reason = "what was said of it was taken back"
                graph.hold(path, alert=home or UNRAISED, reason=reason, time=time)
            return
        reason = word.reason or f"{word.decision}, said {word.author}"
        if word.decision == "malicious":
            graph.mark_malicious(path, alert=home or UNRAISED, reason=reason, time=time)
        elif word.decision == "expected" and (path.answered or word.sweep is None):
            if not plain(path):
                graph.learn(path, by=word.id, ask=word.until is not None)
        elif path.status != "learnt" or by_word(path):
            # Muted, or a try of an expected sweep, which becomes news once it is answered.
            graph.hold(path, alert=under_word(home) if home else UNDER_WORD, reason=reason, time=time)

    def _home(self, path: Path) -> str | None:
        """The alert that a path counts to, or is muted with; None where that is not open."""
        for alert_id in (path.alert, muted_with(path.alert)):
            if alert_id is not None and alert_id in self._alerting.alerts:
                return alert_id
        return None

    def _count(self, path: Path, holds: dict[str, _Holds], time: float) -> None:
        if path.alert is None:
            return
        own = holds.get(path.alert)
        if own is not None and path.status != "learnt":
            own.loud += 1
            own.condemned += path.status == "malicious"
            return
        muted = holds.get(muted_with(path.alert) or "")
        if muted is not None:
            decides = self._rulings.of_known(path, time)
            if decides is not None and decides.decision == "mute":
                muted.mutes = [*muted.mutes, decides]

    def _settle_one(  # noqa: PLR0913 - what is known of one alert
        self, alert: AlertState, holds: _Holds, left: set[PathKey], time: float, word: Word | None, *, undone: bool
    ) -> None:
        own_cause = alert.kind in {"scan", "new-asset"} or gathers_strangers(alert) or without_path(alert)
        cause = self._cause_word(alert, time) if own_cause else None
        speaks = own_cause and (cause is None or cause.decision == "malicious")
        if holds.loud or speaks:
            if left:
                self._alerting.drop_hops(alert, left)
            condemned = holds.condemned == holds.loud and (not speaks or cause is not None)
            self._set(alert, "malicious" if condemned and (holds.loud or cause) else "open", time, [])
            return
        mutes = holds.mutes + ([cause] if cause is not None and cause.decision == "mute" else [])
        if mutes:
            self._set(alert, "muted", time, mutes)
        elif undone:
            self._set(alert, "open", time, [])
        elif cause is not None:
            self._set(alert, "expected", time, [])
        elif word is not None and word.decision == "forget":
            self._alerting.close(alert, time, FORGOTTEN)
        elif word is not None:
            self._set(alert, STATUSES[word.decision], time, [word] if word.decision == "mute" else [])

    def _set(self, alert: AlertState, status: AlertStatus, time: float, mutes: list[Word]) -> None:
        ends = [each.until for each in mutes]
        until = None if not ends or None in ends else max(end for end in ends if end is not None)
        if status == "open" and alert.unsent:
            # What nobody has said anything of, or not any more, waits as before.
            status = "withheld"
        if status != alert.status or (status == "muted" and until != alert.muted_until):
            self._alerting.set_status(alert, status, time, until=until)

    def _cause_word(self, alert: AlertState, time: float) -> Word | None:
        """The word that decides for what an alert tells besides its paths."""
        rulings, owner = self._rulings, None
        if gathers_strangers(alert) or without_path(alert):
            return deciding(rulings.standing.on_cause(alert.cause), time)
        if alert.initiator is not None:
            owner = self._inventory.assets.get(alert.initiator.asset)
        if alert.kind == "scan":
            return None if owner is None else deciding(rulings.of_sweeps(owner), time)
        newcomer = self._inventory.assets.get(alert.cause.partition("|")[2])
        if newcomer is None:
            return deciding(rulings.standing.on_cause(alert.cause), time)
        return rulings.of_newcomer(newcomer, alert.cause, time, began=newcomer is owner)
