"""The first-look digest: what crossed a line while everything was new, one alert a local day."""

from collections.abc import Callable

from msgspec import Struct

from models.alerts.alert_state import alert_id
from models.alerts.describe import hop
from models.findings.sighting import Finding, Sighting
from schemas.alert import Advice, Alert, Hop, Reason, level_of

MAX_DIGEST_HOPS = 200
"""More than a person confirms in one sitting; the total says how many there were."""

DIGEST_SEVERITY = 10

_ADVICE = Advice(
    "the paths of this list",
    "Look through them once. Of what should not be there say `weir verdict malicious`, of the rest `weir verdict "
    "expected`, or declare conduits (docs/zones.md).",
)


class FirstLookDigest(Struct, array_like=True):
    """The day being gathered. `day_end` 0 means nothing has been gathered."""

    day_end: float = 0.0
    date: str = ""
    hops: list[Hop] = []
    names: list[str] = []
    total: int = 0
    crossings: dict[str, int] = {}
    first_seen: float = 0.0
    last_seen: float = 0.0
    alike: list[str] = []
    """New devices that do what others of their zones do, as sentences have them."""

    def add(self, sighting: Sighting, finding: Finding, *, date: str, day_end: float) -> None:
        """Take one crossing. The first of a day names the day."""
        if self.total == 0:
            self.date, self.day_end, self.first_seen = date, day_end, sighting.time
        self.total += 1
        self.first_seen = min(self.first_seen, sighting.time)
        self.last_seen = max(self.last_seen, sighting.time)
        crossing = finding.crossing
        name = "" if crossing is None else f"{crossing.from_} to {crossing.to}"
        self.crossings[name] = self.crossings.get(name, 0) + 1
        if finding.kind != "first-look" and len(self.alike) < MAX_DIGEST_HOPS:
            self.alike.append(finding.text)
        if len(self.hops) < MAX_DIGEST_HOPS:
            self.hops.append(
                hop(
                    sighting.initiator,
                    sighting.responder,
                    sighting.service,
                    sighting.time,
                    flow=sighting.flow,
                    is_answered=sighting.answered,
                )
            )
            self.names.append(name)

    def keep(self, crosses: Callable[[Hop], bool]) -> None:
        """Leave out the paths that were taken for a crossing and turned out not to cross anything."""
        listed = list(zip(self.hops, self.names, strict=True))
        self.hops, self.names = [], []
        for each, name in listed:
            from_, _, to = name.partition(" to ")
            if from_ == to or crosses(each):
                self.hops.append(each)
                self.names.append(name)
            else:
                self.total -= 1
                self.crossings[name] -= 1

    def due(self, clock: float) -> bool:
        """Whether the day is over."""
        return self.total > 0 and clock >= self.day_end

    def close(self, site: str) -> Alert:
        """The day's digest as an alert."""
        reasons = tuple(
            Reason(
                text=f"{count} of them lead{'s' if count == 1 else ''} from {name}",
                weight=0.0,
                value=float(count),
                unit="paths",
            )
            for name, count in sorted(self.crossings.items(), key=lambda item: (-item[1], item[0]))
            if count
        )
        plural = "s" if self.total != 1 else ""
        learning = self.total > len(self.alike)
        why = Reason(
            text=(
                "For your information: Weir does not know these hosts well enough yet to say what is unusual"
                if learning
                else "For your information: nothing but that they are new is unusual of these devices"
            ),
            weight=float(DIGEST_SEVERITY),
        )
        same = tuple(Reason(text=text, weight=0.0) for text in self.alike)
        led = f"{self.total} new path{plural} led from one zone or side to another"
        summary = (
            f"On {self.date}, {led}, while Weir was still learning the hosts at both ends."
            if learning
            else f"On {self.date}, devices that are new did what others of their zones do."
        )
        return Alert(
            id=alert_id(site, "first-look", f"first-look|{self.date}", round(self.first_seen)),
            revision=1,
            site=site,
            kind="first-look",
            severity=DIGEST_SEVERITY,
            level=level_of(DIGEST_SEVERITY),
            title=f"First look of {self.date}: {self.total} new path{plural} between zones to confirm",
            summary=f"{summary} From now on they count as usual.",
            time=self.day_end,
            first_seen=self.first_seen,
            last_seen=self.last_seen,
            count=self.total,
            status="open",
            hops=tuple(self.hops),
            hops_total=self.total,
            reasons=(why, *same, *reasons),
            advice=_ADVICE,
        )
