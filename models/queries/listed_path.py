"""A path between its two assets as lists walk it, running or stored, before it is made a record."""

from typing import NamedTuple

from models.baseline.asset import Asset
from models.baseline.path import Path, StoredPath
from models.paths.graph import UNREVIEWED, is_under_word, muted_with
from schemas.path import PathRecord


class ListedPath(NamedTuple):
    """Most are left out of a list, so a record is made of those alone that are shown."""

    stored: StoredPath | Path
    initiator: Asset
    responder: Asset

    @property
    def flows(self) -> int:
        """All flows, those of the open window too."""
        return self.stored.flows_before + self.stored.window_flows

    @property
    def unreviewed(self) -> bool:
        """Whether `learn_until` took it, though somebody is to confirm it."""
        return self.stored.learnt_by == UNREVIEWED

    @property
    def alerted(self) -> bool:
        """Whether it alerted and is not learnt: it waits for a word, or was judged malicious, or muted with its alert.

        A path that was muted before it could alert did not.
        """
        alert = self.stored.alert
        return self.stored.status != "learnt" and not (is_under_word(alert) and muted_with(alert) is None)

    @property
    def crosses(self) -> bool:
        """Whether its ends lie on different sides, both of them known."""
        sides = (self.initiator.side, self.responder.side)
        return None not in sides and sides[0] != sides[1]

    def record(self, site: str) -> PathRecord:
        """The path as others read it, as `PathGraph.record_of` gives it."""
        stored, initiator, responder = self
        return PathRecord(
            site=site,
            initiator=stored.initiator,
            responder=stored.responder,
            service=stored.service,
            status=stored.status,
            first_seen=stored.first_seen,
            last_seen=stored.last_seen,
            flows=self.flows,
            hours=stored.hours,
            days=stored.days,
            initiator_octets=stored.initiator_octets_before + stored.window_initiator_octets,
            responder_octets=stored.responder_octets_before + stored.window_responder_octets,
            answered=stored.answered,
            initiator_name=initiator.label,
            responder_name=responder.label,
            initiator_zone=initiator.zone,
            responder_zone=responder.zone,
            initiator_side=initiator.side,
            responder_side=responder.side,
            held_since=stored.held_since,
            held_reason=stored.held_reason,
            unreviewed=self.unreviewed,
            note=stored.note,
        )
