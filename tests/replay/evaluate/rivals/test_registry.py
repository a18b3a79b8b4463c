from pathlib import Path

from replay.evaluate.rivals.registry import RIVALS, rivals
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import truth, write

PLAN = SimulationPlan(days=9, cells=1, rate=0.02, attacks=("it-to-plc",), near_misses=False)


def test_each_rule_is_run_over_what_touches_the_plant(tmp_path: Path) -> None:
    write(PLAN, tmp_path)
    found = dict(rivals(tmp_path / "conn.log", tmp_path / "zones.toml", truth(PLAN)))
    assert list(found) == list(RIVALS)
    [attack] = truth(PLAN).items
    told = {pair for one in found["never-seen triple"] for pair in one.pairs}
    assert (attack.initiator_ip, attack.responder_ips[0]) in told
    assert all(any(ip.startswith("10.") and not ip.startswith("10.0.") for ip in pair) for pair in told)
