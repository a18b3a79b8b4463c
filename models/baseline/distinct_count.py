"""How many different things were seen, in bounded memory."""

from zlib import crc32

from msgspec import Struct

KEPT = 128
"""Hashes kept: the relative error of the estimate is about 1/sqrt(KEPT - 2), here 9 %."""

_SPACE = 2**32


class Distinct(Struct, array_like=True):
    """Counts distinct texts by the smallest hashes seen (K minimum values, Bar-Yossef et al. 2002).

    Exact up to `KEPT`; an estimate past it. Seeing a text again changes nothing.
    """

    smallest: list[int] = []

    def add(self, text: str) -> None:
        """Count `text`, if it is new."""
        value = crc32(text.encode()) * 2_654_435_761 % _SPACE
        kept = self.smallest
        if (len(kept) >= KEPT and value >= kept[-1]) or value in kept:
            return
        kept.append(value)
        kept.sort()
        del kept[KEPT:]

    def count(self) -> int:
        """How many different texts were added."""
        if len(self.smallest) < KEPT:
            return len(self.smallest)
        return round((KEPT - 1) * _SPACE / (self.smallest[-1] + 1))
