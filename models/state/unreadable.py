"""What a restore could not take as it was stored, in words a person can act on.

Nothing is left out in silence, and nothing floods: of one kind of trouble a few
are told one by one, and the rest as a number.
"""

from schemas.state import HEAD, NEWER, STATE_VERSION, WINDOW, kind_of

TOLD_SINGLY = 10
"""Lines of one kind of trouble before the rest is a number: after an upgrade it may be every asset of a plant."""

LOSSES: dict[str, str] = {
    HEAD: "the asset and its paths are learnt anew",
    WINDOW: "its counters of the last minutes begin anew",
    "chunk": "the paths in it are learnt anew",
    "@marks": "the site's clocks begin anew with the next flows",
    "@zones": "its zones and conduits are unknown: declare them again, such as by saving the zone file anew",
    "@watch": "sweeps, crowds and the digest of the day begin anew",
    "@maintenance": "announced work is unknown: `weir maintenance list` shows what is left; announce the rest again",
    "@word": "what somebody said is unknown: `weir verdict list` shows what stands; say the rest again",
    "@alert": "the alert is closed; what it was about raises another",
    "@episodes": "an alert that comes again may bear the id of an earlier one",
    "@routers": "MACs of routers are found out anew",
    "@budget": "the day's budget and the ranks of alerts begin anew, and the list of what was withheld is lost",
    "@taught": "what words on one kind of alert had taught is forgotten; the words themselves stand",
    "@parked": "the flows that waited in it are lost",
    "@memory": "what a detector remembers of it begins anew",
}
"""What it means that a kind of record could not be read."""

WAY_BACK = "an export from before brings it back: `weir state import`"

SET_ASIDE = (
    f"it is set aside, unharmed, and taken up again by a Weir that reads more than state version {STATE_VERSION}: "
    "upgrade this one"
)


class Unread:
    """Gathers what could not be read, and tells it."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def damaged(self, part: str, error: ValueError) -> None:
        """A record whose bytes are not what was written."""
        self._tell("damaged", f"{part}: {error}; {LOSSES.get(kind_of(part), 'it is left out')}; {WAY_BACK}")

    def newer(self, part: str, error: ValueError) -> None:
        """A record of a newer Weir."""
        self._tell(NEWER, f"{part}: {error}; {LOSSES.get(kind_of(part), 'it is left out')}; {SET_ASIDE}")

    def returned(self, asset: str) -> None:
        """An asset that had been set aside, and is readable now."""
        self._tell("returned", f"{asset}: what a newer Weir had stored is back, in place of what was learnt since")

    def statistics(self, part: str, error: ValueError) -> None:
        """An asset whose statistics alone could not be read."""
        self._tell("statistics", f"{part}: its statistics begin anew ({error}); nothing else of it is lost")

    def inconsistent(self, part: str, what: str) -> None:
        """A record that says what cannot be, beside the others."""
        self._tell("inconsistent", f"{part}: {what}")

    def unknown(self, part: str) -> None:
        """A record of a kind that this Weir does not know."""
        self._tell("unknown", f"{part}: no record that this Weir knows; it is left as it is")

    def lost_paths(self, part: str, missing: str, count: int) -> None:
        """Paths to an asset that is not there."""
        paths = "1 path" if count == 1 else f"{count} paths"
        self._tell("paths", f"{part}: {paths} of an asset that is not in the state, {missing}: learnt anew")

    def lines(self) -> list[str]:
        """A line each, those of one kind together."""
        told: list[str] = []
        for lines in self._lines.values():
            told += lines[:TOLD_SINGLY]
            if len(lines) > TOLD_SINGLY:
                told.append(f"and {len(lines) - TOLD_SINGLY:,} more like the last, from {lines[TOLD_SINGLY]}")
        return told

    def _tell(self, kind: str, line: str) -> None:
        self._lines.setdefault(kind, []).append(line)
