"""scikit-learn's shrunk covariance of each asset's windows, fitted at midnight on what was before: several at once.

A window's distance is Mahalanobis's, with the covariance of Ledoit and Wolf ("A well-conditioned estimator for
large-dimensional covariance matrices", 2004), so that figures which always move together count once. Unlike an
isolation forest's score it goes on to grow beyond what was learnt. Told is a window further out than any that was
fitted on; one alert an asset and day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from replay.evaluate.raised import Raised
from replay.evaluate.rivals.asset_windows import DAY_S, Window, asset_windows, told_by_day
from replay.evaluate.rivals.rows import Row

KIND = "mahalanobis"
WINDOW_S = 300.0
"""As Weir's own windows."""

FEWEST_WINDOWS = 288
"""Before a first fit: as many as a day has."""

LEAST_SPREAD = 0.05
"""Of any figure: one that never moved would make the least change endless. A twentieth of a doubling. A convention."""


def mahalanobis(rows: Iterable[Row], learn_until: float, guarded: Callable[[str], bool]) -> list[Raised]:
    """Windows of guarded assets that lie further out than all before that day."""
    by_asset: defaultdict[str, list[Window]] = defaultdict(list)
    for window in asset_windows(rows, WINDOW_S, guarded):
        by_asset[window.asset].append(window)
    found = [one for name in sorted(by_asset) for one in _further_out(by_asset[name], learn_until)]
    return told_by_day(KIND, sorted(found, key=lambda one: (one[0].begin, one[0].asset)), WINDOW_S)


def _further_out(windows: Sequence[Window], learn_until: float) -> Iterator[tuple[Window, float]]:
    """Of one asset, each with its score: 0 at the furthest that was fitted on, 100 endlessly far."""
    import numpy as np  # noqa: PLC0415 - their imports take seconds
    from sklearn.covariance import LedoitWolf  # noqa: PLC0415

    figures = np.array([window.figures for window in windows])
    days = np.array([window.begin // DAY_S for window in windows])
    begins = np.array([window.begin for window in windows])
    for day in sorted(set(days[begins >= learn_until])):
        before = figures[days < day]
        if len(before) < FEWEST_WINDOWS:
            continue
        middle, spread = before.mean(axis=0), np.maximum(before.std(axis=0), LEAST_SPREAD)
        fitted = LedoitWolf().fit((before - middle) / spread)
        furthest = float(np.sqrt(fitted.mahalanobis((before - middle) / spread).max()))
        (places,) = np.nonzero((days == day) & (begins >= learn_until))
        distances = np.sqrt(fitted.mahalanobis((figures[places] - middle) / spread))
        for place, distance in zip(places, distances, strict=True):
            if distance > furthest:
                yield windows[int(place)], 100.0 * (1.0 - furthest / float(distance))
