"""Which sites of a partition must move: what it holds of them, and where it must not be held twice.

This only reads. One partition of one topic is in memory at a time, and of that
only what moves.
"""

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from schemas.state import KEY_SEPARATOR
from streams.kafka.client.home import partition_of
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read
from streams.kafka.log.state_messages import LAYOUT_KEY, POSITIONS_KEY, Headers, Keyed, partitions_of
from streams.kafka.log.topics import TopicsError


class SiteMove(Struct, frozen=True):
    """A site's way: its records of state and `paths`, and their bytes."""

    site: str
    origin: int
    partition: int
    records: int
    octets: int


class Held(Struct):
    """What one partition of a compacted topic holds of sites that move: by site, key to value and headers."""

    moving: dict[str, dict[bytes, tuple[bytes, Headers]]]
    sites: set[str]
    """All that it holds something of."""
    placed_by: int | None

    def taken(self, partitions: int) -> dict[int, list[Keyed]]:
        """The messages that each new home takes."""
        found: dict[int, list[Keyed]] = defaultdict(list)
        for site, own in self.moving.items():
            found[partition_of(site, partitions)] += [(key, value, headers) for key, (value, headers) in own.items()]
        return found

    def left(self) -> Iterator[Keyed]:
        """The deletions that are left behind."""
        return ((key, None, []) for own in self.moving.values() for key in own)


class Survey:
    """Goes through the partitions and remembers who must move."""

    def __init__(self, settings: KafkaSettings, partitions: int) -> None:
        self._settings = settings
        self._partitions = partitions
        self._where: dict[str, int] = {}
        self._moves: dict[tuple[str, int], SiteMove] = {}
        self.placed_by: set[int | None] = set()

    @property
    def moves(self) -> tuple[SiteMove, ...]:
        """The moves found so far, by site."""
        return tuple(move for _, move in sorted(self._moves.items()))

    def state(self, origin: int) -> Held:
        """One partition of the state. Raises TopicsError where a site has been met in another, or more were before."""
        here = _read(self._settings, "state", origin, self._partitions)
        self.placed_by.add(here.placed_by)
        if here.placed_by is not None and here.placed_by > self._partitions:
            msg = f"sites are placed by {here.placed_by} partitions: run `weir topics grow {here.placed_by}`"
            raise TopicsError(msg)
        for site in sorted(here.sites):
            if self._where.setdefault(site, origin) != origin:
                raise TopicsError(self._at_odds(site, origin))
        return self._noted(here, origin)

    def paths(self, origin: int) -> Held:
        """One partition of `paths`."""
        return self._noted(_read(self._settings, "paths", origin, self._partitions), origin)

    def _noted(self, here: Held, origin: int) -> Held:
        for site, own in here.moving.items():
            if own:
                before = self._moves.get((site, origin))
                records = len(own) + (before.records if before else 0)
                octets = sum(len(key) + len(value) for key, (value, _) in own.items())
                octets += before.octets if before else 0
                partition = partition_of(site, self._partitions)
                self._moves[site, origin] = SiteMove(site, origin, partition, records, octets)
        return here

    def _at_odds(self, site: str, origin: int) -> str:
        state = self._settings.topic("state")
        return (
            f"site {site} has state in partitions {self._where[site]} and {origin} of {state}: workers ran while the"
            " topics had other numbers of partitions, and which is right can't be known; delete"
            f" {state} and run `weir topics create`: all sites then learn anew from the oldest messages kept"
        )


def _read(settings: KafkaSettings, name: str, origin: int, partitions: int) -> Held:
    here = Held(defaultdict(dict), set(), None)
    sites: dict[bytes, str] = {}
    layout: bytes | None = None
    for stored in read.messages(settings, name, origin):
        key = stored.key
        if key == LAYOUT_KEY:
            layout = stored.value
        if key in {None, LAYOUT_KEY, POSITIONS_KEY} or key is None:
            continue
        site = _site_of(key)
        own = here.moving[site] if partition_of(site, partitions) != origin else None
        sites.pop(key, None)
        if own is not None:
            own.pop(key, None)
        if stored.value is not None:
            sites[key] = site
            if own is not None:
                own[key] = (stored.value, list(stored.headers))
    here.sites = set(sites.values())
    here.placed_by = partitions_of(layout)
    return here


def _site_of(key: bytes) -> str:
    return key.decode("utf-8", "replace").partition(KEY_SEPARATOR)[0]
