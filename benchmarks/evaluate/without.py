"""Weir's command line without one of its detectors: what does each add?

    python -m benchmarks.evaluate.without volume replay conn.log --alerts alerts.ndjson

The detector is off as `[detectors] off` has it.
"""

import os
import sys

from schemas.attack import AlertKind
from schemas.detectors import WATCHES
from weir.cli import run_command_line


def kinds() -> list[AlertKind]:
    """Every detector by its kind."""
    return [*WATCHES]


def main() -> None:
    """Run the command line behind the kind."""
    os.environ["WEIR_DETECTORS_OFF"] = sys.argv[1]
    sys.exit(run_command_line(sys.argv[2:]))


if __name__ == "__main__":
    main()
