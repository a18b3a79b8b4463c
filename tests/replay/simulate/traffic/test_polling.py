from collections import Counter

from tests.replay.simulate.figures import path
from tests.replay.simulate.traffic.of import SCENE, of


def test_each_plc_is_polled_by_its_own_hmi_in_its_own_protocol() -> None:
    polled = Counter(path(row)[:2] for row in of("polling"))
    assert set(polled) == {(cell.hmi.ip, plc.ip) for cell in SCENE.plant.cells for plc in cell.plcs}
    assert max(polled.values()) < 1.1 * min(polled.values())


def test_a_few_rounds_go_wrong() -> None:
    rows = of("polling")
    odd = [row for row in rows if row.conn_state in {"S0", "OTH"}]
    assert 0 < len(odd) < 0.03 * len(rows)
    assert {row.initiator_port for row in odd} & {102}
