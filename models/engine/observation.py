"""Known paths: the one look-up and the few counters that almost every flow costs.

`_observe` is the hot path, one function on purpose: nothing is allocated in it and nothing called
for a known path. All else happens when a way is not remembered, or seldom on one that is (`path_milestones.py`).
"""

from collections.abc import Iterator, Sequence
from operator import length_hint
from typing import NamedTuple

import msgspec

from models.baseline.open_windows import count_late
from models.baseline.path import SMOOTHING, Path
from models.engine.correction import correct
from models.engine.counted_once import CountedOnce
from models.engine.first_sight import FirstSight
from models.engine.listening import Listening
from models.engine.path_milestones import PathMilestones
from models.engine.would_cross import WOULD_CROSS, crossing_named
from models.event_time.tick_trust import JUMP_S
from models.event_time.watermark import Mark
from models.identity.direction import FAILED, UNWELCOME, answered, oriented
from models.paths.path_cache import PathCache
from models.site import Site
from schemas.asset_change import AssetChange
from schemas.dead_letter import DeadKind
from schemas.flow import Flow
from schemas.tick import Tick
from schemas.verdict import Verdict


class Reject(NamedTuple):
    """A record that could not be taken, and why."""

    record: Flow | Tick | AssetChange | Verdict
    reason: str
    kind: DeadKind = "rejected"


