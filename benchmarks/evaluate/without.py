"""Weir's command line without some of its detectors: what does each add?

    python -m benchmarks.evaluate.without volume replay conn.log --alerts alerts.ndjson

The registry is changed in this process alone, before anything reads it; the product has no such switch, since a
detector that is off is an attack that is missed.
"""

import sys

from models.detectors import registry
from schemas.attack import AlertKind


def kinds() -> list[AlertKind]:
    """Every detector by its kind."""
    return [*registry.DETECTORS, *(make().kind for make in registry.REMEMBERING)]


def leave_out(kind: str) -> None:
    """Take a detector out of this process. Raises ValueError for a kind that none has."""
    left = [one for one in kinds() if one == kind]
    if not left:
        msg = f"no detector is of kind {kind}; there are: {', '.join(kinds())}"
        raise ValueError(msg)
    registry.DETECTORS.pop(left[0], None)
    registry.REMEMBERING = tuple(make for make in registry.REMEMBERING if make().kind != kind)


def main() -> None:
    """Run the command line behind the kind."""
    leave_out(sys.argv[1])
    # Only now: a site takes the detectors when it is imported.
    from weir.cli import run_command_line

    sys.exit(run_command_line(sys.argv[2:]))


if __name__ == "__main__":
    main()
