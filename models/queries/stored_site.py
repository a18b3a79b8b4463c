"""A site's lists from its stored records, as a restored pipeline would give them, without restoring one.

It takes and refuses the same records as `models/state/restore.py` and tells nothing of what it refuses; a test holds
both against each other on random histories and any damage. It keeps no windows, statistics, alerts or memories, which
no list shows, and so a list of 10,000 paths takes a fifth of the time (measured).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from models.baseline import baseline
from models.baseline.asset import Asset, AssetRecord
from models.baseline.path import CHUNK, StoredPath
from models.boundary.placing import place
from models.boundary.policy import Policy
from models.boundary.zones import ZoneIndex, ZoneMap
from models.identity.addresses import read_address
from models.identity.holdings import Holdings
from models.lessons.group import Group
from models.maintenance.window import Window
from models.queries.answered import Answered
from models.queries.asset_summary import summary_of
from models.queries.conduits import Register
from models.queries.learning import Watched, learning
from models.queries.listed_path import ListedPath
from models.queries.matrix import matrix
from models.queries.roles import roles
from models.queries.sensors import Seen, sensors
from models.sensors.overlap import StoredOverlap
from models.settings import CoreSettings
from models.state.set_aside import ASIDE, returning
from models.state.site_records import (
    MAINTENANCE,
    MARKS,
    OVERLAP,
    PARKED,
    TAUGHT,
    WORD,
    ZONES,
    StoredMarks,
    StoredParked,
)
from models.state.state_codec import NewerState, decode
from models.verdicts.spoken import speaks_of, spoken
from models.verdicts.word import Word
from schemas.alert import Alert
from schemas.asset_summary import AssetSummary
from schemas.overview.conduits import ConduitEntry
from schemas.overview.learning import SiteLearning
from schemas.overview.matrix import MatrixCell
from schemas.overview.roles import Role
from schemas.overview.sensors import SensorView
from schemas.standing_word import StandingWord
from schemas.state import HEAD, KEY_SEPARATOR, WINDOW, StateRecord, asset_of, kind_of, part_of

T = TypeVar("T")
N = TypeVar("N", Group, Window, Word)

_HEAD_END, _WINDOW_END = KEY_SEPARATOR + HEAD, KEY_SEPARATOR + WINDOW


class StoredSite:
    """One site. What was stored is read at once; each list is made when it is asked for.

    `latest` is the site's latest event time, in seconds UTC; 0 before any.
    """

    def __init__(self, name: str, records: Iterable[StateRecord]) -> None:
        self.name = name
        self.zones = ZoneIndex(ZoneMap())
        self.assets: dict[str, Asset] = {}
        self.latest = 0.0
        self.marks: StoredMarks | None = None
        """The site's clock and its sensors' times; None where they were not stored, or can't be read."""
        self._parts = {part_of(record): record.value for record in records if record.value is not None}
        self._aside: set[str | None] = set()
        """Assets of which a newer Weir wrote a head, or anything else."""
        self._paths: dict[tuple[str, str, str], ListedPath] = {}
        self._used: dict[str, set[int]] = {}
        """The slots of each asset that has paths of its own."""
        self._words: list[Word] = []
        self._groups: list[Group] = []
        self._learnt = False
        self._take()

    def asset_summaries(self, learn_until: float | None) -> list[AssetSummary]:
        """All assets, by id; `learn_until` as the site's settings have it."""
        self._learn()
        answered = self._answers()
        return [self._summary(each, learn_until, answered) for each in sorted(self.assets)]

    def asset_summary(self, asset_id: str, learn_until: float | None) -> AssetSummary:
        """One of them. Raises KeyError."""
        self._learn()
        return self._summary(asset_id, learn_until, self._answers())

    def learnt_assets(self) -> dict[str, Asset]:
        """All assets by id, with what their learnt paths come to."""
        self._learn()
        return self.assets

    def words(self) -> list[Word]:
        """What people said and still stands, in the order in which it came, as the core keeps it."""
        return sorted(self._words, key=lambda word: word.number)

    def windows(self) -> list[Window]:
        """Maintenance windows, as they were stored, by their begin."""
        return sorted(self._each(sorted(self._parts), MAINTENANCE, Window), key=lambda each: (each.begin, each.id))

    def paths(self, wanted: Callable[[ListedPath], bool] | None = None) -> list[ListedPath]:
        """The paths that are `wanted` (None: all), by initiator, responder and service."""
        found = self._paths
        return [found[key] for key in sorted(found) if wanted is None or wanted(found[key])]

    def matrix(self, policy: Policy, wanted: Callable[[ListedPath], bool] | None = None) -> list[MatrixCell]:
        """What talks to what on the paths that are `wanted` (None: all)."""
        return matrix(self.name, self.paths(wanted), self.zones, policy)

    def conduits(self, policy: Policy) -> list[ConduitEntry]:
        """What is declared between zones and who uses it, and what is used without being declared."""
        return Register(self.name, self.zones, policy, self.latest).entries(self.paths())

    def learning(self, settings: CoreSettings) -> SiteLearning:
        """How far the site is learnt at its latest event time, by its settings."""
        self._learn()
        watched = Watched(self.name, self.latest, settings)
        return learning(watched, self.assets.values(), self.zones, self._paths.values(), self._groups)

    def roles(self) -> list[Role]:
        """Which assets of a zone do alike, as it was found with the first Tick of the day; none before."""
        return roles(self.name, self.assets, self._paths.values())

    def sensors(self) -> list[SensorView]:
        """How well each sensor sees, by name."""
        marks, overlap = self.marks, self._read(OVERLAP, StoredOverlap)
        if marks is None:
            return []
        return sensors(
            Seen(
                site=self.name,
                latest=self.latest,
                tick=marks.tick_time,
                marks=marks.marks,
                days=() if marks.sensors is None else marks.sensors.sensors,
                pairs=() if overlap is None else overlap.pairs,
                parked=self._parked(),
            )
        )

    def spoken(self) -> list[StandingWord]:
        """What people said and still stands, in the order in which it came."""
        return [spoken(self.name, word, self.assets) for word in self.words()]

    def spoken_on(self, alert: Alert) -> list[StandingWord]:
        """Of that what is on an alert, in the order in which it came."""
        words = [word for word in self.words() if speaks_of(word, alert)]
        return [spoken(self.name, word, self.assets) for word in words]

    def _parked(self) -> dict[str, int]:
        """How many flows of each sensor wait."""
        waiting: dict[str, int] = {}
        for part in self._parts:
            some = self._read(part, StoredParked) if kind_of(part) == PARKED else None
            if some is not None:
                waiting[some.sensor] = waiting.get(some.sensor, 0) + len(some.flows)
        return waiting

    def _summary(self, asset_id: str, learn_until: float | None, answered: Answered) -> AssetSummary:
        paths = len(self._used.get(asset_id, ()))
        return summary_of(self.name, self.assets[asset_id], self.latest, learn_until, paths=paths, answered=answered)

    def _answers(self) -> Answered:
        return Answered(path.stored for path in self._paths.values())

    def _learn(self) -> None:
        """Sum up what the paths tell of the assets: asked for once, and by the list of assets alone."""
        if self._learnt:
            return
        self._learnt = True
        for path in self._paths.values():
            if path.stored.status == "learnt":
                baseline.learn(path.stored, path.initiator, path.responder)

    def _take(self) -> None:
        """In the order in which a restore takes them, since what comes first decides what can't be beside it."""
        returning_chunks = self._put_back() if any(part.startswith(ASIDE) for part in self._parts) else []
        heads, chunks, named = list[str](), list[str](), list[str]()
        # By hand, not by `kind_of`: it is asked of each record, and most are chunks.
        for part in sorted(self._parts):
            if part.startswith("@"):
                named.append(part)
            elif part.endswith(_HEAD_END):
                heads.append(part)
            elif not part.endswith(_WINDOW_END):
                chunks.append(part)
        self._take_zones()
        self._take_heads(heads)
        self._take_paths([*chunks, *returning_chunks])
        self.marks = self._read(MARKS, StoredMarks)
        if self.marks is not None:
            self.latest = max([self.marks.clock, *(mark.time for mark in self.marks.marks)])
        self._words = list(self._each(named, WORD, Word))
        self._groups = list(self._each(named, TAUGHT, Group))

    def _each(self, parts: Iterable[str], kind: str, wanted: type[N]) -> Iterator[N]:
        """What the records of a kind hold, each named by the id of that."""
        for part in parts:
            one = self._read(part, wanted) if kind_of(part) == kind else None
            if one is not None and part == f"{kind}{KEY_SEPARATOR}{one.id}":
                yield one

    def _take_paths(self, parts: Iterable[str]) -> None:
        # An asset of which a newer Weir wrote the head is restored whole or not at all.
        aside, displaced = frozenset(self._aside), list[StoredPath]()
        for part in parts:
            if not aside or asset_of(part.removeprefix(ASIDE)) not in aside:
                self._take_chunk(part, displaced)
        for stored in displaced:
            if (stored.initiator, stored.responder, stored.service) not in self._paths:
                # A slot of its own, whichever: a restore gives it a free one.
                self._add(stored, -1 - len(self._used[stored.initiator]))

    def _put_back(self) -> list[str]:
        """What was set aside and can be read. Returns the chunks among it, which come path by path."""
        back = returning(self._parts)
        for part in [part for part in self._parts if asset_of(part) in back.assets]:
            del self._parts[part]
        self._parts |= back.parts
        return [ASIDE + part for part in back.chunks]

    def _take_zones(self) -> None:
        zone_map = self._read(ZONES, ZoneMap)
        if zone_map is not None:
            try:
                self.zones = ZoneIndex(zone_map)
            except ValueError:
                return

    def _take_heads(self, parts: Iterable[str]) -> None:
        held = Holdings()
        for part in parts:
            head = self._read(part, AssetRecord)
            if head is None or head.id != asset_of(part):
                continue
            asset = Asset(head)
            try:
                for ip in head.ips:
                    read_address(ip.rpartition("/")[2].partition("%")[0])
                place(asset, self.zones)
            except ValueError:
                continue
            self.assets[asset.id] = asset
            held.claim(asset)

    def _take_chunk(self, name: str, displaced: list[StoredPath]) -> None:
        part = name.removeprefix(ASIDE)
        asset_id, _, number = part.rpartition(KEY_SEPARATOR)
        if not (number.isascii() and number.isdigit() and len(number) < 5 and str(int(number)) == number):
            return
        initiator = self.assets.get(asset_id)
        paths = None if initiator is None else self._read(name, list[StoredPath])
        if initiator is None or paths is None:
            return
        chunk, used, known, assets = int(number), self._used.setdefault(asset_id, set()), self._paths, self.assets
        for stored in paths:
            responder = assets.get(stored.responder)
            key = (stored.initiator, stored.responder, stored.service)
            if stored.initiator != asset_id or stored.slot // CHUNK != chunk or responder is None or key in known:
                continue
            if stored.slot not in used:
                used.add(stored.slot)
                known[key] = ListedPath(stored, initiator, responder)
            elif name != part:
                displaced.append(stored)

    def _add(self, stored: StoredPath, slot: int) -> None:
        initiator = self.assets[stored.initiator]
        path = ListedPath(stored, initiator, self.assets[stored.responder])
        self._paths[stored.initiator, stored.responder, stored.service] = path
        self._used[stored.initiator].add(slot)

    def _read(self, part: str, wanted: type[T]) -> T | None:
        data = self._parts.get(part)
        if data is None:
            return None
        try:
            return decode(data, wanted, kind_of(part.removeprefix(ASIDE)), statistics=False)
        except NewerState:
            self._aside.add(asset_of(part))
        except ValueError:
            pass
        return None
