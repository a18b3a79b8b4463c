"""What a file of statements says otherwise than it did before: the changes that lead from the one to the other."""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from schemas.asset_change import AssetChange, Binding
from schemas.formats.assets.reading import Refused


def by_subject(changes: Iterable[AssetChange]) -> dict[str, AssetChange]:
    """The statements of a file by what they speak of; of two on one subject the last counts."""
    return {_subject(change): change for change in changes}


def still_said(before: Mapping[str, AssetChange], refused: Iterable[Refused]) -> dict[str, AssetChange]:
    """What was said before of the assets that refused rows name; of all where one of these names none.

    A name may be an asset's name, its id or, where it has neither, its address.
    """
    names = {row.name for row in refused}
    if None in names:
        return {key: one for key, one in before.items() if one.subject == "asset"}
    return {
        key: one for key, one in before.items() if one.subject == "asset" and not names.isdisjoint({one.id, one.name})
    }


def differences(before: Mapping[str, AssetChange], now: Mapping[str, AssetChange], time: float) -> list[AssetChange]:
    """Releases first, so that an address may go from one asset to another; then what is new or different; then ends."""
    changed = [change for key, change in now.items() if not _same(change, before.get(key))]
    names = {_name(change) for change in now.values()}
    gone = [change for key, change in before.items() if key not in now and change.change == "declared"]
    released = [_released(before[key], change, time) for key, change in now.items() if key in before]
    # The same asset in another realm is no asset that has gone: it leaves its addresses there.
    released += [_released(change, None, time) for change in gone if _name(change) in names]
    retired = [_ended(change, "retired", time) for change in gone if _name(change) not in names]
    return [*(change for change in released if change is not None), *changed, *retired]


def _released(before: AssetChange, now: AssetChange | None, time: float) -> AssetChange | None:
    """The release of the addresses that an asset was declared with and no longer is; None where there are none."""
    if before.subject != "asset" or before.change != "declared":
        return None
    kept_ips = {binding.ip for binding in now.addresses} if now is not None else set()
    kept_macs = {binding.mac for binding in now.addresses} if now is not None else set()
    gone: dict[Binding, None] = {}
    for binding in before.addresses:
        if binding.ip is not None and binding.ip not in kept_ips:
            gone[Binding(ip=binding.ip)] = None
        if binding.mac is not None and binding.mac not in kept_macs:
            gone[Binding(mac=binding.mac)] = None
    return _ended(before, "address-released", time, tuple(gone)) if gone else None


def _ended(
    change: AssetChange, end: Literal["retired", "address-released"], time: float, addresses: tuple[Binding, ...] = ()
) -> AssetChange:
    return AssetChange(
        site=change.site,
        time=time,
        source=change.source,
        subject=change.subject,
        change=end,
        id=change.id,
        addresses=addresses,
        realm=change.realm,
        from_zone=change.from_zone,
        to_zone=change.to_zone,
    )


def _subject(change: AssetChange) -> str:
    ends = f"{change.from_zone}\0{change.to_zone}" if change.subject == "conduit" else ""
    # One asset may have several lines: what a lease did is told apart from what is declared.
    return f"{change.site}\0{change.subject}\0{change.change}\0{change.realm}\0{change.id}\0{ends}"


def _name(change: AssetChange) -> tuple[str, str, str]:
    """What one asset, zone or conduit is known by, whatever its realm."""
    ends = f"{change.from_zone}\0{change.to_zone}" if change.subject == "conduit" else ""
    return change.site, change.subject, f"{change.id}\0{ends}"


def _same(change: AssetChange, before: AssetChange | None) -> bool:
    return before is not None and msgspec.structs.replace(change, time=before.time) == before
