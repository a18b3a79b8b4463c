"""What an inventory, a zone file or an engineer says about assets, zones, conduits, and work that is announced."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from schemas.bounds import Address, Mac, Name, PurdueLevel, SiteName, Text, Time

Side = Literal["ot", "dmz", "it", "external"]
"""Which side of the line a zone lies on."""

Subject = Literal["asset", "zone", "conduit", "initiator", "site"]

Change = Literal[
    "declared",
    "address-assigned",
    "address-released",
    "retired",
    "seen",
    "maintenance-started",
    "maintenance-ended",
    "learning-restarted",
]
"""Assets take all of them; zones and conduits `declared` and `retired`; maintenance goes with assets, zones and
initiators, and an initiator has nothing else; learning restarts of assets, zones and a site, which has nothing else.
"""


class Weekly(Struct, frozen=True, gc=False):
    """Certain days of each week, from one time of the local day to another, by the site's clock.

    `days` are 0 (Monday) to 6; minutes count from local midnight. An end that is not after the begin is on the next
    day. Where clocks change in between, it lasts an hour less or more.
    """

    days: Annotated[tuple[Annotated[int, Meta(ge=0, le=6)], ...], Meta(min_length=1, max_length=7)]
    begin_minute: Annotated[int, Meta(ge=0, le=1439)]
    end_minute: Annotated[int, Meta(ge=0, le=1439)]


class Binding(Struct, frozen=True, gc=False, omit_defaults=True):
    """An address of an asset. Either may be None, not both."""

    ip: Address | None = None
    mac: Mac | None = None

    def __post_init__(self) -> None:
        """Refuse a binding of nothing: it would bind an asset to no address and look as if it had one."""
        if self.ip is None and self.mac is None:
            msg = "a binding names an ip, a mac or both; this one names neither"
            raise ValueError(msg)


class AssetChange(Struct, frozen=True, gc=False, omit_defaults=True, kw_only=True):
    """One statement about one asset, zone, conduit, initiator or site. Fields that are not the subject's stay None.

    `id` names the subject: an asset's own id or a zone's name. A conduit's id may be left empty: it
    is then named by its two zones. None means "not said", and leaves what was known before. An address that is
    declared for an asset leaves whoever had it; `address-released` takes the named addresses and MACs, in any
    spelling, from this asset alone, in `realm` or, where that is left out, in the asset's own.

    Maintenance: `id` is the asset (its id, name or address), the zone, or with the subject `initiator` the asset whose
    paths it is about. It lasts from `starts` (None: `time`) to `expires` (None: a day); with `weekly` these two bound
    the weeks. `initiator` narrows that of an asset or zone to what one asset begins. `owner` says who works. `window`
    is the one that ends, by its id; None: the one that is running on the subject.

    Learning restarted: `id` is the asset (its id, declared id or address), the zone, or the site's own name. `owner`
    says who asked for it, `reason` why.
    """

    site: SiteName
    time: Time
    source: Name
    subject: Subject
    change: Change
    id: Name
    addresses: Annotated[tuple[Binding, ...], Meta(max_length=256)] = ()
    name: Name | None = None
    role: Name | None = None
    vendor: Name | None = None
    model: Name | None = None
    firmware: Name | None = None
    zone: Name | None = None
    purdue_level: PurdueLevel | None = None
    criticality: Annotated[int, Meta(ge=1, le=5)] | None = None
    owner: Name | None = None
    tags: Annotated[tuple[Name, ...], Meta(max_length=64)] = ()
    cidrs: Annotated[tuple[Address, ...], Meta(max_length=1024)] = ()
    level: PurdueLevel | None = None
    side: Side | None = None
    realm: Name = ""
    from_zone: Name | None = None
    to_zone: Name | None = None
    services: Annotated[tuple[Name, ...], Meta(max_length=256)] = ()
    reason: Text | None = None
    expires: Time | None = None
    starts: Time | None = None
    weekly: Weekly | None = None
    initiator: Name | None = None
    window: Name | None = None
