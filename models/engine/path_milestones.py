"""What happens seldom on a known path: a new hour or window, a new operation, a first answer, a flow for its alert.

The hot path (`observation.py`) calls these only where one of them is due.
"""

from collections.abc import Callable

from models.baseline import baseline
from models.baseline.asset import Asset
from models.baseline.path import Path, hour_end_of
from models.boundary.placing import place, shows_ot
from models.decisions.returning import RETURN_S
from models.engine.first_sight import FirstSight
from models.engine.listening import Listening
from models.findings.legs import SESSIONS
from models.identity.direction import FAILED, said_nothing
from models.paths.graph import is_under_word, muted_with
from models.paths.path_cache import PathCache
from models.site import NO_SLOT, Site
from schemas.flow import Flow
from schemas.services.names import OT_SERVICES
from schemas.services.operations import classes_of


class PathMilestones:
    """Of all paths of one site. `forget_all` makes every way be found anew."""

    def __init__(
        self,
        site: Site,
        first_sight: FirstSight,
        listening: Listening,
        path_cache: PathCache,
        forget_all: Callable[[], None],
    ) -> None:
        self._site = site
        self._first_sight = first_sight
        self._listening = listening
        self._path_cache = path_cache
        self._forget_all = forget_all

    def due(self, path: Path, flow: Flow) -> None:
        """A path's first flow in an hour, or in a window where one listens; each, where people work by it (a step)."""
        heard, end = self._site.windows.heard, flow.end
        if heard and end >= path.window_end:
            self._listening.next_window(path, end)
        if end >= path.hour_end:
            self._begin_hour(path, flow)
        path.next_due = path.window_end if heard else path.hour_end
        if path.service in SESSIONS:
            path.next_due = 0.0
            self._first_sight.session(path, flow)

    def operated(self, path: Path, flow: Flow) -> None:
        """Note which classes of operations a flow asked for; one that is new on a path known for long is news."""
        asked = classes_of(flow.operations)
        path.window_operations |= asked
        new = asked & ~path.operations
        if not new or path.slot == NO_SLOT:
            return
        if not path.operations:
            path.operations_since = flow.end
        elif self._first_sight.operations_held(path, flow, new):
            return
        path.operations |= new

    def noted(self, path: Path, flow: Flow) -> None:
        """Keep what the sensor itself found in a flow, such as an alert of Suricata."""
        if path.slot != NO_SLOT and path.note != flow.notes[-1]:
            path.note = flow.notes[-1]
            self._site.graph.announce(path)

    def unwelcome(self, path: Path, flow: Flow, before: float) -> None:
        """A flow was not answered, refused or reset: detectors hear of it where it came to nothing.

        `before` is when its path spoke last, seconds UTC.
        """
        if flow.state in FAILED:
            path.window_failures += 1
        if path.answered and path.slot != NO_SLOT and said_nothing(flow):
            self._listening.failed(path, flow, before)

    def _begin_hour(self, path: Path, flow: Flow) -> None:
        """A path's first flow in an hour of event time: one incidence, and one a day."""
        state, initiator, responder = self._site, path.initiator_asset, path.responder_asset
        end = flow.end
        path.hour_end = hour_end_of(end)
        if path.slot == NO_SLOT:
            return
        if end - min(initiator.record.last_seen, responder.record.last_seen) >= RETURN_S:
            self._first_sight.welcome_back(path, flow)
        if path.service in OT_SERVICES:
            state.sensors.saw_ot(flow.sensor, end)
        day = state.calendar.day_of(end)
        state.inventory.changed_assets.update((path.initiator, path.responder))
        for asset in (each for each in (initiator, responder) if each.record.external):
            state.seen(asset, end, day)  # since it has no windows that end
        baseline.count_hour(path, initiator, responder)
        if day > path.day:
            state.graph.end_day(path)
            path.day = day
            baseline.count_day(path, initiator, responder)
            self._listening.path_day(path, end, flow.sensor)
            state.graph.announce(path)
        learnt = path.status == "learnt" and path.learnt_by is None
        if shows_ot(initiator, responder, path.service, answered=path.answered, hours=path.hours, learnt=learnt):
            self._place_again(initiator, responder)

    def answered(self, path: Path, flow: Flow) -> None:
        """Tries have become a conversation."""
        initiator, responder = path.initiator_asset, path.responder_asset
        path.answered = True
        self._site.graph.announce(path)
        learnt = path.status == "learnt" and path.learnt_by is None
        if shows_ot(initiator, responder, path.service, answered=True, hours=path.hours, learnt=learnt):
            self._place_again(initiator, responder)
        newcomer = self._first_sight.met(responder)
        if path.status == "held":
            self._first_sight.reconsider(path, flow, novelty="answer", newcomer=responder if newcomer else None)
        elif newcomer:
            self._first_sight.welcome(path, flow, responder)

    def count_for_alert(self, path: Path, flow: Flow) -> None:
        """Count a flow for the alert of its path; where that is over, judge the path anew."""
        alerting = self._site.alerting
        if self._site.maintenance.goes_on(path.alert, flow):
            return
        asks = is_under_word(path.alert)
        if asks and self._first_sight.silenced(path, flow.end):
            muted = alerting.alerts.get(muted_with(path.alert) or "")
            if muted is not None and muted.status == "muted":
                alerting.touch(muted.id, flow, silent=True)
            return
        known = alerting.alerts.get(path.alert or "")
        if known is not None and known.status not in {"muted", "expected"} and not known.leaderless:
            alerting.touch(known.id, flow)
            return
        if path.status == "learnt" and asks:
            self._site.graph.hold(path, alert=None, reason="what was said of it has run out", time=flow.end)
        path.alert = None
        if path.status != "learnt":
            alert = self._first_sight.reconsider(path, flow, novelty="path")
            if alert is not None:
                alerting.touch(alert, flow)

    def _place_again(self, initiator: Asset, responder: Asset) -> None:
        zones = self._site.zones
        self._site.inventory.changed_assets.update((initiator.id, responder.id))
        for asset in (initiator, responder):
            if place(asset, zones):
                self._site.graph.announce_of(asset)
                if self._site.inventory.keeps(asset):
                    self._path_cache.forget_ends([asset])
                else:
                    self._forget_all()
