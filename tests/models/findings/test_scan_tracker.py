"""Who knocks on many doors."""

from models.findings.scan_tracker import MAX_SWEEPS, SWEEP_WINDOW_S, ScanTracker
from tests.models import builders as b


def test_targets_and_ports_of_an_hour_add_up() -> None:
    sweeps = ScanTracker()
    for number in range(6):
        sweep = sweeps.note("x", f"10.0.0.{number % 3}", f"tcp/{number}", b.MONDAY + number, answered=number == 0)
    assert (sweep.targets.count(), sweep.ports.count()) == (3, 6)
    assert (sweep.answered, sweep.unanswered) == (1, 5)


def test_an_hour_without_an_alert_starts_anew() -> None:
    sweeps = ScanTracker()
    sweeps.note("x", "a", "tcp/1", b.MONDAY, answered=False)
    later = sweeps.note("x", "b", "tcp/1", b.MONDAY + SWEEP_WINDOW_S + 1, answered=False)
    assert later.targets.count() == 1


def test_one_that_alerted_goes_on_until_it_pauses() -> None:
    sweeps = ScanTracker()
    sweeps.note("x", "a", "tcp/1", b.MONDAY, answered=False).alert = "id"
    time = b.MONDAY
    for number in range(5):
        time += SWEEP_WINDOW_S - 1
        assert sweeps.active("x", time) is not None
        sweeps.note("x", f"t{number}", "tcp/1", time, answered=False)
    assert sweeps.active("x", time + SWEEP_WINDOW_S + 1) is None


def test_without_an_alert_none_is_active() -> None:
    sweeps = ScanTracker()
    sweeps.note("x", "a", "tcp/1", b.MONDAY, answered=False)
    assert sweeps.active("x", b.MONDAY) is None
    assert sweeps.active("y", b.MONDAY) is None


def test_past_the_limit_the_oldest_gives_way() -> None:
    sweeps = ScanTracker()
    for number in range(MAX_SWEEPS + 5):
        sweeps.note(f"i{number}", "a", "tcp/1", b.MONDAY, answered=False)
    assert len(sweeps.by_initiator) == MAX_SWEEPS
    assert "i0" not in sweeps.by_initiator
