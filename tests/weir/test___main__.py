"""`python -m weir` is the script `weir`."""

import subprocess
import sys


def test_it_runs_the_command_line() -> None:
    done = subprocess.run([sys.executable, "-m", "weir", "--version"], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("weir ")
