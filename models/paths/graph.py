"""All paths of one site, and what counts as learnt: the baseline on one side, the ledger on the other.

Only learnt paths are part of any asset's baseline. A held path waits in the ledger, with reason
and age, until a verdict; its flows count on the path and nowhere else.
"""

from collections.abc import Callable

from models.baseline import baseline
from models.baseline.asset import Asset
from models.baseline.path import CHUNK, Path, hour_end_of
from models.identity.inventory import Inventory
from schemas.path import PathRecord
from schemas.services.names import OT_SERVICES

MAX_PATHS_PER_ASSET = 4_096
"""Paths of one initiator told apart; past it, its peers are one (`other:peers`): half a megabyte of state an asset."""

MAX_GUARDED_PATHS = 4 * MAX_PATHS_PER_ASSET
"""Paths of one initiator, those past the bound with an end in OT or the DMZ among them: two megabytes of state. Such a
path is told apart up to here, so that who polls thousands of hosts is seen to reach a controller."""

MAX_PATHS = 2_000_000
"""Paths of one site: twice the 1,000,000 that a partition is measured with, some 1.3 GB. Past it, new ones with no end
in OT or the DMZ are one."""

MAX_PATHS_WITH_GUARDED = 5 * MAX_PATHS // 4
"""Paths of one site, those past the bound with an end in OT or the DMZ among them."""

UNRAISED = "unraised"
"""Stands for the alert of a path that is to raise one with its next flow."""

UNDER_WORD = "under-word"
"""Stands for the alert of a path for which a person's word decides for a time: each of its flows asks whether it still
does. Where its alert is muted as a whole and counts on, the alert's id follows (see `under_word`)."""

UNREVIEWED = "unreviewed"
"""Why a path is learnt: `learn_until` took it, though the policy forbids it or it meets the internet."""

PathKey = tuple[str, str, str]


