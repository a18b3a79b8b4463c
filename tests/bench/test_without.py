"""Weir's command line with a detector switched off."""

import subprocess
import sys
from pathlib import Path

from benchmarks.evaluate.without import kinds
from models.detectors.registry import DETECTORS, REMEMBERING


def ran(repository: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "benchmarks.evaluate.without", *arguments]
    return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)


def test_every_detector_can_be_left_out() -> None:
    assert kinds() == [*DETECTORS, *(make().kind for make in REMEMBERING)]


def test_it_is_off_in_the_settings_of_the_command_behind_it(repository: Path) -> None:
    assert 'off = ["scan"]' in ran(repository, "scan", "settings", "show", "--changed").stdout


def test_an_unknown_kind_is_refused(repository: Path) -> None:
    assert "no detector of kind 'foo'; there are scan" in ran(repository, "foo", "settings", "show").stderr
