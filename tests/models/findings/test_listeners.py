"""Detectors are heard by the methods that they have."""

from models.detectors.registry import REMEMBERING
from models.findings.listeners import Listeners
from tests.models.engine.test_listening import Listener


def test_each_is_in_the_lists_of_what_it_has_a_method_for() -> None:
    listeners = Listeners(make() for make in REMEMBERING)
    assert [each.kind for each in listeners.all] == [
        "sensor-silent", "silence", "volume", "burst", "failures", "beacon", "hours", "drift", "pivot"
    ]  # fmt: skip
    assert [each.kind for each in listeners.of_ticks] == ["sensor-silent", "silence", "failures"]
    assert [each.kind for each in listeners.of_failures] == ["failures"]
    assert [each.kind for each in listeners.of_asset_windows] == ["volume", "burst"]
    assert [each.kind for each in listeners.of_days] == ["drift", "pivot"]
    assert [each.kind for each in listeners.of_legs] == ["pivot"]
    assert [each.kind for each in listeners.of_hours] == ["silence", "volume", "failures", "beacon", "hours", "drift"]
    assert [each.kind for each in listeners.of_path_days] == ["silence"]
    assert [*listeners.of_path_windows, *listeners.of_learnt] == []


def test_one_with_all_methods_is_in_all_lists_once() -> None:
    listeners = Listeners([Listener()])
    lists = [value for name, value in vars(listeners).items() if name.startswith("of_")]
    assert len(lists) == 10
    assert all(len(each) == 1 for each in lists)
