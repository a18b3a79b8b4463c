"""Check a folder by hand: `python -m tests.replay.figures FOLDER ALERTS`."""

import sys
from collections import Counter
from pathlib import Path

from tests.replay.figures.check import check, unclaimed
from tests.replay.figures.plant import read_alerts


def main(folder: Path, alerts: Path) -> int:
    """Print what differs, and how many figures of each kind were checked; 1 where one differs."""
    checked, wrong = Counter[str](), 0
    for one in check(folder, alerts):
        checked[one.kind] += 1
        if not one.figure.right:
            wrong += 1
            figure = one.figure
            print(f"{one.kind}: {one.title}\n  {one.text}\n  {figure.what}: told {figure.told}, rows {figure.rows}")
    for alert in read_alerts(alerts):
        for text in unclaimed(alert):
            print(f"{alert['kind']}: no claim covers the figures of: {text}")
    print(f"{checked.total()} figures checked, {wrong} differ: {dict(sorted(checked.items()))}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
