"""What verdicts do: to alerts, to the ledger, and to what comes later.

expected: learn it, and lift it out of the ledger. malicious: never learn it. mute: say nothing of it
till it expires. forget: as if it had never been seen.
"""

from msgspec import Struct, field

from models.alerting import Alerting, AlertState
from models.asset import Asset
from models.graph import PathGraph, PathKey
from models.inventory import Inventory
from models.path import Path
from schemas.verdict import Verdict

MAX_RULES = 4_096
"""Standing verdicts of one kind in one site: each is one person's decision, so this is generous."""


class StandingVerdicts(Struct, array_like=True):
    """What holds for paths not met yet. Mutes map a subject to its expiry, None meaning for good."""

    approved: dict[str, float | None] = field(default_factory=dict)
    condemned: dict[str, bool] = field(default_factory=dict)
    mutes: dict[str, float | None] = field(default_factory=dict)


class Judgement:
    """Applies verdicts, and remembers those that stand."""

    def __init__(self, graph: PathGraph, inventory: Inventory, alerting: Alerting) -> None:
        self._graph = graph
        self._inventory = inventory
        self._alerting = alerting
        self.standing = StandingVerdicts()
        self.dirty = False

    def apply(self, verdict: Verdict) -> str | None:
        """Take a verdict. Returns why it was refused, None when it was taken."""
        alert = None if verdict.alert is None else self._alerting.alerts.get(verdict.alert)
        paths = self._paths_of(verdict)
        if verdict.alert is not None and alert is None and not paths:
            return f"no open alert {verdict.alert!r}"
        self.dirty = True
        reason = verdict.reason or f"{verdict.decision}, said {verdict.author}"
        match verdict.decision:
            case "expected":
                self._stand(self.standing.approved, verdict, verdict.expires)
                for path in paths:
                    self._graph.learn(path)
            case "malicious":
                self._condemn(verdict)
                for path in paths:
                    self._graph.condemn(path, alert=verdict.alert, reason=reason, time=verdict.time)
            case "mute":
                self._stand(self.standing.mutes, verdict, verdict.expires)
            case "forget":
                self._unstand(verdict)
                for path in paths:
                    self._graph.forget(path)
        for state in self._alerts_of(verdict, paths, alert):
            self._set(state, verdict)
        return None

    def approved(self, initiator: Asset, responder: Asset, service: str, time: float) -> bool:
        """Whether a new path was said to be expected before it came."""
        return self._holds(self.standing.approved, initiator, responder, service, time)

    def condemned(self, initiator: Asset, responder: Asset, service: str) -> bool:
        """Whether a new path was said to be malicious before it came."""
        return any(subject in self.standing.condemned for subject in _subjects(initiator, responder, service))

    def muted_until(self, initiator: Asset, responder: Asset, service: str, time: float) -> tuple[bool, float | None]:
        """Whether a mute covers a new path, and until when (None: for good)."""
        for subject in _subjects(initiator, responder, service):
            if subject in self.standing.mutes:
                until = self.standing.mutes[subject]
                if until is None or time < until:
                    return True, until
        return False, None

    def _set(self, alert: AlertState, verdict: Verdict) -> None:
        match verdict.decision:
            case "expected" | "malicious":
                self._alerting.set_status(alert, verdict.decision, verdict.time)
            case "mute":
                self._alerting.set_status(alert, "muted", verdict.time, until=verdict.expires)
            case "forget":
                self._alerting.close(alert, verdict.time)

    def _alerts_of(self, verdict: Verdict, paths: list[Path], named: AlertState | None) -> list[AlertState]:
        """The alerts a verdict speaks of; one about a path decides an alert only when it has no other path."""
        if named is not None:
            return [named]
        if verdict.alert is not None:
            return []
        found: list[AlertState] = []
        covered = {path.key for path in paths} | set(self._named_keys(verdict))
        for alert_id in sorted(self._alerting.alerts):
            alert = self._alerting.alerts[alert_id]
            keys = {(hop.initiator, hop.responder, hop.service) for hop in alert.hops}
            by_initiator = verdict.initiator is not None and alert.initiator is not None
            if (
                by_initiator and alert.initiator is not None and self._is(alert.initiator.asset, verdict.initiator)
            ) or (keys and keys <= covered):
                found.append(alert)
        return found

    def _paths_of(self, verdict: Verdict) -> list[Path]:
        graph = self._graph
        if verdict.alert is not None:
            alert = self._alerting.alerts.get(verdict.alert)
            keys = {(hop.initiator, hop.responder, hop.service) for hop in alert.hops} if alert else set()
            return sorted((p for p in graph.paths.values() if p.alert == verdict.alert or p.key in keys), key=_by_key)
        if verdict.path is not None:
            return [graph.paths[key] for key in self._named_keys(verdict) if key in graph.paths]
        waiting = graph.held() if verdict.decision != "forget" else list(graph.paths.values())
        return sorted((path for path in waiting if self._speaks_of(verdict, path)), key=_by_key)

    def _named_keys(self, verdict: Verdict) -> list[PathKey]:
        if verdict.path is None:
            return []
        initiator = self._inventory.find(verdict.path.initiator)
        responder = self._inventory.find(verdict.path.responder)
        if initiator is None or responder is None:
            return []
        return [(initiator.id, responder.id, verdict.path.service)]

    def _speaks_of(self, verdict: Verdict, path: Path) -> bool:
        if verdict.initiator is not None:
            return self._is(path.initiator, verdict.initiator)
        if verdict.zones is None:
            return False
        initiator, responder = self._graph.ends(path)
        return initiator.zone == verdict.zones.from_zone and responder.zone == verdict.zones.to_zone

    def _is(self, asset_id: str, name: str | None) -> bool:
        found = None if name is None else self._inventory.find(name)
        return asset_id == name or (found is not None and found.id == asset_id)

    def _stand(self, table: dict[str, float | None], verdict: Verdict, until: float | None) -> None:
        subject = self._subject_of(verdict)
        if subject is not None:
            table.pop(subject, None)
            table[subject] = until
            self.standing.condemned.pop(subject, None)
            if len(table) > MAX_RULES:
                del table[next(iter(table))]

    def _condemn(self, verdict: Verdict) -> None:
        subject = self._subject_of(verdict)
        if subject is not None:
            self.standing.approved.pop(subject, None)
            self.standing.condemned[subject] = True
            if len(self.standing.condemned) > MAX_RULES:
                del self.standing.condemned[next(iter(self.standing.condemned))]

    def _unstand(self, verdict: Verdict) -> None:
        subject = self._subject_of(verdict)
        if subject is not None:
            for table in (self.standing.approved, self.standing.condemned, self.standing.mutes):
                table.pop(subject, None)

    def _subject_of(self, verdict: Verdict) -> str | None:
        if verdict.path is not None:
            named = self._named_keys(verdict)
            key = named[0] if named else (verdict.path.initiator, verdict.path.responder, verdict.path.service)
            return "path\x1f" + "\x1f".join(key)
        if verdict.initiator is not None:
            found = self._inventory.find(verdict.initiator)
            return f"initiator\x1f{found.id if found else verdict.initiator}"
        if verdict.zones is not None:
            return f"zones\x1f{verdict.zones.from_zone}\x1f{verdict.zones.to_zone}"
        return None

    def _holds(
        self, table: dict[str, float | None], initiator: Asset, responder: Asset, service: str, time: float
    ) -> bool:
        if not table:
            return False
        for subject in _subjects(initiator, responder, service):
            if subject in table:
                until = table[subject]
                if until is None or time < until:
                    return True
        return False


def _subjects(initiator: Asset, responder: Asset, service: str) -> tuple[str, ...]:
    """Under which names a standing verdict may cover a path."""
    return (
        f"path\x1f{initiator.id}\x1f{responder.id}\x1f{service}",
        f"initiator\x1f{initiator.id}",
        f"zones\x1f{initiator.zone}\x1f{responder.zone}",
    )


def _by_key(path: Path) -> PathKey:
    return path.key
