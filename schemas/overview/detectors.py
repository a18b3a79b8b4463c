"""What each detector watches, what it takes to speak, and what its alerts came to."""

from msgspec import Struct

from schemas.attack import AlertKind
from schemas.overview.learning import TaughtKind


class AlertTally(Struct, frozen=True, kw_only=True):
    """The alerts of one kind in one site by the status of their latest revisions; all that are kept.

    `medium` are those of medium and above, whatever their status. `last_time` is when the newest was raised, seconds
    UTC.
    """

    site: str
    kind: str
    open: int = 0
    withheld: int = 0
    expected: int = 0
    malicious: int = 0
    muted: int = 0
    closed: int = 0
    medium: int = 0
    last_time: float

    @property
    def alerts(self) -> int:
        """All of them."""
        return self.open + self.withheld + self.expected + self.malicious + self.muted + self.closed


class Bound(Struct, frozen=True):
    """A figure by which a detector decides: what it bounds, its value with its unit, and where that comes from."""

    what: str
    value: str
    source: str


class Sheet(Struct, frozen=True, kw_only=True):
    """What is fixed of a detector.

    `techniques` are ids of ATT&CK for ICS that its alerts may show; a service may add its own. `needs` is what it takes
    before it speaks, `points` what it gives an alert by itself, `settings` what changes what it tells.
    """

    techniques: tuple[str, ...]
    needs: str
    points: Bound
    bounds: tuple[Bound, ...] = ()
    settings: str


class DetectorRow(Struct, frozen=True, kw_only=True):
    """A detector and its alerts in the sites that are shown.

    `on`: it raises alerts in at least one of them; `off_in` are those where the settings switch it off. `found_true`
    are alerts that a person judged malicious; `cost` are those judged expected or muted: time for nothing. The others
    (`open`, `withheld`, `closed`) were judged by nobody. `last_time` is in seconds UTC, None where it never alerted.
    """

    kind: AlertKind
    on: bool
    watches: str
    alerts: int
    medium: int
    open: int
    withheld: int
    closed: int
    malicious: int
    expected: int
    muted: int
    found_true: int
    cost: int
    last_time: float | None = None
    off_in: tuple[str, ...] = ()


class ShownTechnique(Struct, frozen=True):
    """A technique of ATT&CK for ICS by its id and published name."""

    id: str
    name: str


class LatestAlert(Struct, frozen=True):
    """One of a detector's alerts, by its latest revision. `time` is when it was raised, seconds UTC."""

    site: str
    id: str
    time: float
    level: str
    status: str
    title: str


class DetectorDetail(Struct, frozen=True, kw_only=True):
    """One detector at length; its latest alerts the newest first. `loss` is what nothing tells where it is off.

    `taught` is what people's words on its alerts have taught, site by site.
    """

    summary: DetectorRow
    techniques: tuple[ShownTechnique, ...]
    needs: str
    points: Bound
    bounds: tuple[Bound, ...]
    settings: str
    loss: str | None
    latest: tuple[LatestAlert, ...]
    taught: tuple[TaughtKind, ...] = ()
