"""One announced window: when it is, and which paths it covers."""

from msgspec import Struct

from models.baseline.asset import Asset
from models.maintenance.gathered import Gathered
from models.verdicts.standing import aliases, canonical, names_of
from schemas.asset_change import Subject, Weekly

NEVER = float("inf")

IN_MAINTENANCE = "in-maintenance"
"""Begins what stands for the alert of a path that is held for a window (see `Window.marker`)."""


class Window(Struct, array_like=True):
    """What was announced, and what was held since it began.

    `on` and `initiator` are as they were given, until an asset is met that bears the name: then its id. `begin` and
    `end` are those of the time that runs or comes next, seconds UTC; `until`: when a weekly one stops.
    """

    id: str
    subject: Subject
    on: str
    named: str
    begin: float
    end: float
    until: float | None = None
    weekly: Weekly | None = None
    initiator: str | None = None
    initiator_named: str | None = None
    who: str | None = None
    reason: str | None = None
    gathered: Gathered | None = None

    @property
    def marker(self) -> str:
        """What stands for the alert of a path that is held for this time of it."""
        return f"{IN_MAINTENANCE}:{self.id}:{self.begin:.0f}"

    def spans(self, start: float, end: float) -> bool:
        """Whether something from `start` to `end` began in it, or lasted into it."""
        return start < self.end and end >= self.begin

    def covers(self, initiator: Asset, responder: Asset) -> bool:
        """Whether a path between two assets is part of the work.

        The internet never is. Into OT from elsewhere, only who is named may: as the initiator, as the asset, or by the
        zone that the work is in.
        """
        if "external" in {initiator.side, responder.side} or initiator.record.external or responder.record.external:
            return False
        if self.initiator is not None and not self.is_initiator(initiator):
            return False
        if self.subject == "zone":
            covered = self.on in {initiator.zone, responder.zone}
        elif self.subject == "initiator":
            covered = self.is_on(initiator)
        else:
            covered = self.is_on(initiator) or self.is_on(responder)
        return covered and (responder.side != "ot" or initiator.side == "ot" or self._names(initiator))

    def about(self, asset: Asset) -> bool:
        """Whether what an asset does is part of the work, whomever it speaks to."""
        if self.initiator is not None:
            return self.is_initiator(asset)
        return self.on == asset.zone if self.subject == "zone" else self.is_on(asset)

    def is_on(self, asset: Asset) -> bool:
        """Whether it is on this asset; one that is met by the given name is that from then on."""
        if self.on == asset.id:
            return True
        if not _bears(asset, self.on):
            return False
        self.on = asset.id
        return True

    def is_initiator(self, asset: Asset) -> bool:
        """Whether this is the asset whose paths alone are covered."""
        if self.initiator == asset.id:
            return True
        if self.initiator is None or not _bears(asset, self.initiator):
            return False
        self.initiator = asset.id
        return True

    def _names(self, initiator: Asset) -> bool:
        if self.initiator is not None:
            return True
        return initiator.zone == self.on if self.subject == "zone" else self.is_on(initiator)


def _bears(asset: Asset, name: str) -> bool:
    forms = {name, *aliases(canonical(name))}
    return any(each in forms for each in names_of(asset))
