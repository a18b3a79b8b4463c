"""How far an output has come, as whoever asks from outside sees it."""

from msgspec import Struct

from streams.outputs.outbox import Answered


class Standing(Struct, frozen=True):
    """One output. `waiting` alert revisions lie past its cursor; None where it never ran on this state.

    `oldest_time` is the event time of the oldest of them, seconds UTC; None where none waits. `positions` is the last
    one delivered of each partition; a state folder has the one partition 0. `answered` is what it said last.
    """

    name: str
    waiting: int | None = None
    oldest_time: float | None = None
    positions: dict[int, int] = {}
    answered: Answered | None = None
