"""River's Half-Space Trees on the windows of each asset: several figures at once, learnt as they come.

After Tan, Ting and Liu, "Fast Anomaly Detection for Streaming Data" (IJCAI 2011). One small forest an asset, scaled by
the least and the most it has had; a window is scored before it is learnt, and learnt whatever its score. Told is one
that scores above all before `learn_until`; one alert an asset and day.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

from replay.evaluate.raised import Raised
from replay.evaluate.rivals.asset_windows import NAMES, Window, asset_windows, told_by_day
from replay.evaluate.rivals.rows import Row

KIND = "half-space-trees"
WINDOW_S = 300.0
"""As Weir's own windows. By the hour it found no more on the development seeds (docs/detection.md)."""

_TREES, _HEIGHT, _SEED = 10, 6, 1
"""A tenth of the default's nodes, so that there may be one an asset (a default one takes 170 kB, measured); a seed, so
that the same rows give the same alerts."""

_REFERENCE = 1_000
"""Windows whose mass a forest compares with: three and a half days."""


Named = dict[str, float]


class _Scale(Protocol):
    """River's, which has no types."""

    def learn_one(self, x: Named) -> None: ...
    def transform_one(self, x: Named) -> Named: ...


class _Forest(Protocol):
    """The same."""

    def learn_one(self, x: Named) -> None: ...
    def score_one(self, x: Named) -> float: ...


class _Asset:
    """One asset's forest, and its highest score while it was learnt."""

    def __init__(self) -> None:
        from river.anomaly import HalfSpaceTrees  # noqa: PLC0415 - its import takes seconds
        from river.preprocessing import MinMaxScaler  # noqa: PLC0415

        self._scale: _Scale = MinMaxScaler()
        self._forest: _Forest = HalfSpaceTrees(n_trees=_TREES, height=_HEIGHT, window_size=_REFERENCE, seed=_SEED)
        self._windows = 0
        self.highest = 0.0

    def score(self, figures: tuple[float, ...]) -> float | None:
        """0 to 1, and then learn it; None until the first reference is full, when any score is 0."""
        named = dict(zip(NAMES, figures, strict=True))
        # The scale first: else what lies beyond all that was is as usual as the most that was.
        self._scale.learn_one(named)
        scaled = self._scale.transform_one(named)
        found = float(self._forest.score_one(scaled)) if self._windows > _REFERENCE else None
        self._forest.learn_one(scaled)
        self._windows += 1
        return found


def half_space_trees(rows: Iterable[Row], learn_until: float, guarded: Callable[[str], bool]) -> list[Raised]:
    """Windows of guarded assets that no other is like."""
    assets: dict[str, _Asset] = {}
    found: list[tuple[Window, float]] = []
    for window in asset_windows(rows, WINDOW_S, guarded):
        asset = assets.setdefault(window.asset, _Asset())
        score = asset.score(window.figures)
        if score is None or score <= asset.highest:
            continue
        if window.begin < learn_until:
            asset.highest = score
        else:
            found.append((window, 100.0 * score))
    return told_by_day(KIND, found, WINDOW_S)
