"""Remembers the MACs of routers: whoever stands behind them is told by address, never by MAC.

At most `MAX_ROUTERS` are remembered. Once that many are known, no MAC becomes an identity any more, since
one that belongs to a router could not be told from a device's; devices known by then stay known.
"""

from collections.abc import Iterable, Iterator

MAX_ROUTERS = 1_024
"""MACs of one site. A convention: ten times the routing ports of a large plant. All of them are one state record, which
at the longest realm's name (255 characters) stays below a third of Kafka's 1 MB."""


class Routers:
    """The MACs, each with its realm, that are known to be routers'."""

    def __init__(self, macs: Iterable[str] = ()) -> None:
        self._macs = set(macs)

    def __contains__(self, mac_key: str) -> bool:
        """Whether this MAC is known to be a router's."""
        return mac_key in self._macs

    def __iter__(self) -> Iterator[str]:
        """All of them, sorted."""
        return iter(sorted(self._macs))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._macs)

    @property
    def full(self) -> bool:
        """Whether no more are remembered, so that a MAC not met before is no identity."""
        return len(self._macs) >= MAX_ROUTERS

    def add(self, mac_key: str) -> bool:
        """Remember one more. False when it was known, or there is no room."""
        if mac_key in self._macs or self.full:
            return False
        self._macs.add(mac_key)
        return True
