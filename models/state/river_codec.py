"""River objects to bytes and back, by an allow-list: never a pickle.

An object is stored as (listed class, constructor arguments, state bytes), under the name it has here: so
one more statistic, or one kept otherwise, begins anew and lets the others be. Another River version is
an unknown state version: the asset's statistics start anew rather than being guessed at.
"""

from importlib.metadata import version
from typing import Protocol, cast

from msgspec import Struct

from models.baseline.window_statistics import FADING, TAIL, WindowStatistics

RIVER_VERSION: str = version("river")


class _Native(Protocol):
    def __getstate__(self) -> bytes: ...
    def __setstate__(self, state: bytes) -> None: ...


class Statistic(Protocol):
    """One of River's, as far as it is used here."""

    def update(self, x: float) -> None:
        """Learn one value."""

    def get(self) -> float | None:
        """What was learnt; None before any value."""


class StoredStatistic(Struct, array_like=True, gc=False):
    """One River statistic: a name of the allow-list, its one constructor argument, its state."""

    name: str
    argument: float
    state: bytes


class StoredStatistics(Struct, array_like=True):
    """An asset's `WindowStatistics` as stored, its parts by the names they have there."""

    river: str
    windows: int
    parts: dict[str, StoredStatistic]


_PARTS: tuple[tuple[str, str, float], ...] = (
    ("flows_mean", "EWMean", FADING),
    ("sent_mean", "EWMean", FADING),
    ("sent_var", "EWVar", FADING),
    ("sent_tail", "Quantile", TAIL),
    ("received_mean", "EWMean", FADING),
    ("received_var", "EWVar", FADING),
    ("received_tail", "Quantile", TAIL),
)

_NATIVE_FIELD = {"EWMean": "_ewmean", "EWVar": "_ewvar", "Quantile": "_quantile"}


def _make(name: str, argument: float) -> Statistic:
    # Here, since it takes half a second: see `models/baseline/window_statistics.py`.
    from river import stats  # noqa: PLC0415

    match name:
        case "EWMean":
            return stats.EWMean(fading_factor=argument)
        case "EWVar":
            return stats.EWVar(fading_factor=argument)
        case "Quantile":
            return stats.Quantile(q=argument)
        case _:
            msg = f"{name!r} is no statistic that state may hold; known are {', '.join(_NATIVE_FIELD)}"
            raise ValueError(msg)


def dump_statistic(name: str, argument: float, statistic: Statistic) -> StoredStatistic:
    """One statistic as stored. Raises KeyError for a class not on the list."""
    native = cast("_Native", getattr(statistic, _NATIVE_FIELD[name]))
    return StoredStatistic(name, argument, native.__getstate__())


def load_statistic(stored: StoredStatistic) -> Statistic:
    """The statistic again. Raises ValueError for a class not on the list, or for damaged state."""
    statistic = _make(stored.name, stored.argument)
    native = cast("_Native", getattr(statistic, _NATIVE_FIELD[stored.name]))
    damaged = f"the state of a {stored.name} is damaged"
    if len(stored.state) != len(native.__getstate__()):
        raise ValueError(damaged)
    try:
        native.__setstate__(stored.state)
    except BaseException as error:
        # River's Rust half panics on bytes it cannot read, and a panic is no Exception: it would end the process.
        if type(error).__name__ == "PanicException":
            raise ValueError(damaged) from error
        raise
    if stored.name == "Quantile":
        # River keeps it outside of the native state.
        setattr(statistic, "_is_updated", True)  # noqa: B010 - no part of the protocol
    return statistic


def dump(statistics: WindowStatistics) -> StoredStatistics:
    """An asset's statistics as stored."""
    parts = {part: dump_statistic(name, argument, getattr(statistics, part)) for part, name, argument in _PARTS}
    return StoredStatistics(RIVER_VERSION, statistics.windows, parts)


def load(stored: StoredStatistics) -> WindowStatistics:
    """An asset's statistics again; a part that was not kept, or was kept otherwise, begins anew.

    Raises ValueError where they are another River version's, or damaged.
    """
    if stored.river != RIVER_VERSION:
        msg = f"kept by River {stored.river}, this is River {RIVER_VERSION}"
        raise ValueError(msg)
    statistics = WindowStatistics()
    statistics.windows = stored.windows
    for part, name, argument in _PARTS:
        found = stored.parts.get(part)
        if found is not None and (found.name, found.argument) == (name, argument):
            setattr(statistics, part, load_statistic(found))
    return statistics
