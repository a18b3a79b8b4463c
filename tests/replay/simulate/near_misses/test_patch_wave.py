from replay.simulate.near_misses.patch_wave import patch_wave
from replay.simulate.scene import Scene
from tests.replay.simulate.figures import QUIET, path, rows
from tests.replay.simulate.planting import planted


def test_every_workstation_is_reached_by_a_path_it_knows() -> None:
    pushes = planted(patch_wave, "patch-wave").connections
    assert len(pushes) == len(Scene(QUIET).plant.workstations)
    assert {path(row) for row in pushes} <= {path(row) for row in rows(QUIET)}
