"""The demo's plant: whatever the seed, it is learnt in silence and its attacks are told."""

import re

import pytest

from tests.weir.command_line import weir


@pytest.mark.parametrize("seed", [2, 3])
def test_every_seed_learns_in_silence_and_then_alerts(seed: int) -> None:
    said = weir("demo", "--no-wait", "--seed", seed)
    assert said.code == 0, said.error
    learning, _, watching = said.out.partition("something new")
    assert "no alert" in learning
    assert "critical" not in learning
    assert len(re.findall(r"^\d{4}-\d\d-\d\d .*  (?:critical|high|medium)", watching, re.MULTILINE)) >= 4
