"""Somebody who asks what Weir's alerts are worth: a simulated plant, its alerts, and what was planted."""

from pathlib import Path

import pytest

from tests.walks.walk import DAYS, RATE, Step, walk
from tests.weir.command_line import Said, weir


def _thin(arguments: list[str]) -> Said:
    """The page's plant, smaller."""
    return weir(*arguments, "--attack-day", DAYS, "--scale", 1, "--rate", RATE)


def _small(arguments: list[str]) -> Said:
    """The page's plant, as small and short as they come."""
    return weir(*arguments, "--size", 0.125, "--days", 3, "--learn-days", 2)


STEPS = (
    Step("weir simulate --out plant --days 16", (r"10 attacks and 6 near misses",), how=_thin),
    Step(
        "weir replay plant/conn.log --assets plant/assets.csv --zones plant/zones.toml --learn-until 14d "
        "--alerts alerts.ndjson",
        (r"what crosses",),
    ),
    Step(
        "weir simulate --plant large --size 1 --days 14 --processes 2 --out works",
        (r"with 1 attacks and 1 near misses",),
        how=_small,
    ),
    Step(
        "weir evaluate alerts.ndjson --truth plant/truth.json",
        (r"it-to-plc +best kind +dmz-bypass", r"weir +\d+ of 10"),
    ),
)


def test_what_was_planted_is_held_against_the_alerts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    walk(STEPS, {})
