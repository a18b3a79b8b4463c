import pytest

from replay.simulate.attacks.external import external_to_hmi, external_to_plc
from replay.simulate.stage import PlantedEvent
from tests.replay.simulate.figures import crosses
from tests.replay.simulate.planting import planted


@pytest.mark.parametrize(("event", "service"), [(external_to_plc, "modbus"), (external_to_hmi, "rdp")])
def test_the_internet_reaches_a_cell(event: PlantedEvent, service: str) -> None:
    made = planted(event, "external")
    assert {crosses(row) for row in made.connections} == {("external", "ot")}
    assert [(item.kind, item.service) for item in made.items] == [("external-path", service)]
