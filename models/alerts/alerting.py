"""Alerts by cause: opened, grown, revised, muted, judged and closed.

One cause makes one alert. A revision comes only when the count has doubled, the level rose, the status
changed, or a day passed (design section 4).
"""

from msgspec.structs import replace

from models.alerts import overflow
from models.alerts.admission import withheld
from models.alerts.admission.gate import Gate
from models.alerts.alert_state import AlertState, Ending, alert_id, as_alert
from models.alerts.describe import evidence
from models.alerts.listed_paths import PathKey, add_hops, drop_hops, drop_try
from models.alerts.naming import NameOf, name_anew
from models.alerts.neighbours import Neighbours
from models.event_time.calendar import DAY_S, HOUR_S, Calendar
from models.findings.scan_tracker import Few, Sweep
from models.findings.sighting import Finding
from schemas.alert import Alert, AlertStatus, Hop, Level, level_of
from schemas.flow import Flow

MAX_EVIDENCE = 50
"""Design section 4: at most 50, with the total."""

QUIET_S = 3 * DAY_S
"""Quiet days after which an episode closes: longer than a weekend, so that Monday continues Friday."""

CONDITION_QUIET_S = 2 * HOUR_S
"""The same for what holds without a flow: it is told each hour, unless its detector has lost what it remembered."""

MAX_EPISODES = 65_536

_QUIET = Ending("nothing more of it was seen for three days")
_LOST = Ending("nothing more of it was seen for two hours")

_LEVELS: tuple[Level, ...] = ("info", "low", "medium", "high", "critical")


