from replay.simulate.near_misses.new_office_path import new_office_path
from tests.replay.simulate.figures import QUIET, crosses, path, rows
from tests.replay.simulate.planting import planted


def test_the_path_is_new_and_stays_in_the_office() -> None:
    copies = planted(new_office_path, "new-office-path").connections
    assert {crosses(row) for row in copies} == {("it", "it")}
    assert not {path(row) for row in copies} & {path(row) for row in rows(QUIET)}
