"""The demo's plant: with another seed too, it is learnt in silence and its attacks are told."""

import re

from tests.weir.command_line import weir


def test_another_seed_learns_in_silence_and_then_alerts() -> None:
    said = weir("demo", "--no-wait", "--seed", 2)
    assert said.code == 0, said.error
    learning, _, watching = said.out.partition("something new")
    assert "no alert" in learning
    assert "critical" not in learning
    assert len(re.findall(r"^\d\d:\d\d:\d\d  (?:critical|high|medium)", watching, re.MULTILINE)) >= 4
