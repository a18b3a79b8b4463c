"""What is stored of an asset's open window: a record of its own beside its head, since it changes more often."""

from typing import Any

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.path import StoredPath, path_from, stored_fields
from models.baseline.windows import window_bounds


class StoredWindow(Struct, array_like=True, frozen=True, gc=False):
    """What it moved in its window, and the path of what it sends to nobody, which is kept nowhere else.

    `flows` are those in either role, `answered` those of them that others initiated: 0 where an older Weir wrote it.
    """

    begin: float
    flows: int
    sent_octets: int
    received_octets: int
    broadcasts: StoredPath | None
    answered: int = 0


def stored_window(asset: Asset) -> tuple[Any, ...]:
    """An asset's window as it is stored: the fields of a `StoredWindow` in their order."""
    sums, path = asset.window, asset.broadcasts
    if asset.record.external:
        return (0.0, 0, 0, 0, None, 0)
    broadcasts = None if path is None else stored_fields(path)
    return (sums.begin, sums.flows, sums.sent_octets, sums.received_octets, broadcasts, sums.answered)


def put_back_window(asset: Asset, stored: StoredWindow, nobody: Asset) -> None:
    """An asset's window as it was stored."""
    if asset.record.external:
        return
    sums = asset.window
    sums.start(*(window_bounds(stored.begin) if stored.begin else (0.0, 0.0)))
    sums.begun, sums.answered = stored.flows - stored.answered, stored.answered
    sums.sent_octets, sums.received_octets = stored.sent_octets, stored.received_octets
    if stored.broadcasts is not None:
        asset.broadcasts = path_from(stored.broadcasts, asset, nobody)
