"""A leg: one connection that may be a step of somebody who goes from host to host; and whether one may follow another.

From flows alone nobody sees that a relay's user caused its next connection, so it is inferred as Hopper infers the
causes of logins (Ho et al., "Hopper: Modeling and Detecting Lateral Movement", USENIX Security 2021): a cause came into
the relay before, and not long before. Hopper has the users' names; here the times must do, so a way that is usual is
a cause only while it is open or just after.
"""

from msgspec import Struct

from models.event_time.calendar import DAY_S
from schemas.services.names import CONTROL_SERVICES

SESSIONS: frozenset[str] = CONTROL_SERVICES - {"dce-rpc", "ftp", "smb", "tftp"}
"""Services by which a person works on the responder. Of the others that control a host, machines use most all day:
they are steps only where they are new."""

NEW_DWELL_S = 2 * DAY_S
"""How long after a new way into a relay a new way out of it is its step: whoever got in takes minutes to days. Two
nights between; a convention."""

USUAL_DWELL_S = 600.0
"""How long after a usual session: what was started in it may go on for some minutes. A convention."""

CONSTANT_SHARE = 0.5
"""A session that is there in more than half of all hours proves nothing by being there: it is a monitor's, or a screen
that is always open. A convention."""

CLOCKS_S = 2.0
"""By so much the first packets of a step may come before those of its cause: sensors' clocks differ. A convention."""


class Leg(Struct, array_like=True, frozen=True):
    """One answered connection. Times are seconds UTC.

    `new`: its path was not known; `met`: though its ends spoke by another service. `loud`: it is new, no declared
    conduit has it, and one end was watched for long enough that this says something. `learnt`: it came while all is
    learnt by declaration. `bits`: how surprising it was to
    the more surprised end; None where neither has a history.
    """

    initiator: str
    responder: str
    service: str
    start: float
    end: float
    new: bool = False
    loud: bool = False
    met: bool = False
    bits: float | None = None
    transport: str = "tcp"
    learnt: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """That of its path."""
        return (self.initiator, self.responder, self.service)


def may_cause(cause: Leg, step: Leg) -> bool:
    """Whether `step` may have been begun by whoever came by `cause` to the host that begins it.

    Only from services that control a host does anybody go on: whoever reads a controller's web page does not.
    """
    if cause.service not in CONTROL_SERVICES:
        return False
    dwell_s = NEW_DWELL_S if cause.new else USUAL_DWELL_S
    follows = cause.start - CLOCKS_S <= step.start <= cause.end + dwell_s
    return follows and cause.responder == step.initiator and cause.initiator != step.responder


def within(cause: Leg, step: Leg) -> bool:
    """Whether a step began while its cause was open."""
    return step.start <= cause.end
