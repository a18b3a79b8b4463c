"""The only door into the core: events of one site in, alerts and changed state out.

A new path is resolved, classified, scored, decided and learnt, in this order; what alerted is not learnt. There
is no clock and no I/O here: time comes from events, and the same events in the same order give the
same alerts, byte for byte. Almost every flow repeats a known path and costs one look-up in
`observation`; all else happens in `first_sight`, on a Tick, or when an hour or window ends.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from models.boundary.placing import place
from models.decisions.declared_since import declared_since
from models.decisions.raising import Raising
from models.engine import reset
from models.engine.correction import NO_SENSOR_BEFORE_S, step_back_windows
from models.engine.first_sight import FirstSight
from models.engine.listening import Listening
from models.engine.observation import Observation, Reject
from models.engine.reset import latest
from models.event_time.calendar import Calendar
from models.identity.declared import apply_change
from models.identity.realms import with_realms
from models.queries.census import Census, census_steps
from models.queries.learning import Watched, learning
from models.queries.listed_path import ListedPath
from models.queries.matrix import matrix
from models.queries.roles import roles
from models.queries.site_sensors import sensors_of
from models.queries.summary import summarise
from models.sensors.clocks import with_clocks
from models.settings import CoreSettings
from models.site import Site
from models.state import restore, snapshot
from models.verdicts.spoken import spoken
from models.verdicts.word import Word
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.asset_summary import AssetSummary
from schemas.flow import Flow
from schemas.overview.learning import SiteLearning
from schemas.overview.matrix import MatrixCell
from schemas.overview.roles import Role
from schemas.overview.sensors import SensorView
from schemas.path import PathRecord
from schemas.standing_word import StandingWord, Why
from schemas.state import StateRecord
from schemas.tick import Tick
from schemas.verdict import Verdict

_ASTRAY = "its collector's clock stands far from the site's, and neither flows nor a minute of Ticks confirmed it"


class Output(Struct):
    """What came out since it was last taken. `urgent`: a new alert, or one whose level rose.

    `shortened` are flows that were taken without their duration, which alone would have put their end far ahead.
    """

    alerts: list[Alert]
    paths: list[PathRecord]
    rejects: list[Reject]
    urgent: bool
    shortened: int = 0


class Pipeline:
    """One site's core."""

    def __init__(self, site: str, settings: CoreSettings) -> None:
        self.site = site
        self._begin(Site(site, settings, Calendar(settings.time_zone)))

    def _begin(self, state: Site) -> None:
        self._state = state
        raising = Raising(state)
        self._listening = Listening(state, raising)
        if state.listeners.of_learnt:
            state.graph.on_learnt = self._listening.learnt
        self._first_sight = FirstSight(state, raising)
        self._observation = Observation(state, self._first_sight, self._listening)

    def observe(self, flows: Sequence[Flow]) -> None:
        """Take flows in the order given. Flows that cannot be taken come out as rejects, with the reason."""
        self._follow()
        state, count = self._state, len(flows)
        flows = with_realms(with_clocks(flows, state.settings.clock_offsets), state.settings.realms)
        looked = state.sensors
        if looked.left >= count and not looked.several:
            looked.left -= count
        else:
            looked.observe(flows)
        self._observation.observe(flows)

    def tick(self, tick: Tick) -> None:
        """Take a Tick: parked flows are decided, days and digests and quiet alerts are closed.

        One that is not believed (see `tick_trust.py`) comes out as a reject, at times only after the next ones.
        """
        self._follow()
        state = self._state
        before = state.watermarks.tick_time
        clock = state.watermarks.plain_tick(tick.time)
        if clock is None:
            believed, refuted, refused = state.watermarks.tick(tick)
            self._observation.rejects += [Reject(each, _ASTRAY, "implausible") for each in refused]
            self._observation.apply_parked(believed)
            self._observation.refute(refuted)
            clock = state.watermarks.clock()
            if clock is None:
                return
        else:
            self._observation.apply_parked(())
        if state.watermarks.stepped_back:
            state.clock = clock
            state.next_quiet_check = min(state.next_quiet_check, clock)
            step_back_windows(state, clock)
        elif clock > state.clock:
            state.clock = clock
            if self._first_sight.close_days(clock):
                self._observation.forget_path_cache()
        self._listening.close_due(clock)
        state.sensors.tick(clock, len(state.watermarks.marks))
        now = state.watermarks.tick_time
        if now is not None:
            self._listening.clock(before, now)

    def change(self, change: AssetChange) -> None:
        """Take a statement about an asset, a zone or a conduit."""
        state = self._state
        if change.change in {"maintenance-started", "maintenance-ended"}:
            refused = state.maintenance.apply(change, latest(state), state.zones.map.zones)
        elif change.change == "learning-restarted":
            refused = self._learn_again(change)
        elif change.subject == "initiator":
            refused = f"{change.change!r} does not go with an initiator: use maintenance-started or maintenance-ended"
        elif change.subject == "site":
            refused = f"{change.change!r} does not go with a site: use learning-restarted"
        elif change.subject == "asset":
            refused = apply_change(state.inventory, change)
            if refused is None:
                asset = state.inventory.find(change.id)
                if asset is not None:
                    place(asset, state.zones)
                    state.graph.announce_of(asset)
                    declared_since(state, asset, change)
            self._first_sight.resolver.place_displaced()
        else:
            refused = state.zones.apply(change)
            state.zones_dirty = True
            state.reviewed = None
            moved = {each.id for each in state.inventory.assets.values() if place(each, state.zones)}
            if moved:
                state.graph.announce_of_all(moved)
        self._observation.forget_path_cache()
        if refused is not None:
            self._observation.rejects.append(Reject(change, refused))
        else:
            self._listening.change(change)

    def judge(self, verdict: Verdict) -> None:
        """Take a verdict."""
        self._follow()
        refused = self._state.verdicts.apply(verdict)
        self._observation.forget_path_cache()
        if refused is not None:
            self._observation.rejects.append(Reject(verdict, refused))

    def settle(self) -> bool:
        """All that is there has been read: decide what is parked. The day's digest goes on. Whether anything was."""
        believed, refuted = self._state.watermarks.settle()
        self._observation.apply_parked(believed)
        self._observation.refute(refuted)
        return bool(believed or refuted)

    def finish(self) -> None:
        """A recording has ended: decide what is parked and send the digest of the day that was being gathered."""
        self.settle()
        self._first_sight.finish(latest(self._state))

    def _follow(self) -> None:
        """Declarations come many at a time: what they change of words on paths is brought about once, after them."""
        if self._state.graph.moved:
            self._first_sight.follow_moved(latest(self._state))

    def take_output(self) -> Output | None:
        """What came out since the last call; None when nothing did."""
        self._follow()
        alerting, graph = self._state.alerting, self._state.graph
        observation = self._observation
        paths = graph.take_announced()
        if not (paths or alerting.outbox or observation.rejects or observation.shortened):
            return None
        output = Output(alerting.outbox, paths, observation.rejects, alerting.urgent, observation.shortened)
        alerting.outbox, alerting.urgent, observation.rejects, observation.shortened = [], False, [], 0
        return output

    @property
    def changes(self) -> int:
        """About how many records `changed_records` would give."""
        return len(self._state.windows.changed) + len(self._state.graph.dirty)

    def changed_records(self) -> list[StateRecord]:
        """The state records that changed since the last call."""
        self._follow()
        return snapshot.changed_records(self._state)

    def restore(self, records: Sequence[StateRecord]) -> list[str]:
        """Put stored state back. Returns what could not be read: those assets go back to learning."""
        problems = restore.restore(self._state, records)
        self._observation.forget_path_cache()
        return problems

    def asset_id(self, name: str) -> str | None:
        """The id of the asset of that id, declared id or address; None where there is none."""
        asset = self._state.inventory.find(name)
        return None if asset is None else asset.id

    def relearn_asset(self, name: str) -> str | None:
        """Go back to learning an asset, found by id, declared id or address. Returns its id; None: there is none."""
        asset = self._state.inventory.find(name)
        if asset is None:
            return None
        reset.relearn_asset(self._state, asset)
        self._state.verdicts.effects.settle_reviews(latest(self._state))
        self._observation.forget_path_cache()
        return asset.id

    def _learn_again(self, change: AssetChange) -> str | None:
        """Begin anew with learning what a statement names. Returns why not, where it names nothing that is here."""
        self._follow()
        named = reset.named(self._state, change)
        if isinstance(named, str):
            return named
        reset.learn_again(self._state, named)
        self._state.verdicts.effects.settle_reviews(latest(self._state))
        return None

    def relearn(self, *, keep_declared: bool) -> Output | None:
        """Go back to learning all; with `keep_declared`, zones, verdicts and inventory stay. Returns what came out."""
        reset.close_down(self._state)
        output = self.take_output()
        self._begin(reset.begin_again(self._state, keep_declared=keep_declared))
        return output

    def assets(self) -> list[AssetSummary]:
        """All assets, by id."""
        return summarise(self._state)

    def paths(self) -> list[PathRecord]:
        """All paths, by key."""
        graph = self._state.graph
        return [graph.record_of(graph.paths[key]) for key in sorted(graph.paths)]

    def matrix(self) -> list[MatrixCell]:
        """What talks to what, by sides and by zones."""
        state = self._state
        return matrix(self.site, self._walked(), state.zones, state.settings.policy)

    def roles(self) -> list[Role]:
        """Which assets of a zone do alike, as it was found with the first Tick of the day; none before."""
        return roles(self.site, self._state.inventory.assets, self._walked())

    def _walked(self) -> Iterator[ListedPath]:
        paths = self._state.graph.paths.values()
        return (ListedPath(path, path.initiator_asset, path.responder_asset) for path in paths)

    def learning(self) -> SiteLearning:
        """How far the site is learnt at its latest event time."""
        state = self._state
        paths = ((path, path.initiator_asset, path.responder_asset) for path in state.graph.paths.values())
        watched = Watched(self.site, latest(state), state.settings)
        return learning(watched, state.inventory.assets.values(), state.zones, paths, state.taught.groups.values())

    def sensors(self) -> list[SensorView]:
        """How well each sensor sees, by name."""
        return sensors_of(self._state)

    def words(self) -> list[Word]:
        """What people said and still stands, in the order in which it came."""
        return sorted(self._state.verdicts.standing.words.values(), key=lambda word: word.number)

    def spoken(self) -> list[StandingWord]:
        """The same, as people read it."""
        return [spoken(self.site, word, self._state.inventory.assets) for word in self.words()]

    def why(self, initiator: str, responder: str, service: str) -> Why:
        """Which word decides for a path at the site's latest event time, and which lost; ends by any of their names."""
        time, assets = latest(self._state), self._state.inventory.assets
        decides, lost = self._state.verdicts.why(initiator, responder, service, time)
        return Why(
            site=self.site,
            initiator=initiator,
            responder=responder,
            service=service,
            time=time,
            decides=None if decides is None else spoken(self.site, decides, assets),
            lost=tuple(spoken(self.site, word, assets) for word in lost),
        )

    def span(self) -> tuple[float, float] | None:
        """The first and the last time of flows that are believed, seconds UTC; None before any flow."""
        marks = self._state.watermarks.marks.values()
        latest_mark = max((mark.time for mark in marks if mark.began is not None), default=None)
        if latest_mark is None:
            return None
        began = self._state.began
        known = (path.first_seen for path in self._state.graph.paths.values())
        return min([began, *(time for time in known if time >= NO_SENSOR_BEFORE_S)]), max(latest_mark, began)

    def census(self) -> Iterator[Census | None]:
        """The site in a few figures, counted in steps: None while there is more to count, at last the census."""
        return census_steps(self._state)

    def ledger(self) -> list[PathRecord]:
        """What waits for a verdict, the oldest first."""
        graph = self._state.graph
        return [graph.record_of(path) for path in graph.held()]
