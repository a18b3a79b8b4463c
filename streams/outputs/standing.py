"""How far an output has come, as whoever asks from outside sees it."""

from msgspec import Struct


class Standing(Struct, frozen=True):
    """One output. `waiting` alert revisions lie past its cursor; None where it never ran on this state.

    `oldest_time` is the event time of the oldest of them, seconds UTC; None where none waits.
    """

    name: str
    waiting: int | None = None
    oldest_time: float | None = None
