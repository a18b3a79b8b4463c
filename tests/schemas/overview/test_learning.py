"""How far a site is, as scripts read it."""

import msgspec

from schemas.codec import encode_for_people
from schemas.overview.learning import SiteLearning, ZoneLearning


def test_times_that_nobody_knows_are_left_out() -> None:
    zone = ZoneLearning(assets=1, ready=0, waiting=0, changing=1, silent=0, zone="cell")
    site = SiteLearning(site="plant", assets=1, ready=0, declared=False, zones=(zone,), forbidden=("it -> ot",))
    line = encode_for_people(site)
    assert b"all_ready" not in line
    assert b"learn_until" not in line
    assert msgspec.json.decode(line, type=SiteLearning) == site
