"""Paths are watched within bounds, and what is told of them is kept."""

import pytest

from models.baseline.path import Path
from models.event_time.calendar import Calendar
from models.findings.levels import watched_paths
from models.findings.levels.changed_together import Group
from models.findings.levels.records import Kept, Told
from models.findings.levels.watched_paths import MEMBERS_KEPT, WatchedPaths, first_members, key_of
from models.findings.protocol import Moment
from tests.models.findings.levels.plain_paths import path

DAY = 86_400.0
NOW = 20_458 * DAY


def controllers(count: int) -> list[Path]:
    paths = [path("hmi", f"plc-{number}", answered=True, days=2, last_seen=NOW) for number in range(count)]
    for one in paths:
        one.responder_asset.side = "ot"
    return paths


def at(time: float, paths: list[Path], *, learning: bool = False) -> Moment:
    by_key = {one.key: one for one in paths}
    return Moment(time, {}, by_key, {}, Calendar("UTC"), learning, lambda *_: False)


def watching(paths: list[Path]) -> WatchedPaths:
    watched = WatchedPaths()
    watched.day(at(NOW, paths), 20_457)
    return watched


def told(members: list[str], at: float = NOW) -> Told:
    return Told("level", "path", "", members, len(members), at - DAY, at, at + DAY, 0, 1.0, 9.0, 8)


def test_paths_are_watched_from_their_second_day_on_as_long_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = controllers(5)
    paths[1].days = 1
    assert [key for key, _, _ in watching(paths).all(at(NOW, paths))] == [
        f"hmi|plc-{number}|modbus" for number in (0, 2, 3, 4)
    ]
    monkeypatch.setattr(watched_paths, "MOST_PATHS", 2)
    assert len(watching(paths).memory) == 2


def test_a_path_that_is_gone_or_forgotten_is_dropped() -> None:
    paths = controllers(2)
    watched = watching(paths)
    assert len(watched.all(at(NOW, paths[:1]))) == 1
    for number in range(40):
        watched.day(at(NOW + number * DAY, paths[:1]), 20_458 + number)
    assert len(watched.memory) == 0


def test_what_was_declared_is_known_up_to_its_last_day() -> None:
    watched = WatchedPaths()
    assert not watched.was_declared(20_457)
    watched.day(at(NOW, [], learning=True), 20_457)
    watched.day(at(NOW + DAY, []), 20_458)
    assert [watched.was_declared(day) for day in (20_457, 20_458, 20_459)] == [True, True, False]


def test_told_are_bounded_and_of_one_cause_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched_paths, "MOST_TOLD", 1)
    watched = WatchedPaths()
    assert watched.keep_told(told(["a|b|c"]))
    assert watched.keep_told(told(["a|b|c", "a|d|c"]))
    assert not watched.keep_told(told(["x|y|c"]))
    assert [one.count for _, one in watched.told()] == [2]


def test_members_are_those_that_still_are_and_the_first_comes_first() -> None:
    paths = controllers(MEMBERS_KEPT + 9)
    watched = watching(paths)
    keys = first_members(paths[7], Group("begins", "hmi", tuple(paths)))
    assert (len(keys), keys[0]) == (MEMBERS_KEPT, key_of(paths[7]))
    assert [key for key, _, _ in watched.members(told(keys), at(NOW, paths[:8]))] == [keys[0], *keys[1:8]]


def test_forgetting_an_asset_drops_its_paths_and_what_is_told_of_them() -> None:
    paths = controllers(3)
    watched = watching(paths)
    watched.keep_told(told([key_of(paths[0])]))
    watched.forget("plc-0")
    assert [key for key, _ in watched.memory.items()] == ["hmi|plc-1|modbus", "hmi|plc-2|modbus"]


def test_times_that_are_not_believed_any_more_are_dropped() -> None:
    paths = controllers(2)
    watched = watching(paths)
    watched.keep_told(told([key_of(paths[0])], at=NOW + 9 * DAY))
    watched.correct(NOW - DAY, NOW + DAY)
    assert [kept.told for _, kept in watched.memory.items()] == [None, None]
    watched.correct(NOW + DAY, NOW + 2 * DAY)
    assert list(watched.memory.items()) == []


def test_a_pace_that_is_accepted_is_not_known_any_more() -> None:
    paths = controllers(1)
    watched = watching(paths)
    ((key, _, level),) = watched.all(at(NOW, paths))
    level.pace.steady, level.pace.uneven = 100, 60
    watched.accept_pace(key)
    watched.accept_pace("no|such|path")
    assert watched.memory.get(key) == Kept(level=level)
    assert (level.pace.known, level.pace.uneven) == (False, 0)
