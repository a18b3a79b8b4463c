"""One figure that an alert tells beside what the rows give, and lengths of time in words."""

from typing import Any, NamedTuple

from tests.replay.figures.plant import Plant


class Figure(NamedTuple):
    """One figure: what it is of, what the alert tells, what the rows give, and by how much they may differ."""

    what: str
    told: object
    rows: object
    least: float | None = None
    most: float | None = None

    @property
    def right(self) -> bool:
        """Whether they agree."""
        if self.least is not None and self.most is not None:
            return isinstance(self.told, int | float) and self.least <= self.told <= self.most
        return self.told == self.rows


class Told(NamedTuple):
    """An alert in its plant, at the row by which it was told."""

    plant: Plant
    alert: dict[str, Any]
    place: int

    @property
    def last_place(self) -> int:
        """The row that it counted last."""
        return max((row.place for row in self.plant.rows_of(self.alert)), default=self.place)

    def ip(self, label: str) -> str:
        """The address of a host that it names."""
        found = self.plant.address(label)
        if found is None:
            for end in ("initiator", "responder"):
                party = self.alert.get(end) or {}
                if label in {party.get("name"), party.get("asset"), party.get("mac")}:
                    return str(party["ip"])
            msg = f"no address of {label}"
            raise LookupError(msg)
        return found


def said(seconds: float) -> str:
    """A length of time in an alert's words."""
    seconds = max(1.0, seconds)
    for bound, size, unit in ((120.0, 1.0, "second"), (7200.0, 60.0, "minute"), (172800.0, 3600.0, "hour")):
        if seconds < bound:
            count = f"{seconds / size:.0f}"
            return f"{count} {unit}{'' if count == '1' else 's'}"
    return f"{seconds / 86400.0:.0f} days"


def watched(seconds: float) -> str:
    """Since when a host is watched in an alert's words: whole units that have passed."""
    for size, unit in ((86400.0, "days"), (3600.0, "hours")):
        if seconds >= 2 * size:
            return f"{int(seconds / size)} {unit}"
    minutes = max(1, int(seconds / 60.0))
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
