"""What an inventory, a zone file or an engineer says about assets, zones and conduits."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from schemas.bounds import Address, Mac, Name, PurdueLevel, SiteName, Text, Time

Side = Literal["ot", "dmz", "it", "external"]
"""Which side of the line a zone lies on."""

Subject = Literal["asset", "zone", "conduit"]

Change = Literal[
    "declared",
    "address-assigned",
    "address-released",
    "retired",
    "seen",
    "maintenance-started",
    "maintenance-ended",
]
"""Assets take all of them; zones and conduits `declared` and `retired`; maintenance goes with any.

Maintenance is noted on an asset and changes nothing yet: no alert is held back or softened for it.
"""


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
    """One statement about one asset, zone or conduit. Fields that do not belong to the subject stay None.

    `id` names the subject: an asset's own id or a zone's name. A conduit's id may be left empty: it
    is then named by its two zones. None means "not said", and leaves what was known before. An address that is
    declared for an asset leaves whoever had it; `address-released` takes the named addresses and MACs, in any
    spelling, from this asset alone, in `realm` or, where that is left out, in the asset's own.
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
