"""How fast a sink may be given alerts, as its settings say."""

from msgspec import Struct

ROWS_AT_ONCE = 1_000
"""Bounds the memory of a sink that has much to catch up with: an alert is a few kB."""


class Pace(Struct, frozen=True, kw_only=True):
    """At most `rows_at_once`, not more often than each `every_s` seconds.

    What exceeds `at_most_per_minute` is told of in one digest; None: no limit.
    """

    rows_at_once: int = ROWS_AT_ONCE
    every_s: float = 0.0
    at_most_per_minute: int | None = None
