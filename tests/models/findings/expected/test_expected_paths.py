"""Which paths are expected, and what of their pauses is learnt."""

import pytest

from models.findings.expected.expected_paths import ExpectedPaths
from models.findings.protocol import PathDay
from models.pipeline import Pipeline
from schemas.flow import Flow
from tests.models import builders as b
from tests.models.detectors.remembering.silent_plant import CELL, CHANGES, STEP, WAYS, spoken
from tests.models.findings.expected import made as m


def table(pipeline: Pipeline) -> ExpectedPaths:
    detector = next(each for each in pipeline._state.listeners.all if each.kind == "silence")
    return detector._expected  # type: ignore[attr-defined,no-any-return]


def paths(pipeline: Pipeline) -> set[str]:
    return {key for key, kept in table(pipeline).memory.items() if kept.path is not None}


def after(days: float, *more: b.Event) -> Pipeline:
    pipeline = b.new_pipeline(*CHANGES)
    b.run(pipeline, [*spoken(b.MONDAY, b.MONDAY + days * b.DAY, step=2 * STEP), *more])
    return pipeline


def test_what_speaks_all_day_is_expected_from_its_second_day_on() -> None:
    assert paths(after(1)) == set()
    assert len(paths(after(1.1))) == len(WAYS)


def _end(event: b.Event) -> float:
    return event.end if isinstance(event, Flow) else event.time


def test_what_speaks_for_some_hours_is_not_nor_is_a_session_an_unanswered_try_or_the_internet() -> None:
    pipeline = b.new_pipeline(*CHANGES)
    some: list[Flow] = [
        b.flow(b.MONDAY + n * b.HOUR, b.SCADA, b.PLC, service="modbus") for n in (*range(7), *range(24, 30))
    ]
    others: list[Flow] = [
        flow
        for n in range(60)
        for flow in (
            b.flow(b.MONDAY + n * b.HOUR, b.JUMP, b.SCADA, 3389, service="rdp"),
            b.tried(b.MONDAY + n * b.HOUR, b.SCADA, b.PLC2),
            b.flow(b.MONDAY + n * b.HOUR, b.INTERNET, b.HISTORIAN, 443, service="ssl"),
            b.flow(b.MONDAY + n * b.HOUR, b.OFFICE, b.OTHER_OFFICE, 445, service="smb"),
        )
    ]
    flows: list[Flow] = [*some, *others]
    b.run(pipeline, b.ticked(sorted(flows, key=_end)))
    assert paths(pipeline) == set()


def test_what_comes_less_than_five_times_an_hour_is_not_expected() -> None:
    pipeline = b.new_pipeline(*CHANGES)
    often = [b.flow(b.MONDAY + n * 10 * b.MINUTE, b.SCADA, b.PLC, service="modbus") for n in range(160)]
    seldom = [b.flow(b.MONDAY + n * 20 * b.MINUTE, b.SCADA, b.PLC2, service="modbus") for n in range(80)]
    b.run(pipeline, b.ticked(sorted([*often, *seldom], key=_end)))
    assert paths(pipeline) == {f"ip:{b.SCADA}|ip:{b.PLC}|modbus"}


def test_one_that_has_stopped_is_forgotten_after_a_week() -> None:
    pipeline = after(2.1)
    b.run(pipeline, spoken(b.MONDAY + 2.1 * b.DAY, b.MONDAY + 9.5 * b.DAY, but=CELL[:1], step=2 * STEP))
    assert len(paths(pipeline)) == len(WAYS) - 1


def test_a_forgotten_asset_has_no_expected_paths() -> None:
    pipeline = after(2)
    pipeline.relearn_asset(b.PLC2)
    assert len(paths(pipeline)) == len(WAYS) - 2


def test_past_the_bound_no_further_path_is_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.findings.expected.expected_paths.MOST_PATHS", 4)
    pipeline = after(3)
    assert len(paths(pipeline)) == 3
    assert len(table(pipeline).memory) == 4


def test_a_pause_is_learnt_at_the_hours_that_it_lasted_and_one_of_most_paths_only_where_it_is_a_rest() -> None:
    begin = b.MONDAY + 2 * b.DAY
    end = begin + 1.5 * b.HOUR
    alone = after(2, *spoken(begin, end, but=CELL[:1], step=2 * STEP), *spoken(end, end + b.HOUR, step=2 * STEP))
    (one,) = (kept.path for key, kept in table(alone).memory.items() if key == f"ip:{b.SCADA}|ip:{b.PLC}|modbus")
    assert one is not None
    assert one.longest_s == pytest.approx(1.5 * b.HOUR, rel=0.15)
    assert [hour for hour, wait in enumerate(one.waits) if wait > 1] == [48, 49]
    begin = b.MONDAY + 8 * b.DAY
    end = begin + 1.5 * b.HOUR
    most = after(8, *spoken(begin, end, but=WAYS[:-1], step=2 * STEP), *spoken(end, end + b.HOUR, step=2 * STEP))
    assert {kept.path.longest_s for _, kept in table(most).memory.items() if kept.path} == {300.0}
    end = begin + 9 * b.HOUR
    night = after(8, *spoken(begin, end, but=WAYS[:-1], step=2 * STEP), *spoken(end, end + b.HOUR, step=2 * STEP))
    rested = [kept.path.longest_s for _, kept in table(night).memory.items() if kept.path]
    assert sum(each > 8 * b.HOUR for each in rested) == len(WAYS) - 1


def test_times_that_are_not_believed_any_more_begin_anew() -> None:
    expected = ExpectedPaths()
    panel, plc = m.asset("panel"), m.asset("plc")
    expected.day(PathDay(m.path(panel, plc, hours=217), m.NOW, "zeek"))
    assert len(expected.memory) == 1
    expected.correct(m.NOW + b.DAY, m.NOW + 2 * b.DAY)
    assert len(expected.memory) == 0
