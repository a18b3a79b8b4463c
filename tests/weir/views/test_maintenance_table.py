"""Windows as rows."""

from rich.console import Console

from schemas.maintenance import MaintenanceWindow
from tests.models import builders as b
from weir.views.maintenance_table import on_text, window_table

WINDOW = MaintenanceWindow(
    id="9c41", site="north", subject="zone", on="cell-1", state="running", begins=b.MONDAY, ends=b.MONDAY + b.HOUR,
    who="ana", reason="firmware", initiator="laptop-7", paths=1_200,
)  # fmt: skip
WEEKLY = MaintenanceWindow(
    id="aa", site="north", subject="initiator", on="scanner-1", state="planned", begins=b.MONDAY, ends=b.MONDAY,
    weekly="sun 02:00-04:00",
)  # fmt: skip


def test_a_row_says_of_what_when_by_whom_and_how_much() -> None:
    console = Console(width=160)
    with console.capture() as captured:
        console.print(window_table([WINDOW, WEEKLY], lambda _: "Europe/Berlin"))
    shown = captured.get()
    for part in ("9c41", "running", "zone cell-1, by laptop-7", "2026-01-05 01:00", "ana: firmware", "1,200"):
        assert part in shown


def test_a_weekly_one_says_its_times() -> None:
    assert on_text(WEEKLY) == "what scanner-1 begins (sun 02:00-04:00)"
