from replay.simulate.near_misses.large_transfer import large_transfer
from tests.replay.simulate.figures import QUIET, path, rows
from tests.replay.simulate.planting import planted


def test_a_known_path_carries_a_thousand_times_its_usual() -> None:
    (push,) = planted(large_transfer, "large-transfer").connections
    usual = [row.initiator_octets or 0 for row in rows(QUIET) if path(row) == path(push)]
    assert (push.initiator_octets or 0) > 1_000 * max(usual)
