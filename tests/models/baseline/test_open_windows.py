"""Which windows are open, and which the clock has closed."""

from models.baseline.asset import Asset, new_asset
from models.baseline.open_windows import SETTLE_S, OpenWindows
from models.baseline.path import Path
from models.baseline.windows import WINDOW_S
from tests.models import builders as b


def path(initiator: Asset, responder: Asset, time: float, windows: OpenWindows) -> Path:
    made = Path(initiator.id, responder.id, "modbus", 0, time, time, time, initiator, responder)
    windows.open(made, time)
    made.window_flows, made.window_initiator_octets, made.window_responder_octets = 3, 10, 20
    return made


def assets() -> tuple[Asset, Asset]:
    return new_asset("ip:a", "", b.MONDAY), new_asset("ip:b", "", b.MONDAY)


def test_a_window_is_due_a_minute_after_its_end_and_told_once() -> None:
    windows = OpenWindows(heard=True)
    made = path(*assets(), b.MONDAY, windows)
    assert list(windows.due(b.MONDAY + WINDOW_S + SETTLE_S - 0.1)) == []
    assert list(windows.due(b.MONDAY + WINDOW_S + SETTLE_S)) == [b.MONDAY]
    assert windows.paths_of(b.MONDAY) == [made]
    assert windows.paths_of(b.MONDAY) == []
    assert list(windows.due(b.MONDAY + WINDOW_S + SETTLE_S)) == []


def test_what_a_window_counted_is_part_of_the_whole_and_the_next_one_begins_with_nothing() -> None:
    windows = OpenWindows(heard=True)
    made = path(*assets(), b.MONDAY, windows)
    made.window_failures = made.window_initiator_packets = 2
    whole = (made.flows, made.initiator_octets, made.responder_octets)
    windows.open(made, b.MONDAY + WINDOW_S)
    assert (made.flows, made.initiator_octets, made.responder_octets) == whole == (3, 10, 20)
    assert (made.window_flows, made.window_failures, made.window_initiator_packets) == (0, 0, 0)
    assert (made.window_begin, made.window_first) == (b.MONDAY + WINDOW_S, b.MONDAY + WINDOW_S)


def test_assets_are_told_with_the_window_in_which_they_moved_something() -> None:
    windows, (asset, other) = OpenWindows(heard=False), assets()
    for each in (other, asset):
        windows.start(each, b.MONDAY + 7.0)
        each.window.begun = 1
    assert (asset.window.begin, asset.window.end) == (b.MONDAY, b.MONDAY + WINDOW_S)
    windows.start(asset, b.MONDAY + WINDOW_S)
    assert windows.assets_of(b.MONDAY) == [other]
    assert windows.assets_of(b.MONDAY + WINDOW_S) == []


def test_no_window_of_a_path_opens_while_nobody_listens() -> None:
    windows = OpenWindows(heard=False)
    made = path(*assets(), b.MONDAY, windows)
    assert not made.window_is_open
    assert list(windows.due(b.MONDAY + b.DAY)) == []


def test_paths_are_told_by_their_keys_where_their_order_matters() -> None:
    windows, (asset, other) = OpenWindows(heard=True), assets()
    late, early = path(other, asset, b.MONDAY, windows), path(asset, other, b.MONDAY, windows)
    assert windows.paths_of(b.MONDAY) == [early, late]


def test_what_the_clock_had_closed_is_closed_after_a_restart_though_nothing_was_written() -> None:
    initiator, responder = assets()
    made = path(initiator, responder, b.MONDAY, OpenWindows(heard=True))
    again = OpenWindows(heard=True)
    again.closed_until = b.MONDAY + WINDOW_S
    again.put_back([initiator, responder], [made])
    assert (made.window_is_open, made.flows) == (False, 3)


def test_a_window_opened_behind_the_clock_is_left_to_its_path() -> None:
    windows = OpenWindows(heard=True)
    windows.closed_until = b.MONDAY + 12 * WINDOW_S
    made = path(*assets(), b.MONDAY, windows)
    assert made.window_is_late
    assert list(windows.due(b.MONDAY + 30 * WINDOW_S)) == []
    windows.put_back([], [made])
    assert made.window_is_open


def test_a_clock_set_back_names_the_paths_whose_windows_it_had_closed() -> None:
    windows = OpenWindows(heard=True)
    made = path(*assets(), b.MONDAY, windows)
    windows.closed_until = b.MONDAY + 12 * WINDOW_S
    made.window_begin = made.window_end
    assert list(windows.step_back(b.MONDAY - b.DAY, [made], ())) == [made]
    assert windows.closed_until == b.MONDAY - b.DAY
    assert list(windows.step_back(b.MONDAY, [made], ())) == []


def test_an_assets_window_that_began_behind_the_clock_is_closed_once_the_clock_was_set_back() -> None:
    windows, (asset, other) = OpenWindows(heard=False), assets()
    windows.start(other, b.MONDAY)
    other.window.begun = 1
    assert list(windows.due(b.MONDAY + b.HOUR)) == [b.MONDAY]
    assert windows.assets_of(b.MONDAY) == [other]
    other.window.begun = 0
    windows.start(asset, b.MONDAY + WINDOW_S)
    asset.window.begun = 1
    assert list(windows.step_back(b.MONDAY, (), (asset, other))) == []
    assert list(windows.due(b.MONDAY + b.HOUR)) == [b.MONDAY + WINDOW_S]
    assert windows.assets_of(b.MONDAY + WINDOW_S) == [asset]
