"""Each in a process of its own: the registry is changed for good there."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.evaluate.without import kinds


def ran(repository: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *arguments], cwd=repository, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", ["scan", "volume"])
def test_a_detector_that_is_left_out_is_in_no_site(repository: Path, kind: str) -> None:
    code = (
        f"from benchmarks.evaluate.without import kinds, leave_out; leave_out({kind!r})\n"
        "from models.detectors.registry import DETECTORS\nfrom models.site import REMEMBERING\n"
        "print(*DETECTORS, *(make().kind for make in REMEMBERING))"
    )
    done = ran(repository, "-c", code)
    assert done.stdout.split() == [one for one in kinds() if one != kind], done.stderr


def test_the_command_line_goes_on_without_it_and_an_unknown_kind_is_refused(repository: Path) -> None:
    assert ran(repository, "-m", "benchmarks.evaluate.without", "scan", "--version").stdout.startswith("weir ")
    assert (
        "no detector is of kind foo; there are: scan"
        in ran(repository, "-m", "benchmarks.evaluate.without", "foo", "--version").stderr
    )
