from itertools import pairwise

from replay.simulate.attacks.plc_to_internet import plc_to_internet
from tests.replay.simulate.figures import crosses
from tests.replay.simulate.planting import planted


def test_a_plc_calls_out_every_ten_minutes() -> None:
    made = planted(plc_to_internet, "plc-to-internet")
    assert {crosses(row) for row in made.connections} == {("ot", "external")}
    gaps = [two.start - one.start for one, two in pairwise(made.connections)]
    assert all(590.0 < gap < 610.0 for gap in gaps)
    assert made.items[0].kind == "external-path"
