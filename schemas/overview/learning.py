"""How far a site is learnt, by zone, and what words have taught."""

from msgspec import Struct, field

from schemas.asset_change import Side
from schemas.attack import AlertKind


class ZoneLearning(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """The assets of one zone (None: of a side without zones) that have a readiness of their own.

    `assets` = `ready` + `waiting` + `changing` + `silent`. Waiting: watched for less than it takes, settled or not;
    `first_ready` and `all_ready` are the earliest times, in seconds UTC, at which the first and the last of them can be
    ready, None where none waits. Changing: watched for long enough, but still meeting too much that is new, so no time
    can be told. Silent: declared or heard, and nothing was learnt of them: there was nothing, or all is held back.

    Of those that wait or change: `share` is their mean readiness, 0 to 1; `quiet_days` how many days without anything
    new the last of them needs at the most, as far as that can be told; `untold` of how many it can't. `new_today` are
    the zone's paths that were learnt first on the site's day of its latest event.
    """

    assets: int
    ready: int
    waiting: int
    changing: int
    silent: int
    zone: str | None = None
    side: Side | None = None
    first_ready: float | None = None
    all_ready: float | None = None
    share: float | None = None
    quiet_days: float | None = None
    untold: int = 0
    new_today: int = 0


class TaughtKind(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What words on alerts of one kind between two places (zones, or sides; None: no such end) have taught.

    `expected` and `malicious` are the alerts that were judged so in the last 90 days; `points` what that adds to the
    severity of the next ones that no word covers, from -15 to 10. `controls`: those of services that control a host or
    a process, or the others; None where such alerts name no service. `latest` is when the newest of the words was said,
    seconds UTC.
    """

    site: str
    kind: AlertKind
    from_: str | None = field(default=None, name="from")
    to: str | None = None
    controls: bool | None = None
    expected: int
    malicious: int
    points: float
    latest: float


class SiteLearning(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One site. `time` is its latest event time, `learn_until` as its settings have it, both seconds UTC.

    `declared`: everything before `learn_until` is learnt and nothing alerts, and `time` has not reached it yet.
    `forbidden` are the ways that alert from the first flow on, also while the rest is learnt, like "it -> ot";
    `forbidden_with_dmz` those that would too, were a DMZ declared.
    `taught`: what people's words on alerts have taught, by kind and places.
    """

    site: str
    assets: int
    ready: int
    declared: bool
    zones: tuple[ZoneLearning, ...]
    forbidden: tuple[str, ...]
    forbidden_with_dmz: tuple[str, ...] = ()
    time: float | None = None
    learn_until: float | None = None
    taught: tuple[TaughtKind, ...] = ()
