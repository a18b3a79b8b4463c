"""Bro's log of the 4SICS lab (2015): a pair whose direction is turned round in a fifth of the rows. Nothing to find."""

from pathlib import Path

from benchmarks.evaluate.labelled.labelled_set import LabelledSet
from replay.simulate.truth import Truth


def sets(shared: Path, folder: Path) -> list[LabelledSet]:
    """The first day, as Bro wrote it, with nothing declared."""
    log = shared / "zeek_4sics" / "151020" / "conn.log"
    truth = Truth(site="labelled", seed=0, learn_until="2015-10-20T00:00:00Z", end="2015-10-21T00:00:00Z", items=())
    assert folder.is_dir()
    return [LabelledSet("4sics 151020", log, None, truth, "no alert")]
