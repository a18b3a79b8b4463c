"""One device stands in two networks on different sides of the boundary, and nobody declared it there.

A second network card, or an interface that was put into the wrong network, joins what firewalls keep apart. So does an
unknown device of the plant that talks both within it and with the office or the internet, by one address.
"""

from models.baseline.asset import SHARED_ROLES, Asset
from models.event_time.calendar import HOUR_S
from models.findings.sighting import (
    SIDE_NAMES,
    About,
    Finding,
    SecondHome,
    Sighting,
    Words,
    crossing_of,
    placed,
    way,
)
from models.identity.holdings import address_in
from schemas.alert import Advice, Crossing, Technique
from schemas.asset_change import Side
from schemas.attack import AlertKind

POINTS: dict[Side | None, float] = {"external": 70.0, "it": 60.0, "dmz": 45.0, "ot": 0.0}
"""By the other side of a device of OT: high where office or internet is joined to the plant. A convention."""

AT_HOME_S = 2 * HOUR_S
"""It was seen at its own address so lately, also where it only polls by the hour: one that moved has left that. A
convention."""

DAYS_AT_HOME = 3
"""And on so many days: while a plant is new, a MAC may yet turn out to be a router's. A convention."""

JOINING = frozenset({"firewall", "gateway", "nat-gateway", "router", "switch", "vpn-gateway"}) | SHARED_ROLES
"""Roles of devices whose work it is to stand in several networks, or to speak for others."""


_STRADDLERS_TECHNIQUES = (Technique("T0886", "TA0109"), Technique("T0864", "TA0108"))
_STRADDLERS_ADVICE = (
    "Find the port on which {end's MAC} is learnt, and see what is plugged in there: it may lead from one network into "
    "the other. Unplug it unless somebody can say what it is for. If it belongs there, add it to the inventory, and "
    "declare the conduit (docs/zones.md; M0930 Network Segmentation)."
)


class Bridge:
    """Fires when a declared device's MAC bears an address on another side that nobody else holds.

    And when an unknown device of OT has met both sides.
    """

    kind: AlertKind = "bridge"
    words = Words(
        techniques=(Technique("T0886", "TA0109"),),
        advice=Advice(
            "the device itself",
            "Look at its network cards and cables: a device that stands in both networks goes round the firewall "
            "between them. Unplug or switch off what has the second address, and see who used it. If it was meant, "
            "add that address to the device in the inventory (M0930 Network Segmentation).",
        ),
    )
    about: About = "newcomer"

    def score(self, sighting: Sighting) -> float | None:
        """Points by the sides that are joined; None where both addresses are on one side, or joining is its work."""
        home = sighting.second_home
        if sighting.straddler is not None:
            return max(POINTS[side] for side in sighting.sides) or POINTS["it"]
        if home is None or (home.asset.record.role or "") in JOINING:
            return None
        sides = {home.asset.side, home.side}
        record = home.asset.record
        away_s = sighting.time - record.last_seen
        if len(sides) < 2 or "ot" not in sides or None in sides:
            return None
        if record.days < DAYS_AT_HOME or away_s > AT_HOME_S:
            return None
        (other,) = sides - {"ot"}
        return POINTS[other]

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause per device, whomever it meets."""
        points, home = self.score(sighting), sighting.second_home
        if points is not None and sighting.straddler is not None:
            return self._straddling(sighting, sighting.straddler, points)
        if points is None or home is None:
            return None
        device, own = home.asset, _own(home)
        between = f"{SIDE_NAMES[device.side]} and {SIDE_NAMES[home.side]}"
        where = f"{own} in {device.zone or SIDE_NAMES[device.side]}"
        return Finding(
            kind=self.kind,
            points=points,
            cause=(device.id,),
            title=f"One device joins {between}: {device.label} is also at {home.ip} in {home.zone}",
            text=(
                f"{device.label}, which is at {where}, is at {home.ip} in {home.zone}, too: both addresses bear its "
                f"network card's MAC {home.mac}, and no inventory has the second"
            ),
            crossing=Crossing(from_=home.zone, to=device.zone or device.side or "undeclared", kind=self.kind),
            words=self.words,
        )

    def _straddling(self, sighting: Sighting, device: Asset, points: float) -> Finding:
        began = device is sighting.initiator
        other = sighting.responder if began else sighting.initiator
        place = device.zone or SIDE_NAMES[device.side]
        did = f"{'reached' if began else 'answered'} {placed(other)} by {sighting.service}"
        elsewhere = "the office or the internet" if other.side == "ot" else "others in OT"
        return Finding(
            kind=self.kind,
            points=points,
            cause=(device.id,),
            title=f"Unknown device talks on both sides of the boundary: {way(sighting)}",
            text=f"{device.label} in {place}, a device that is in no inventory and talks with {elsewhere}, {did}",
            crossing=crossing_of(sighting, self.kind),
            words=Words(techniques=_STRADDLERS_TECHNIQUES, advice=_straddlers_advice(began=began)),
        )


def _straddlers_advice(*, began: bool) -> Advice:
    end = "initiator" if began else "responder"
    return Advice(f"the switch port of {{{end}}}", _STRADDLERS_ADVICE.replace("{end", f"{{{end}"))


def _own(home: SecondHome) -> str:
    ips = home.asset.record.ips
    return address_in(ips[0]).text if ips else "an address of its own"
