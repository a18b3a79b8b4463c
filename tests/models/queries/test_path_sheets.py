"""The sheets of detectors of paths."""

from models.detectors import level_skip, scan
from models.detectors.registry import DETECTORS
from models.queries.path_sheets import PATH_SHEETS, READY_DAYS, points_of


def test_each_detector_of_paths_has_one_in_the_order_in_which_it_is_asked() -> None:
    assert list(PATH_SHEETS) == list(DETECTORS)


def test_readiness_takes_ten_days() -> None:
    assert READY_DAYS == 10


def test_points_are_told_from_the_least_to_the_most_without_those_that_are_none() -> None:
    assert points_of((45.0, 0.0, 70.0)).value == "45 to 70"
    assert points_of((28.0,), "measured") == points_of((28.0, 28.0), "measured")


def test_figures_are_those_in_use() -> None:
    assert PATH_SHEETS["scan"].bounds[0].value == f"{scan.READY_TARGETS}, or {scan.READY_PORTS}"
    assert PATH_SHEETS["level-skip"].bounds[0].value == f"{level_skip.SKIP_STEPS:g}"
