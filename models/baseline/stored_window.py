"""What is stored of an asset's open window: a record of its own beside its head, since it changes more often."""

from typing import Any

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.path import StoredPath, path_from, stored_fields


class StoredWindow(Struct, array_like=True, frozen=True, gc=False):
    """The sums of what its paths counted, and the path of what it sends to nobody, which is kept nowhere else."""

    begin: float
    flows: int
    sent_octets: int
    received_octets: int
    broadcasts: StoredPath | None


def stored_window(asset: Asset) -> tuple[Any, ...]:
    """An asset's window as it is stored: the fields of a `StoredWindow` in their order."""
    sums, path = asset.window, asset.broadcasts
    broadcasts = None if path is None else stored_fields(path)
    return (sums.begin, sums.flows, sums.sent_octets, sums.received_octets, broadcasts)


def put_back_window(asset: Asset, stored: StoredWindow, nobody: Asset) -> None:
    """An asset's window as it was stored."""
    sums = asset.window
    sums.begin, sums.flows = stored.begin, stored.flows
    sums.sent_octets, sums.received_octets = stored.sent_octets, stored.received_octets
    if stored.broadcasts is not None:
        asset.broadcasts = path_from(stored.broadcasts, asset, nobody)
