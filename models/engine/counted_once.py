"""Flows of sensors that see the same, each conversation counted once (`models/sensors/conversations.py`).

What a second sensor tells of a conversation adds nothing to the counts of its path, save what it saw more of it. All
that is new in it is taken as ever: a path, an asset, a name for the service, a first answer, an operation.
"""

from collections.abc import Callable, Sequence
from operator import length_hint

from msgspec.structs import replace

from models.baseline.path import Path
from models.engine.path_milestones import PathMilestones
from models.event_time.mark import Mark
from models.event_time.tick_trust import JUMP_S
from models.identity.direction import KnowsReverse, answered, oriented, turned
from models.sensors.conversations import Sums, by_other_end, initiator_is_first, sums_of
from models.site import NO_SLOT, Site
from schemas.flow import Flow

FindPath = Callable[[Flow], tuple[Flow, Path | None]]
"""The flow as it truly runs, and its path; no path where it was counted elsewhere or refused."""


class CountedOnce:
    """The flows of one site that are counted, in their order; what only repeats is taken on the way.

    It is as long as the flows that are left, so that who fails on one can tell which it was.
    """

    def __init__(
        self,
        flows: Sequence[Flow],
        site: Site,
        milestones: PathMilestones,
        find_path: FindPath,
        knows_reverse: KnowsReverse,
    ) -> None:
        self._left = iter(flows)
        self._site = site
        self._milestones = milestones
        self._find_path = find_path
        self._knows_reverse = knows_reverse

    def __iter__(self) -> "CountedOnce":
        """Itself."""
        return self

    def __length_hint__(self) -> int:
        """How many flows are left, counted or not."""
        return length_hint(self._left)

    def __next__(self) -> Flow:
        """The next one that is counted."""
        shared, marks = self._site.sensors.shared, self._site.watermarks.marks
        for flow in self._left:
            if flow.sensor not in shared or not flow.initiator_port or not flow.responder_port:
                return flow
            mark = marks.get(flow.sensor)
            if mark is None or flow.end > mark.horizon or flow.end < mark.time - JUMP_S:
                # First it must be told whether its time is believed.
                return flow
            counted = self._counted(flow, mark)
            if counted is not None:
                return counted
        raise StopIteration

    def _counted(self, flow: Flow, mark: Mark) -> Flow | None:
        certain = flow.direction == "certain"
        began = initiator_is_first(flow if certain else oriented(flow, self._knows_reverse))
        sums = sums_of(flow)
        told, added = self._site.sensors.conversations.tell(flow, sums, began=began, certain=certain)
        if began != told.first_began:
            if certain:
                # On its path nothing was counted yet: whoever told it before had the roles turned round, or both are
                # sure and so mean different things.
                told.first_began, told.certain = began, True
                return flow
            if told.certain:
                # Another sensor saw who began.
                as_told = flow if initiator_is_first(flow) == told.first_began else turned(flow)
                flow = replace(as_told, direction="certain")
        told.certain = told.certain or certain
        if added == sums:
            return flow
        if added[0]:
            return _with(flow, added)
        self._repeat(flow, mark, added)
        return None

    def _repeat(self, flow: Flow, mark: Mark, added: Sums) -> None:
        """Take what another sensor has told already; what it saw more of it counts."""
        mark.time = max(mark.time, flow.end)
        mark.flows += 1
        if flow.direction != "certain":
            flow = oriented(flow, self._knows_reverse)
        flow, path = self._find_path(flow)
        if path is None or path.slot == NO_SLOT:
            return
        if any(added):
            self._supplement(path, flow.end, added if initiator_is_first(flow) else by_other_end(added))
        if flow.operations:
            self._milestones.operated(path, flow)
        if not path.answered and answered(flow):
            self._milestones.answered(path, flow)
        if not path.dirty:
            path.dirty = True
            self._site.graph.dirty.append(path)

    def _supplement(self, path: Path, end: float, added: Sums) -> None:
        """Add what a path's flows were not known to have carried, in the windows that are open."""
        _, sent, returned, packets, packets_back = added
        path.window_initiator_octets += sent
        path.window_responder_octets += returned
        path.window_initiator_packets += packets
        path.window_responder_packets += packets_back
        for sums, out, back in ((path.initiator_sums, sent, returned), (path.responder_sums, returned, sent)):
            if sums.begin <= end < sums.end:
                sums.sent_octets += out
                sums.received_octets += back
                if not sums.dirty:
                    sums.dirty = True
                    self._site.windows.changed.append(sums)


def _with(flow: Flow, added: Sums) -> Flow:
    """A flow that carried only what it adds; what its sensor did not say stays unsaid."""
    _, sent, returned, packets, packets_back = added if initiator_is_first(flow) else by_other_end(added)
    return replace(
        flow,
        initiator_octets=None if flow.initiator_octets is None else sent,
        responder_octets=None if flow.responder_octets is None else returned,
        initiator_packets=None if flow.initiator_packets is None else packets,
        responder_packets=None if flow.responder_packets is None else packets_back,
    )
