"""Bounds on what may differ, as scripts give them: `lost>0`, `gained:medium>=3`."""

import operator
import re
from collections.abc import Callable
from typing import get_args

from msgspec import Struct

from replay.compare.differences import Comparison, at_least
from schemas.alert import Level

_SIGNS: dict[str, Callable[[int, int], bool]] = {
    ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<": operator.lt, "<=": operator.le,
}  # fmt: skip

_FORM = re.compile(r"(gained|lost|changed)(?::(info|low|medium|high|critical))?\s*(>=|<=|>|<|=)\s*(\d+)")


class Bound(Struct, frozen=True):
    """Holds where the count of one list, of alerts of a level and above, stands so to a number."""

    text: str
    what: str
    level: Level
    sign: str
    number: int

    def reached(self, comparison: Comparison) -> bool:
        """Whether a comparison is what the bound names."""
        count = len(getattr(at_least(comparison, self.level), self.what))
        return _SIGNS[self.sign](count, self.number)


def parse_bound(text: str) -> Bound:
    """A bound. Raises ValueError for what is none."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        msg = f"{text!r} is no bound; give it like 'lost>0' or 'gained:medium>3' (gained, lost, changed; > >= = < <=)"
        raise ValueError(msg)
    what, level, sign, number = found.groups()
    named: Level = next((each for each in get_args(Level) if each == level), "info")
    return Bound(text.strip(), what, named, sign, int(number))