class PathGraph:
    """Paths by (initiator, responder, service)."""

    def __init__(self, site: str, inventory: Inventory, clock: Callable[[], float]) -> None:
        """`clock` gives the site's event time, seconds UTC; 0 before any."""
        self._site = site
        self._inventory = inventory
        self._clock = clock
        self.paths: dict[PathKey, Path] = {}
        self.dirty: list[Path] = []
        self.emptied: dict[tuple[str, int], None] = {}
        self.moved: set[str] = set()
        """Assets whose name, zone or side has changed: what people said of their paths is to be looked at again."""
        self.on_learnt: Callable[[Path], None] | None = None
        """Hears of each path that becomes part of the baseline; None: nobody listens."""
        self._announced: dict[int, tuple[Path, float]] = {}
        """Paths whose present state is to be told, and the site's event time when that was said."""
        self._told: list[PathRecord] = []
        """What is to be told first: paths that were dropped, and how paths were at the end of a day."""

    def add(self, key: PathKey, time: float, day: int) -> Path:
        """A path met for the first time, seen in one hour and one day, not learnt yet."""
        assets = self._inventory.assets
        owner = assets[key[0]]
        path = Path(
            initiator=key[0],
            responder=key[1],
            service=key[2],
            slot=owner.free_slot(),
            first_seen=time,
            last_seen=time,
            hour_end=hour_end_of(time),
            initiator_asset=owner,
            responder_asset=assets[key[1]],
            status="held",
            hours=1,
            days=1,
            day=day,
        )
        self.paths[key] = owner.slots[path.slot] = path
        self.touch(path)
        self._inventory.changed_assets.add(owner.id)
        return path

    def ends(self, path: Path) -> tuple[Asset, Asset]:
        """Initiator and responder."""
        return path.initiator_asset, path.responder_asset

    def learn(self, path: Path, *, by: str | None = None, ask: bool = False) -> None:
        """Make it part of both ends' baselines and lift it out of the ledger.

        `by` is the word that said so, or `UNREVIEWED`; None: nobody, and beyond doubt. `ask`: the word has an end.
        """
        if path.status != "learnt":
            path.status, path.held_since, path.held_reason = "learnt", None, None
            baseline.learn(path, *self.ends(path))
            if self.on_learnt is not None:
                self.on_learnt(path)
        path.learnt_by, path.alert = by, UNDER_WORD if ask else None
        self._changed(path)

    def hold(self, path: Path, *, alert: str | None, reason: str, time: float) -> None:
        """Keep it out of the baselines until a verdict."""
        if path.status == "learnt":
            baseline.unlearn(path, *self.ends(path))
        path.status, path.learnt_by = "held", None
        path.alert, path.held_reason = alert, reason
        path.held_since = time if path.held_since is None else path.held_since
        self._changed(path)

    def mark_malicious(self, path: Path, *, alert: str | None, reason: str, time: float) -> None:
        """Never learn it. Without an alert to count for, its next flow is to raise one."""
        if path.status == "learnt" and path.answered and path.service in OT_SERVICES:
            responder = path.responder_asset
            responder.record.lost_master = True
            self._inventory.changed_assets.add(responder.id)
        self.hold(path, alert=alert or UNRAISED, reason=reason, time=time)
        path.status = "malicious"

    def forget(self, path: Path) -> None:
        """Drop it, as if it had never been seen."""
        if path.status == "learnt":
            baseline.unlearn(path, *self.ends(path))
        initiator, responder = self.ends(path)
        del self.paths[path.key]
        initiator.give_slot(path.slot)
        self.emptied[(path.initiator, path.slot // CHUNK)] = None
        self._announced.pop(id(path), None)
        self._told.append(self.record_of(path, retired=True, as_of=max(self._clock(), path.last_seen)))
        self._inventory.changed_assets.update((initiator.id, responder.id))

    def merge(self, old: Path, into: PathKey, day: int) -> Path:
        """Give a path the name learnt for it later; where one of that name exists, the two become one."""
        target = self.paths.get(into)
        status, alert, reason, since, by = old.status, old.alert, old.held_reason, old.held_since, old.learnt_by
        self.forget(old)
        if target is not None and target.status == "learnt" and status != "learnt":
            # What waits for a verdict does not slip into the baseline under another name.
            self.hold(target, alert=alert, reason=reason or "", time=since or old.first_seen)
            target.status = status
        elif target is not None and status == "malicious":
            target.status = status
        if target is None:
            target = self.add(into, old.first_seen, day)
            target.hours, target.days, target.day, target.hour_end = old.hours, old.days, old.day, old.hour_end
            target.next_due = 0.0
            if status == "learnt":
                self.learn(target, by=by, ask=is_under_word(alert))
            else:
                self.hold(target, alert=alert, reason=reason or "", time=since or old.first_seen)
                target.status = status
        target.first_seen = min(target.first_seen, old.first_seen)
        target.last_seen = max(target.last_seen, old.last_seen)
        # What its window has counted is not known to be of one with the target's: it counts with what was before.
        target.flows_before += old.flows
        target.initiator_octets_before += old.initiator_octets
        target.responder_octets_before += old.responder_octets
        target.answered = target.answered or old.answered
        if old.operations:
            known = target.operations_since if target.operations else old.operations_since
            target.operations_since = min(known, old.operations_since)
            target.operations |= old.operations
        target.note = target.note or old.note
        # The flow that brought the name may count on another path: where all strangers are one until one is answered.
        self.touch(target)
        return target

    def held(self) -> list[Path]:
        """The ledger: what waits for a verdict, the oldest first."""
        waiting = [path for path in self.paths.values() if path.status != "learnt"]
        return sorted(waiting, key=lambda path: (path.held_since or 0.0, path.key))

    def mark_asset(self, asset_id: str) -> None:
        """Mark an asset's head as changed since the last checkpoint."""
        self._inventory.changed_assets.add(asset_id)

    def touch(self, path: Path) -> None:
        """Mark it as changed since the last checkpoint."""
        if not path.dirty:
            path.dirty = True
            self.dirty.append(path)

    def announce(self, path: Path) -> None:
        """Let readers of paths see its present state."""
        self._announced[id(path)] = path, self._clock()

    def end_day(self, path: Path) -> None:
        """A path is about to be seen on another day: what was announced of it is told as it was on the one before."""
        announced = self._announced.pop(id(path), None)
        if announced is not None:
            self._told.append(self._as_of(*announced))

    def announce_of(self, asset: Asset) -> None:
        """Let readers of paths see those of an asset again: its name, zone or side has changed."""
        self.moved.add(asset.id)
        for own in asset.slots.values():
            self.announce(own)
        for peer in asset.peers_in:
            for service in asset.services_in:
                path = self.paths.get((peer, asset.id, service))
                if path is not None:
                    self.announce(path)

    def announce_of_all(self, assets: set[str]) -> None:
        """The same for many assets at once, as when zones change: one walk over all paths."""
        self.moved |= assets
        for path in self.paths.values():
            if path.initiator in assets or path.responder in assets:
                self.announce(path)

    def take_announced(self) -> list[PathRecord]:
        """The paths announced since the last call, by key; those that were dropped come first.

        One that was used on several days since then comes once for each.
        """
        if not self._announced and not self._told:
            return []
        announced = sorted(self._announced.values(), key=lambda each: each[0].key)
        records = [*self._told, *(self._as_of(*each) for each in announced)]
        self._announced, self._told = {}, []
        return records

    def _as_of(self, path: Path, time: float) -> PathRecord:
        """A path as it is; its last flow may have come after the time at which it was announced."""
        return self.record_of(path, as_of=max(time, path.last_seen))

    def record_of(self, path: Path, *, retired: bool = False, as_of: float = 0.0) -> PathRecord:
        """A path as others read it."""
        initiator, responder = self.ends(path)
        return PathRecord(
            site=self._site,
            initiator=path.initiator,
            responder=path.responder,
            service=path.service,
            status=path.status,
            first_seen=path.first_seen,
            last_seen=path.last_seen,
            flows=path.flows,
            hours=path.hours,
            days=path.days,
            initiator_octets=path.initiator_octets,
            responder_octets=path.responder_octets,
            answered=path.answered,
            initiator_name=initiator.label,
            responder_name=responder.label,
            initiator_zone=initiator.zone,
            responder_zone=responder.zone,
            initiator_side=initiator.side,
            responder_side=responder.side,
            held_since=path.held_since,
            held_reason=path.held_reason,
            unreviewed=path.learnt_by == UNREVIEWED,
            retired=retired,
            as_of=as_of,
            note=path.note,
        )

    def _changed(self, path: Path) -> None:
        self.touch(path)
        self.announce(path)
        self._inventory.changed_assets.update((path.initiator, path.responder))


def under_word(alert_id: str) -> str:
    """What stands for the alert of a path that is muted with it."""
    return f"{UNDER_WORD}:{alert_id}"


def is_under_word(alert: str | None) -> bool:
    """Whether each flow of a path asks if a word still decides."""
    return alert is not None and alert.startswith(UNDER_WORD)


def muted_with(alert: str | None) -> str | None:
    """The alert that a path is muted with; None where there is none."""
    return alert.partition(":")[2] or None if alert is not None and is_under_word(alert) else None
