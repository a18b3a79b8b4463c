"""The detectors of a site that remember, by what they listen to."""

from collections.abc import Iterable

from models.findings.protocol import (
    AssetWindowDetector,
    ChangeDetector,
    DayDetector,
    FailureDetector,
    HourDetector,
    LearntDetector,
    LegDetector,
    PathDayDetector,
    PathWindowDetector,
    RememberingDetector,
    TickDetector,
)


class Listeners:
    """Each detector is in the list of everything that it has a method for, in the registry's order."""

    def __init__(self, detectors: Iterable[RememberingDetector]) -> None:
        self.all = tuple(detectors)
        self.of_ticks = [each for each in self.all if isinstance(each, TickDetector)]
        self.of_hours = [each for each in self.all if isinstance(each, HourDetector)]
        self.of_days = [each for each in self.all if isinstance(each, DayDetector)]
        self.of_path_days = [each for each in self.all if isinstance(each, PathDayDetector)]
        self.of_path_windows = [each for each in self.all if isinstance(each, PathWindowDetector)]
        self.of_asset_windows = [each for each in self.all if isinstance(each, AssetWindowDetector)]
        self.of_failures = [each for each in self.all if isinstance(each, FailureDetector)]
        self.of_learnt = [each for each in self.all if isinstance(each, LearntDetector)]
        self.of_changes = [each for each in self.all if isinstance(each, ChangeDetector)]
        self.of_legs = [each for each in self.all if isinstance(each, LegDetector)]
