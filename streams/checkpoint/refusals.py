"""Dead letters between two checkpoints: bounded in number and size, exact in count.

Of each source and kind the first `LETTERS_EACH` go out whole, and what comes
after them goes out as one letter that says how many and from where to where; whatever is refused is
in one of the two. So a million bad records cost a checkpoint some letters, not a million. The bound
counts letters, not time: a replay, which settles at other moments, may cut elsewhere; it differs in
its dead letters only.
"""

from collections.abc import Callable, Iterable

import msgspec

from schemas.dead_letter import DeadKind, DeadLetter

LETTERS_EACH = 50
"""Whole letters of one source and kind in one checkpoint: enough to see a pattern."""

LETTERS_IN_ALL = 300
"""Whole letters in one checkpoint, at most 4 kB each (5.5 kB as base64): 1.7 MB every 3 s at the very worst."""


class Refusals:
    """What was refused since the last checkpoint. `bounded` False keeps all, for a replay whose user asks for all.

    `placed` gives a whole letter the place of its row, where that is known elsewhere (`replay/places.py`).
    """

    def __init__(
        self, *, bounded: bool = True, placed: Callable[[DeadLetter], DeadLetter] = lambda letter: letter
    ) -> None:
        self._bounded = bounded
        self._placed = placed
        self._letters: list[DeadLetter] = []
        self._whole: dict[tuple[str, DeadKind], int] = {}
        self._more: dict[tuple[str, DeadKind], DeadLetter] = {}

    def add(self, letters: Iterable[DeadLetter]) -> None:
        """Take letters in their order."""
        for letter in letters:
            key = (letter.source, letter.kind)
            whole = self._whole.get(key, 0)
            if not self._bounded or (whole < LETTERS_EACH and len(self._letters) < LETTERS_IN_ALL):
                self._whole[key] = whole + 1
                self._letters.append(letter)
            else:
                self._more[key] = _with(self._more.get(key), letter)

    def __len__(self) -> int:
        """How many letters wait."""
        return len(self._letters) + len(self._more)

    def take(self) -> list[DeadLetter]:
        """The letters to be written, and forget them: the whole ones in their order, then one for the rest of each."""
        out = [self._placed(letter) for letter in self._letters] + [_summed(more) for more in self._more.values()]
        self._letters, self._whole, self._more = [], {}, {}
        return out


def _with(more: DeadLetter | None, letter: DeadLetter) -> DeadLetter:
    """A letter for what came before and for this one too."""
    last = letter.position if letter.last_position is None else letter.last_position
    if more is None:
        return DeadLetter(
            source=letter.source,
            reason=letter.reason,
            raw=b"",
            kind=letter.kind,
            position=letter.position,
            count=letter.count,
            last_position=last,
        )
    return msgspec.structs.replace(more, reason=letter.reason, count=more.count + letter.count, last_position=last)


def _summed(more: DeadLetter) -> DeadLetter:
    where = "" if more.position is None else f", positions {more.position} to {more.last_position}"
    reason = f"{more.count:,} more are {more.kind}{where}; the last: {more.reason}"
    return msgspec.structs.replace(more, reason=reason[:512])
