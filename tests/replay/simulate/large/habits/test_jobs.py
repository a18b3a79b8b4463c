import msgspec

from replay.simulate.large.habits.jobs import jobs
from replay.simulate.large.scene import DayScene
from replay.simulate.large.tape import Tape
from replay.simulate.randomness import seeded
from tests.replay.simulate.large.of import GROUND, MONDAY, PLAN, SUNDAY, WEDNESDAY, Seen, day_of, scene


def on(date: str) -> list[Seen]:
    plan = msgspec.structs.replace(PLAN, first_day=date)
    return day_of(jobs, DayScene(plan, plan.calendar.day(0), GROUND, Tape(seeded(1), "x", trouble=False)))


def to_controllers(rows: list[Seen]) -> set[str]:
    controllers = {one.ip for cell in GROUND.cells for one in cell.controllers}
    return {row.responder for row in rows} & controllers


def test_backups_run_every_night_patches_on_wednesdays_and_the_scan_on_sundays() -> None:
    kinds = {number: {row.port for row in day_of(jobs, scene(number))} for number in (MONDAY, WEDNESDAY, SUNDAY)}
    assert kinds == {MONDAY: {445}, WEDNESDAY: {445, 8530}, SUNDAY: {22, 80, 443, 445, 3389}}


def test_programs_are_copied_monthly_of_one_cell_and_quarterly_of_all() -> None:
    assert to_controllers(on("2026-03-02")) == set()
    assert len(to_controllers(on("2026-03-01"))) == 6
    assert len(to_controllers(on("2026-04-01"))) == 6 * len(GROUND.cells)


def test_the_monthly_report_is_the_replicas_largest_reader() -> None:
    reports = [row for row in on("2026-03-02") if row.responder == GROUND.servers["replica-01"].ip and row.port == 443]
    assert [row.received for row in reports] == [60_000_000]
