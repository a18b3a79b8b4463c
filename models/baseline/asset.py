"""An asset: who it is, how it is usually met, and what is stored of it.

What is stored is one `AssetRecord`; what its paths tell (peers, services, tallies, slots) is kept on
`Asset` only and rebuilt from them on restore, so that the two can never disagree.
"""

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from models.baseline.window_statistics import WindowStatistics
from models.baseline.windows import WindowSums, without_end
from schemas.asset_change import Side
from schemas.state import KEY_SEPARATOR

if TYPE_CHECKING:
    from models.baseline.path import Path

SHARED_ROLES = frozenset({"nat", "proxy", "vpn", "jump-host", "shared", "load-balancer"})
"""Roles behind which many stand: no readiness of their own, and a softer claim (design section 5.1)."""


class Tally(Struct, gc=False):
    """Incidences of an asset's learnt paths in one role, initiator or responder.

    `hour_draws` counts path-hours, `hours_once` and `hours_twice` the paths seen in just one and two
    hours; the same by day. These five are all that surprise and coverage need.
    """

    hour_draws: int = 0
    hours_once: int = 0
    hours_twice: int = 0
    day_draws: int = 0
    days_once: int = 0


TakingOver = Literal["swapped", "moved", "conflict", "both"]
"""How an address came from one device to another: as it does between redundant ones; perhaps as it should, such as a
lease that moved; as it should not; while both of them use it."""


class TakenOver(Struct, array_like=True, frozen=True):
    """An address that an asset took over from another: its text, the other's id and what people called it, when."""

    ip: str
    asset: str
    name: str
    time: float
    how: TakingOver = "conflict"


class Replaced(Struct, array_like=True, frozen=True):
    """The MAC that an asset had before it was replaced by one of the same maker under its address, and when.

    `back`: the device before that one was put back.
    """

    mac: str
    time: float
    back: bool = False


class AssetRecord(Struct, array_like=True):
    """What is stored of one asset. `ips` and `macs` are its present addresses, with realm as `realm/ip`.

    `declared_at` are those of them that an inventory declared. `took_over` is the newest address that it has from
    another asset; None where it has none. `replaced` is set where the asset goes on with another MAC. `news_held`: that
    it is there is news, which a maintenance window holds back.
    `unconfirmed`: nobody knew it when it first showed itself in OT. `role` is what an inventory says; `role_id` names
    those of its zone that do alike, as they were last formed (`models/roles/`); None: not yet, or it does nothing.
    `lost_master`: somebody who usually spoke an OT protocol to it was judged malicious.
    """

    id: str
    realm: str
    first_seen: float
    last_seen: float = 0.0
    name: str | None = None
    declared_id: str | None = None
    ips: list[str] = field(default_factory=list)
    macs: list[str] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)
    role: str | None = None
    vendor: str | None = None
    model: str | None = None
    firmware: str | None = None
    owner: str | None = None
    tags: list[str] = field(default_factory=list)
    criticality: int | None = None
    declared_zone: str | None = None
    declared_level: float | None = None
    external: bool = False
    alive: bool = False
    serves_ot: bool = False
    polls_ot: bool = False
    news_held: bool = False
    retired: bool = False
    note: str | None = None
    days: int = 0
    day: int = -1
    names: dict[str, str] = field(default_factory=dict)
    high_ports: dict[str, list[int]] = field(default_factory=dict)
    declared_at: list[str] = field(default_factory=list)
    statistics: WindowStatistics | None = None
    took_over: TakenOver | None = None
    replaced: Replaced | None = None
    unconfirmed: bool = False
    role_id: str | None = None
    lost_master: bool = False


class Asset:
    """One asset while running: its record, its place, and what its learnt paths come to."""

    __slots__ = (
        "broadcasts", "free_slots", "initiated", "level", "next_slot", "peers_in", "peers_out", "record", "responded",
        "services_in", "services_out", "side", "side_inferred", "slots", "window", "zone",
    )  # fmt: skip

    def __init__(self, record: AssetRecord) -> None:
        self.record = record
        self.window = without_end(record.id) if record.external else WindowSums(record.id)
        self.broadcasts: Path | None = None
        """The path of what it sends to nobody (broadcast, multicast); None: nothing yet."""
        self.zone: str | None = None
        self.level: float | None = None
        self.side: Side | None = None
        self.side_inferred = False
        self.peers_out: dict[str, int] = {}
        self.peers_in: dict[str, int] = {}
        self.services_out: dict[str, int] = {}
        self.services_in: dict[str, int] = {}
        self.initiated = Tally()
        self.responded = Tally()
        self.slots: dict[int, Path] = {}
        self.free_slots: list[int] = []
        self.next_slot = 0

    @property
    def id(self) -> str:
        """Its id, for the life of the asset."""
        return self.record.id

    @property
    def shared(self) -> bool:
        """Whether many stand behind it."""
        return self.record.role in SHARED_ROLES

    @property
    def label(self) -> str:
        """What a person calls it."""
        return self.record.name or self.record.declared_id or _bare(self.record.id)

    @property
    def is_stranger(self) -> bool:
        """Whether it is of OT, was unknown when it first showed itself, and nobody has declared it since."""
        record = self.record
        return record.unconfirmed and record.declared_id is None and self.side == "ot" and not self.side_inferred

    def free_slot(self) -> int:
        """The lowest free place, where one more path of its own is to be put into `slots` now."""
        if self.free_slots:
            return self.free_slots.pop()
        self.next_slot += 1
        return self.next_slot - 1

    def give_slot(self, slot: int) -> None:
        """Give a path's place back."""
        del self.slots[slot]
        self.free_slots.append(slot)
        self.free_slots.sort(reverse=True)

    def count_slots(self) -> None:
        """Find the free places anew, once `slots` is restored."""
        self.next_slot = max(self.slots, default=-1) + 1
        self.free_slots = [slot for slot in range(self.next_slot - 1, -1, -1) if slot not in self.slots]


def new_asset(asset_id: str, realm: str, time: float, *, external: bool = False) -> Asset:
    """An asset met for the first time at `time`."""
    asset_id = asset_id.replace(KEY_SEPARATOR, "_")
    asset_id = "_" + asset_id[1:] if asset_id.startswith("@") else asset_id
    return Asset(AssetRecord(id=asset_id, realm=realm, first_seen=time, external=external))


def _bare(asset_id: str) -> str:
    return asset_id.partition(":")[2] or asset_id
