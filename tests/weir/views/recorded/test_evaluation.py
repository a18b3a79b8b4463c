import io

from rich.console import Console

from replay.evaluate import evaluate
from tests.replay.evaluate.making import LEARNT, planted, raised, truth
from weir.views.recorded.evaluation import print_evaluations


def test_a_scenario_reads_as_its_fate_and_a_rule_as_its_figures() -> None:
    items = [
        planted("seen"),
        planted("unseen", initiator_ip="10.0.0.2", stealth="slow"),
        planted("trap", initiator_ip="10.0.0.3", expected="silent"),
        planted("gap", initiator_ip="10.0.0.4", expected="either"),
    ]
    told = [raised(at=LEARNT + 130.0), raised(("10.0.0.3", "10.2.0.1"))]
    text = io.StringIO()
    print_evaluations(Console(file=text, width=200), {"weir": evaluate(told, truth(*items))})
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in text.getvalue().splitlines()}
    assert rows["seen"] == "best kind level-skip level-skip 30 s 1 -"
    assert rows["unseen"].startswith("MISSED")
    assert rows["trap"].startswith("trap raised")
    assert rows["gap"].startswith("not told")
    assert rows["weir"] == "1 of 1 0 of 1 1 of 2 1 of 2 0.25 0.25 1 of 1 1.0 30 s 50%, 50%, 50%"
    assert rows["false"] == "- - 1 (100%) - -"
    assert rows["tell"] == "of an attack - - 1 (100%) - -"
