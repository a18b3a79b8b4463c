"""What the core can be told from outside, besides events: the settings of one site."""

from msgspec import Struct

from models.boundary.policy import DEFAULT_POLICY, Policy
from models.identity.realms import RealmRule
from models.sensors.clocks import ClockOffset
from schemas.alert import Level
from schemas.attack import AlertKind


class Least(Struct, frozen=True):
    """Alerts of a kind go out from a level on; what reads lower is kept as `withheld`."""

    kind: AlertKind
    level: Level


class CoreSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of one site's pipeline.

    `time_zone` is an IANA name: days, hours of the week and digests are local to the plant.
    `learn_until` (seconds UTC, event time): all before it is learnt and nothing alerts; an asset
    known by then counts as ready. None means readiness comes from the history alone. `realms` says which
    sensors and VLANs see address spaces of their own. `detectors_off` raise nothing: what they alone would have told is
    learnt, save what a person judged malicious. They go on remembering, so that one that is switched on again is ready.
    `alerts_a_day`: of medium severity and above, besides what is
    never withheld; None: all go out. `least`: what reads lower than its kind's level is withheld; nothing else changes,
    and what is learnt is the same. `clock_offsets`: sensors whose times are set right before anything else is done.
    """

    time_zone: str = "UTC"
    learn_until: float | None = None
    policy: Policy = DEFAULT_POLICY
    realms: tuple[RealmRule, ...] = ()
    detectors_off: tuple[AlertKind, ...] = ()
    alerts_a_day: int | None = None
    least: tuple[Least, ...] = ()
    clock_offsets: tuple[ClockOffset, ...] = ()
