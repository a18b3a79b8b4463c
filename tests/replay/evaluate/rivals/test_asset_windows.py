import math

from replay.evaluate.rivals.asset_windows import NAMES, Window, asset_windows, told_by_day
from replay.evaluate.rivals.rows import Row


def row(end: float, initiator: str, responder: str, service: str = "tcp/502", *, answered: bool = True) -> Row:
    return Row(end, initiator, responder, service, 100, 300, answered=answered)


def windows(*rows: Row) -> list[Window]:
    return list(asset_windows(rows, 300.0, lambda name: name != "desk"))


def test_both_ends_have_what_they_did_and_what_was_asked_of_them() -> None:
    panel, plc = windows(row(10.0, "a", "b"), row(20.0, "a", "b", "tcp/80", answered=False))
    assert (panel.asset, panel.begin, panel.pairs) == ("a", 0.0, frozenset({("a", "b")}))
    figures = dict(zip(NAMES, panel.figures, strict=True))
    assert figures == {
        "begun": math.log1p(2), "asked": 0.0, "peers": math.log1p(1), "services": math.log1p(2), "failures": 0.5,
        "sent": math.log1p(200), "received": math.log1p(600), "mix": 1.0,
    }  # fmt: skip
    asked = dict(zip(NAMES, plc.figures, strict=True))
    assert (asked["asked"], asked["begun"], asked["sent"]) == (math.log1p(2), 0.0, math.log1p(600))


def test_windows_come_by_time_and_then_by_address_and_of_guarded_assets_alone() -> None:
    found = windows(row(10.0, "b", "a"), row(400.0, "b", "c"), row(20.0, "b", "desk"))
    assert [(one.begin, one.asset) for one in found] == [(0.0, "a"), (0.0, "b"), (300.0, "b"), (300.0, "c")]
    assert len(found[1].pairs) == 2


def test_a_row_that_comes_two_windows_late_is_left_out() -> None:
    found = windows(row(10.0, "a", "b"), row(700.0, "a", "b"), row(20.0, "a", "c"), row(310.0, "a", "c"))
    assert [(one.begin, one.asset) for one in found] == [
        (0.0, "a"), (0.0, "b"), (300.0, "a"), (300.0, "c"), (600.0, "a"), (600.0, "b"),
    ]  # fmt: skip


def test_a_day_of_an_asset_is_one_alert_with_its_highest_score() -> None:
    windows = [Window(time, "a", (), frozenset({("a", str(time))})) for time in (0.0, 300.0, 90_000.0)]
    first, second = told_by_day("odd", zip(windows, (30.0, 20.0, 5.0), strict=True), 300.0)
    assert (first.score, first.first_seen, first.last_seen, first.told) == (30.0, 0.0, 600.0, 300.0)
    assert first.pairs == {("a", "0.0"), ("a", "300.0")}
    assert (second.score, second.edge) == (5.0, "a 1")
