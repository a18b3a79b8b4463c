"""A device speaks from the address of another, as neither a replacement nor a redundant pair does."""

from models.findings.sighting import About, Finding, Sighting, Words
from models.findings.taken_over import text_of, title_of
from schemas.alert import Advice, Technique
from schemas.attack import AlertKind

POINTS = 45.0
"""Medium by itself, whatever the device does: the name in the inventory misleads whoever reads it. A convention."""

POINTS_BESIDE = 15.0
"""Three quarters of a level where what it does would be told anyway: an unknown device that speaks to a controller
under a known name reads critical. A convention."""

WORDS = Words(
    techniques=(Technique("T0830", "TA0100"),),
    advice=Advice(
        "the switches of the segment",
        "Find the switch port on which the new MAC address is learnt, and see which device is there (M0801 Access "
        "Management).",
    ),
)


class IdentityConflict:
    """Fires on new paths of a device that has an address which another had, for as long as that is news.

    Virtual addresses, redundant pairs, leases that moved, and a replacement of the same maker are told by the room of
    identities, and are none.
    """

    kind: AlertKind = "identity-conflict"
    words = WORDS
    about: About = "identity"

    def score(self, sighting: Sighting) -> float | None:
        """The same for all; None where no end has taken an address over as it should not."""
        found = sighting.taken_over
        return POINTS if found is not None and found[1].how in {"conflict", "both"} else None

    def finding(self, sighting: Sighting) -> Finding | None:
        """One cause a device and address, whatever it does there."""
        points, found = self.score(sighting), sighting.taken_over
        if points is None or found is None:
            return None
        asset, taken = found
        return Finding(
            kind=self.kind,
            points=points,
            cause=(asset.id, taken.ip),
            title=title_of(sighting, asset, taken),
            text=text_of(sighting, asset, taken),
            words=self.words,
        )