class Alerting:
    """All open alerts of one site.

    `name_of` gives the names that a revision bears; None: those it was made with. `gate`: what decides what goes out at
    once; None: all does.
    """

    def __init__(self, site: str, name_of: NameOf | None = None, gate: Gate | None = None) -> None:
        self._site = site
        self._name_of = name_of
        self.gate = gate or Gate(Calendar("UTC"), None)
        self.alerts: dict[str, AlertState] = {}
        self.by_cause: dict[str, str] = {}
        self.episodes: dict[str, int] = {}
        self.outbox: list[Alert] = []
        self.urgent = False
        self.changed: set[str] = set()
        self.removed: set[str] = set()
        self.episodes_dirty = False
        self.latest = 0.0
        """The newest time of a revision, seconds UTC: none is published with an earlier one, so that a log of them does
        not run backwards where a flow came late."""
        self._neighbours = Neighbours()

    def open(self, finding: Finding, draft: AlertState) -> AlertState:
        """The alert of a finding's cause: the open one, grown by the draft's hops and figures, or a new one.

        Nothing is published before the flow itself is counted (see `touch`).
        """
        cause = "|".join((finding.kind, *finding.cause))
        known = self.by_cause.get(cause)
        if known is None and len(self.alerts) >= overflow.MAX_OPEN:
            cause = overflow.overflow_cause(finding.kind, finding.cause, len(self.alerts))
            known = self.by_cause.get(cause)
        if known is not None:
            return self.grow(known, draft)
        episode = self.episodes.pop(cause, 0) + 1
        self.episodes[cause] = episode
        self.episodes_dirty = True
        if len(self.episodes) > MAX_EPISODES:
            del self.episodes[next(iter(self.episodes))]
        draft.cause = cause
        draft.id = alert_id(self._site, finding.kind, cause, episode)
        self.alerts[draft.id] = draft
        self.by_cause[cause] = draft.id
        self._neighbours.put(draft)
        self.changed.add(draft.id)
        return draft

    def grow(self, alert_id: str, draft: AlertState) -> AlertState:
        """Add a draft's hops to an open alert; the higher severity and its reasons stand.

        The worst path of a cause speaks for it, in title, text, ends and time alike; an alert that stands for many
        keeps its own title, and a sweep tells its newest figures. One that was muted speaks again, for the draft's path
        alone.
        """
        alert = self.alerts[alert_id]
        if alert.status == "muted":
            alert.status = "withheld" if alert.unsent else "open"
            alert.muted_until, alert.leaderless = None, True
            alert.hops, alert.hops_total = [], 0
        add_hops(alert, draft.hops)
        alert.forbidden = alert.forbidden or draft.forbidden
        if draft.severity > alert.severity or alert.leaderless:
            alert.leaderless = False
            alert.severity, alert.reasons = draft.severity, draft.reasons
            alert.taught, alert.witnesses = draft.taught, ()
            if draft.kind == alert.kind and not alert.joined:
                alert.title, alert.text, alert.time = draft.title, draft.text, draft.time
                alert.initiator, alert.responder, alert.vlan = draft.initiator, draft.responder, draft.vlan
                alert.service, alert.transport, alert.crossing = draft.service, draft.transport, draft.crossing
                alert.baseline, alert.attack, alert.advice = draft.baseline, draft.attack, draft.advice
                self._neighbours.put(alert)
        if alert.kind == "scan" and draft.kind == "scan":
            self._tell_newest(alert, draft)
        self.changed.add(alert_id)
        return alert

    def _tell_newest(self, alert: AlertState, draft: AlertState) -> None:
        """A sweep grows: its title and its own reason tell what was tried until now, whichever try was the worst."""
        own = next((reason for reason in draft.reasons if reason.text == draft.text), None)
        if own is not None:
            alert.reasons = tuple(
                replace(own, weight=reason.weight) if reason.text == alert.text else reason for reason in alert.reasons
            )
        alert.title, alert.text = draft.title, draft.text

    def take_over(self, alert: AlertState, other: AlertState, time: float) -> None:
        """Make `other` part of `alert`, with all it had gathered, and close it in its favour."""
        add_hops(alert, other.hops)
        alert.forbidden = alert.forbidden or other.forbidden
        alert.continues = alert.continues or (other.revision > 0 and not other.unsent)
        alert.count += other.count
        alert.first_seen = min(alert.first_seen, other.first_seen)
        alert.evidence_total += other.evidence_total
        alert.evidence += other.evidence[: MAX_EVIDENCE - len(alert.evidence)]
        alert.initiator_octets += other.initiator_octets
        alert.responder_octets += other.responder_octets
        if other.severity > alert.severity:
            alert.severity, alert.reasons = other.severity, other.reasons
            alert.taught, alert.witnesses = other.taught, other.witnesses
        self.close(other, time, Ending(f"it is part of alert {alert.id[:12]} now, {alert.title}", alert.id))

    def extend(self, alert: AlertState, sweep: Sweep) -> None:
        """Keep with a sweep's alert what it has tried: a person may judge it long after."""
        alert.tries, alert.places = alert.tries or Few(), alert.places or Few()
        alert.tries.join(sweep.tries)
        alert.places.join(sweep.places)
        self.changed.add(alert.id)

    def list_again(self, alert: AlertState, hop: Hop) -> None:
        """A path that is loud again is one that an alert speaks for."""
        add_hops(alert, [hop])
        self.changed.add(alert.id)

    def drop_hops(self, alert: AlertState, keys: set[PathKey]) -> None:
        """Paths that were judged by themselves are no longer what an alert speaks for."""
        drop_hops(alert, keys)
        self.changed.add(alert.id)

    def answered_elsewhere(self, alert: AlertState, key: PathKey) -> None:
        """A path that an alert lists as tried was answered, and another alert tells that: this one lists it no more."""
        if drop_try(alert, key):
            self._neighbours.put(alert)
        self.changed.add(alert.id)

    def begun_by(self, initiator: str) -> list[AlertState]:
        """The alerts that show this initiator, by id."""
        return [self.alerts[each] for each in sorted(self._neighbours.of_initiator(initiator))]

    def touch(self, alert_id: str, flow: Flow, *, silent: bool = False) -> bool:
        """Count one more flow of an alert, and publish a revision when one is due. False when it is not open.

        `silent`: a mute covers the flow's path, which is counted all the same.
        """
        alert = self.alerts.get(alert_id)
        if alert is None:
            return False
        alert.count += 1
        alert.gone_after_s = None
        alert.first_seen = min(alert.first_seen, flow.start)
        alert.last_seen = max(alert.last_seen, flow.end)
        alert.initiator_octets += flow.initiator_octets or 0
        alert.responder_octets += flow.responder_octets or 0
        alert.evidence_total += 1
        if len(alert.evidence) < MAX_EVIDENCE:
            alert.evidence.append(evidence(flow))
        self.changed.add(alert_id)
        if not silent:
            self._publish_if_due(alert, flow.end)
        return True

    def set_status(self, alert: AlertState, status: AlertStatus, time: float, *, until: float | None = None) -> None:
        """A person's word. Judged `expected`, the cause is free for a new episode; judged anew, until there is one."""
        alert.status, alert.muted_until = status, until
        self.gate.unlist(alert)
        if status in {"expected", "closed"}:
            alert.freed = True
            if self.by_cause.get(alert.cause) == alert.id:
                del self.by_cause[alert.cause]
        elif alert.freed and alert.cause not in self.by_cause:
            alert.freed = False
            self.by_cause[alert.cause] = alert.id
        self._publish(alert, time)

    def put_back(self, alert: AlertState) -> None:
        """An alert as it was stored."""
        self.alerts[alert.id] = alert
        self._neighbours.put(alert)
        if not alert.freed and alert.status not in {"expected", "closed"}:
            self.by_cause[alert.cause] = alert.id

    def close(self, alert: AlertState, time: float, ending: Ending) -> None:
        """End an episode. A judged alert leaves without a word; an open or withheld one says so once, and why."""
        if self.by_cause.get(alert.cause) == alert.id:
            del self.by_cause[alert.cause]
        if ending.by is not None:
            self.gate.unlist(alert)
        if alert.status in {"open", "withheld"} and alert.revision > 0:
            alert.status = "closed"
            self._publish(alert, time, ending)
        del self.alerts[alert.id]
        self._neighbours.drop(alert.id)
        self.changed.discard(alert.id)
        self.removed.add(alert.id)

    def close_quiet(self, clock: float) -> None:
        """Close every episode that has been quiet for `QUIET_S`.

        Muted ones wait for their expiry, what was learnt and is to be reviewed for a person.
        """
        quiet = [
            alert
            for alert in self.alerts.values()
            if clock - alert.last_seen >= (QUIET_S if alert.count else CONDITION_QUIET_S)
        ]
        for alert in sorted(quiet, key=lambda each: each.id):
            if alert.kind == "learning-review" and alert.status in {"open", "muted"}:
                if alert.status == "muted" and alert.muted_until is not None and alert.muted_until <= clock:
                    self.set_status(alert, "open", clock)
                continue
            if alert.status == "muted" and (alert.muted_until is None or alert.muted_until > clock):
                continue
            self.close(alert, clock, _QUIET if alert.count else _LOST)
        for each in sorted(self.alerts):
            if self.alerts[each].unnamed:
                self._publish_if_due(self.alerts[each], clock)

    def hold(self, alert: AlertState, draft: AlertState) -> None:
        """What an alert without a path tells holds at the draft's time: publish it, then a revision when one is due."""
        alert.title, alert.text, alert.reasons = draft.title, draft.text, draft.reasons
        alert.last_seen = max(alert.last_seen, draft.last_seen)
        self.changed.add(alert.id)
        self._publish_if_due(alert, draft.last_seen)

    def go_on(self, cause: str, time: float) -> None:
        """What a muted alert without a path tells still holds: it stays, and says nothing."""
        alert = self.alerts.get(self.by_cause.get(cause, ""))
        if alert is not None:
            alert.last_seen = max(alert.last_seen, time)
            self.changed.add(alert.id)

    def announce(self, alert: AlertState, time: float) -> None:
        """Publish an alert that no flow counts for."""
        self.urgent = True
        self._publish(alert, time)

    def announce_again(self, alert: AlertState, time: float) -> None:
        """Publish one more revision, which nobody need be woken for."""
        self._publish(alert, time)

    def close_withheld(self, clock: float | None) -> None:
        """Send the list of what was withheld once its day is over by `clock`; None: whatever the day."""
        day = self.gate.day
        if not day.listed_total or (clock is not None and clock < day.due):
            return
        there = [self.alerts[each.id] for each in day.listed if each.id in self.alerts]
        self.publish_digest(withheld.digest(self._site, day, there))
        day.clear()
        self.gate.dirty = True

    def publish_digest(self, digest: Alert) -> None:
        """Send a finished digest."""
        self.latest = max(self.latest, digest.time)
        self.outbox.append(replace(digest, revision_time=self.latest))

    def _publish_if_due(self, alert: AlertState, time: float) -> None:
        if alert.status in {"muted", "expected"}:
            return
        risen = _LEVELS.index(level_of(alert.severity)) > _LEVELS.index(alert.published_level)
        if (
            alert.revision == 0
            or alert.count >= max(1, 2 * alert.published_count)
            or risen
            or alert.status != alert.published_status
            or (alert.status == "withheld" and withheld.never_withheld(alert))
            or time - alert.published_time >= (overflow.NAMED_WITHIN_S if alert.unnamed else DAY_S)
        ):
            self.urgent = self.urgent or alert.revision == 0 or risen
            self._publish(alert, time)

    def _publish(self, alert: AlertState, time: float, ending: Ending | None = None) -> None:
        is_first = alert.revision == 0
        promoted: list[AlertState] = []
        if is_first:
            promoted = self.gate.first(alert, self._about_its_hosts(alert), time)
        elif alert.status in {"open", "withheld"}:
            self.gate.again(alert, time)
        released = alert.unsent and alert.status in {"open", "malicious"}
        alert.unsent = alert.unsent and not released
        alert.revision += 1
        alert.published_count = alert.count
        self.latest = alert.published_time = max(self.latest, alert.published_time, time)
        alert.published_level = level_of(alert.severity)
        alert.published_status = alert.status
        alert.unnamed = False
        if self._name_of is not None:
            name_anew(alert, self._name_of)
        self.changed.add(alert.id)
        alert.published_related = max(0, len(self._same_initiator(alert)) - 1)
        others = self._neighbours.related(alert, self.alerts)
        self.outbox.append(as_alert(self._site, alert, ending, *others, released=released))
        if is_first:
            self._tell_others(alert, time)
        for other in promoted:
            self.urgent = True
            self._publish(other, time)

    def _about_its_hosts(self, alert: AlertState) -> list[AlertState]:
        hosts = [end.asset for end in (alert.initiator, alert.responder) if end is not None]
        found = {each for host in hosts for each in self._neighbours.of_host(host)} - {alert.id}
        return [self.alerts[each] for each in sorted(found)]

    def _same_initiator(self, alert: AlertState) -> set[str]:
        return set() if alert.initiator is None else self._neighbours.of_initiator(alert.initiator.asset)

    def _tell_others(self, alert: AlertState, time: float) -> None:
        """An initiator's alerts name each other: the others get a revision each time that their number has doubled."""
        same = self._same_initiator(alert)
        if len(same) < 2 or len(same) & (len(same) - 1):
            return
        for each in sorted(same - {alert.id}):
            other = self.alerts[each]
            if other.status == "open" and other.revision and len(same) - 1 >= 2 * other.published_related:
                self._publish(other, time)
