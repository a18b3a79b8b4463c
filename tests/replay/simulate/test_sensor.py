import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from replay.simulate.connection import Connection
from replay.simulate.randomness import seeded
from replay.simulate.scene import Scene
from replay.simulate.sensor import in_order_of_end, sightings
from replay.simulate.shapes import tcp
from tests.replay.simulate.figures import QUIET, SMALL, rows


def _lasting(start: float, duration: float) -> Connection:
    return tcp(seeded(1), start, "a", "b", 80, None, sent=1, received=1, duration=duration)


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), max_size=60))
def test_whatever_the_lengths_rows_come_in_order_of_end(spans: list[tuple[float, float]]) -> None:
    made = [_lasting(start, duration) for start, duration in sorted(spans)]
    told = list(in_order_of_end(made))
    assert [row.end for row in told] == sorted(row.end for row in made)
    assert sorted(map(id, told)) == sorted(map(id, made))


def test_a_connection_is_told_as_soon_as_nothing_can_end_before_it() -> None:
    asked = []

    def coming() -> object:
        for start in range(100):
            asked.append(start)
            yield _lasting(float(start), 0.5)

    stream = in_order_of_end(coming())  # type: ignore[arg-type]
    next(stream)
    assert asked == [0, 1]


def test_rows_are_in_order_of_end_and_out_of_order_by_start() -> None:
    made = rows(SMALL)
    assert all(one.end <= two.end for one, two in itertools.pairwise(made))
    assert any(one.start > two.start + 6 * 3600 for one, two in itertools.pairwise(made))


def test_each_row_has_a_uid_of_its_own_like_zeeks() -> None:
    seen = list(sightings(Scene(QUIET)))
    assert len({one.uid for one in seen}) == len(seen)
    assert all(one.uid[0] == "C" and len(one.uid) == 18 and one.uid.isalnum() for one in seen)


def test_a_mac_from_another_network_is_its_routers() -> None:
    scene = Scene(QUIET)
    routers = {scene.plant.office_router, scene.plant.plant_router}
    own = {device.ip: device.mac for device in scene.plant.devices}
    for seen in random.Random(1).sample(list(sightings(scene)), 2_000):
        ends = (
            (seen.connection.initiator_ip, seen.initiator_mac),
            (seen.connection.responder_ip, seen.responder_mac),
        )
        same = ends[0][0].rpartition(".")[0] == ends[1][0].rpartition(".")[0]
        for ip, mac in ends:
            assert mac == own.get(ip) if same else mac in {*routers, own.get(ip)}
        assert same or routers & {mac for _, mac in ends}