class Observation:
    """Takes the flows of one site."""

    def __init__(self, site: Site, first_sight: FirstSight, listening: Listening) -> None:
        self._state = site
        self._listening = listening
        self._first_sight = first_sight
        self._path_cache = PathCache()
        self._milestones = PathMilestones(site, first_sight, listening, self._path_cache, self.forget_path_cache)
        self.rejects: list[Reject] = []
        self.shortened = 0
        """Flows that were taken without their duration."""

    def observe(self, flows: Sequence[Flow]) -> None:
        """Take flows in the order given. Flows that cannot be taken come out as rejects, with the reason.

        A failure of the core itself costs the one flow it failed on: that one is a reject too, and the
        next are taken. It is counted up to where it failed.
        """
        left = iter(flows) if not self._state.sensors.shared else self._counted_once(flows)
        while True:
            try:
                self._observe(left)
            except MemoryError:
                raise
            except Exception as error:  # noqa: BLE001 - one flow never stops a plant; a replay fails on it alike
                # Which one it was is told by how many are left: the loop need not write it down.
                failed = flows[len(flows) - length_hint(left) - 1]
                self.rejects.append(Reject(failed, f"the core failed on this flow: {error!r}", "failed"))
            else:
                return

    def _observe(self, flows: Iterator[Flow]) -> None:  # noqa: C901, PLR0912, PLR0915 - the hot path, see above
        by_address = self._path_cache.by_address
        marks = self._state.watermarks.marks
        dirty_paths = self._state.graph.dirty
        dirty_sums = self._state.windows.changed
        weight, rest = SMOOTHING, 1.0 - SMOOTHING
        for flow in flows:
            end = flow.end
            mark = marks.get(flow.sensor)
            if mark is None or end > mark.horizon:
                mark = self._admit(flow)
                if mark is None:
                    continue
            if end > mark.time:
                mark.time = end
            elif end < mark.time - JUMP_S:
                if end < self._state.watermarks.floor:
                    flow = self._at_present(flow, mark)  # noqa: PLW2901 - the same flow, at a time that is believed
                    end = flow.end
                elif mark.behind:
                    mark.behind += 1
                    mark.behind_latest = max(mark.behind_latest, end)
                    mark.behind_first = min(mark.behind_first, end)
                else:
                    mark.behind, mark.behind_first, mark.behind_latest = 1, end, end
            mark.flows += 1

            if flow.direction != "certain":
                flow = oriented(flow, self._first_sight.knows_reverse)  # noqa: PLW2901 - the same flow, turned round
            path = by_address.get(
                (flow.initiator_ip, flow.responder_ip, flow.responder_port, flow.transport, flow.service)
            )
            if path is None or path.check != (flow.initiator_mac, flow.responder_mac, flow.realm):
                flow, path = self._find_path(flow)  # noqa: PLW2901 - the same flow, turned round
                if path is None:
                    continue

            last = path.last_seen
            if end > last:
                if path.gap_s:
                    delta = end - last - path.gap_s
                    path.gap_s += weight * delta
                    path.gap_var = rest * (path.gap_var + weight * delta * delta)
                else:
                    path.gap_s = end - last
                if end >= path.next_due:
                    self._milestones.due(path, flow)
                path.last_seen = end
            elif end < path.window_begin:
                count_late(path, flow, failed=flow.state in FAILED)
            elif end < path.first_seen:
                path.first_seen = end

            initiator_octets, responder_octets = flow.initiator_octets or 0, flow.responder_octets or 0
            path.window_flows += 1
            path.window_initiator_octets += initiator_octets
            path.window_responder_octets += responder_octets
            path.window_initiator_packets += flow.initiator_packets or 0
            path.window_responder_packets += flow.responder_packets or 0
            delta = initiator_octets + responder_octets - path.octets
            path.octets += weight * delta
            path.octets_var = rest * (path.octets_var + weight * delta * delta)
            if flow.state in UNWELCOME:
                self._milestones.unwelcome(path, flow, last)
            if flow.operations:
                self._milestones.operated(path, flow)
            if flow.notes:
                self._milestones.noted(path, flow)
            if not path.dirty:
                path.dirty = True
                dirty_paths.append(path)

            # Both assets' windows in the open, twice the same: a call costs as much as what it would do.
            sums = path.initiator_sums
            if end >= sums.end:
                self._listening.roll(path.initiator_asset, end)
            if end >= sums.begin:
                sums.begun += 1
                sums.sent_octets += initiator_octets
                sums.received_octets += responder_octets
                if not sums.dirty:
                    sums.dirty = True
                    dirty_sums.append(sums)
            sums = path.responder_sums
            if end >= sums.end:
                self._listening.roll(path.responder_asset, end)
            if end >= sums.begin:
                sums.answered += 1
                sums.sent_octets += responder_octets
                sums.received_octets += initiator_octets
                if not sums.dirty:
                    sums.dirty = True
                    dirty_sums.append(sums)

            if not path.answered and answered(flow):
                self._milestones.answered(path, flow)
            if path.alert is not None:
                self._milestones.count_for_alert(path, flow)

    def _counted_once(self, flows: Sequence[Flow]) -> CountedOnce:
        return CountedOnce(flows, self._state, self._milestones, self._way, self._first_sight.knows_reverse)

    def _way(self, flow: Flow) -> tuple[Flow, Path | None]:
        """As `_find_path`, also of a flow whose addresses tell its path."""
        path = self._path_cache.by_address.get(
            (flow.initiator_ip, flow.responder_ip, flow.responder_port, flow.transport, flow.service)
        )
        known = path is not None and path.check == (flow.initiator_mac, flow.responder_mac, flow.realm)
        return (flow, path) if known else self._find_path(flow)

    def apply_parked(self, flows: Sequence[Flow]) -> None:
        """Take flows that were held back."""
        self._correct()
        if flows:
            self._state.parked_dirty = True
            self.observe(flows)

    def refute(self, flows: Sequence[Flow]) -> None:
        """Refuse flows that were held back; one whose duration alone throws it far ahead is taken without that."""
        reason = "its time is far ahead of its sensor's other flows and of the clock, and nothing confirmed it"
        for flow in flows:
            if self._state.watermarks.fits(flow.sensor, flow.start):
                self.shortened += 1
                self.observe([msgspec.structs.replace(flow, end=flow.start)])
                continue
            crossing = crossing_named(self._state, flow)
            told = reason if crossing is None else f"{reason}; {WOULD_CROSS} from {crossing}"
            self.rejects.append(Reject(flow, told, "implausible"))
        if flows:
            self._state.parked_dirty = True

    def forget_path_cache(self) -> None:
        """Addresses, zones or verdicts have changed: find every way anew."""
        self._path_cache.forget()
        self._state.inventory.rebound = False
        self._state.inventory.held.met_macs.clear()
        self._first_sight.resolver.shown.clear()
        self._state.service_names.merged = False

    def _forget_some(self) -> None:
        """Find anew only what MACs just met, and assets that have just shown themselves, may lead elsewhere."""
        met, shown = self._state.inventory.held.met_macs, self._first_sight.resolver.shown
        if met:
            self._path_cache.forget_bearing(met)
        if shown:
            self._path_cache.forget_ends(shown)
        met.clear()
        shown.clear()

    def _correct(self) -> None:
        """Set right what was counted at times that are not believed any more, if there is any."""
        watermarks = self._state.watermarks
        if watermarks.corrected is not None:
            correct(self._state, *watermarks.corrected)
            watermarks.corrected = None

    def _admit(self, flow: Flow) -> Mark | None:
        """The mark of a sensor not met before, or of one whose horizon trailed; None where the flow was held back."""
        watermarks = self._state.watermarks
        mark = watermarks.mark_of(flow.sensor)
        if mark is None:
            mark = watermarks.first_sight(flow.sensor, flow.end)
        elif not watermarks.admits(mark, flow.end):
            mark = None
        if mark is not None:
            self._correct()
            return mark
        believed, refused = watermarks.park(flow)
        self._state.parked_dirty = True
        if refused is not None:
            self.refute([refused])
        self.apply_parked(believed)
        return None

    def _at_present(self, flow: Flow, mark: Mark) -> Flow:
        """A flow of a time that nobody believes: it is counted at the present one, and says nothing about the clock."""
        present = self._state.watermarks.present(mark)
        mark.time = present
        mark.flows -= 1
        return msgspec.structs.replace(flow, start=present - max(0.0, flow.end - flow.start), end=present)

    def _find_path(self, flow: Flow) -> tuple[Flow, Path | None]:
        """The flow as it truly runs and its path; no path where it was counted elsewhere or refused."""
        path = self._path_cache.find(flow)
        if path is not None:
            return flow, path
        try:
            flow = oriented(flow, self._first_sight.knows_reverse) if flow.transport != "tcp" else flow
            path = self._first_sight.path(flow)
        except ValueError as error:
            self.rejects.append(Reject(flow, str(error)))
            return flow, None
        if self._state.inventory.held.taken:
            self._first_sight.taken_over(path, flow)
        self._first_sight.follow_moved(flow.end)
        if self._first_sight.stale:
            self.forget_path_cache()
        elif self._state.inventory.held.met_macs or self._first_sight.resolver.shown:
            self._forget_some()
        elif path is not None and self._first_sight.lasting(flow, path):
            self._path_cache.remember(flow, path, len(self._state.graph.paths))
        return flow, path
