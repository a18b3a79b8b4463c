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
    windows = OpenWindows()
    made = path(*assets(), b.MONDAY, windows)
    assert list(windows.due(b.MONDAY + WINDOW_S + SETTLE_S - 0.1)) == []
    assert list(windows.due(b.MONDAY + WINDOW_S + SETTLE_S)) == [b.MONDAY]
    assert windows.paths_of(b.MONDAY) == [made]
    assert windows.paths_of(b.MONDAY) == []
    assert list(windows.due(b.MONDAY + WINDOW_S + SETTLE_S)) == []


def test_what_a_window_counted_is_part_of_the_whole_before_and_after_its_end() -> None:
    windows = OpenWindows()
    made = path(*assets(), b.MONDAY, windows)
    before = (made.flows, made.initiator_octets, made.responder_octets)
    windows.end(made)
    assert (made.flows, made.initiator_octets, made.responder_octets) == before == (3, 10, 20)
    assert (made.window_flows, made.window_is_open) == (0, False)


def test_the_sums_of_a_window_are_over_when_a_later_one_counts_and_earlier_ones_are_left_out() -> None:
    windows, (asset, _) = OpenWindows(), assets()
    assert windows.add(asset, b.MONDAY, flows=1, sent=5, received=7) is None
    assert windows.add(asset, b.MONDAY, flows=2, sent=5, received=7) is None
    over = windows.add(asset, b.MONDAY + WINDOW_S, flows=9, sent=1, received=1)
    assert over is not None
    assert (over.begin, over.flows, over.sent_octets, over.received_octets) == (b.MONDAY, 3, 10, 14)
    assert windows.add(asset, b.MONDAY, flows=9, sent=1, received=1) is None
    assert (asset.window.begin, asset.window.flows) == (b.MONDAY + WINDOW_S, 9)
    assert windows.assets_of(b.MONDAY) == []
    assert windows.assets_of(b.MONDAY + WINDOW_S) == [asset]


def test_what_the_clock_had_closed_is_closed_after_a_restart_though_nothing_was_written() -> None:
    initiator, responder = assets()
    made = path(initiator, responder, b.MONDAY, OpenWindows())
    again = OpenWindows()
    again.closed_until = b.MONDAY + WINDOW_S
    again.put_back([initiator, responder], [made])
    assert (made.window_is_open, made.window_flows, made.flows) == (False, 0, 3)


def test_a_window_opened_behind_the_clock_is_left_to_its_path() -> None:
    windows = OpenWindows()
    windows.closed_until = b.MONDAY + 12 * WINDOW_S
    made = path(*assets(), b.MONDAY, windows)
    assert made.window_is_late
    assert list(windows.due(b.MONDAY + 30 * WINDOW_S)) == []
    windows.put_back([], [made])
    assert made.window_is_open


def test_a_clock_set_back_names_the_paths_whose_windows_it_had_closed() -> None:
    windows = OpenWindows()
    made = path(*assets(), b.MONDAY, windows)
    windows.closed_until = b.MONDAY + 12 * WINDOW_S
    windows.end(made)
    assert list(windows.step_back(b.MONDAY - b.DAY, [made])) == [made]
    assert windows.closed_until == b.MONDAY - b.DAY
    assert list(windows.step_back(b.MONDAY, [made])) == []
