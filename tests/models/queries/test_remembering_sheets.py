"""The sheets of detectors that remember."""

from models.detectors.registry import REMEMBERING
from models.queries.remembering_sheets import REMEMBERING_SHEETS


def test_each_detector_that_remembers_has_one_in_the_registrys_order() -> None:
    assert list(REMEMBERING_SHEETS) == [make().kind for make in REMEMBERING]


def test_lengths_of_time_are_told_as_people_say_them() -> None:
    assert REMEMBERING_SHEETS["volume"].needs.startswith("14 days of watching the device")
    assert "15 minutes" in [bound.value for bound in REMEMBERING_SHEETS["silence"].bounds]
