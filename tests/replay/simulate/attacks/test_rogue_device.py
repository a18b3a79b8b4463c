from replay.simulate.attacks.rogue_device import rogue_device
from replay.simulate.scene import Scene
from tests.replay.simulate.figures import SMALL, crosses
from tests.replay.simulate.planting import planted


def test_an_undeclared_device_polls_every_plc_of_its_cell() -> None:
    made = planted(rogue_device, "rogue-device")
    plant = Scene(SMALL).plant
    assert {crosses(row) for row in made.connections} == {("ot", "ot")}
    assert {row.responder_ip for row in made.connections} == {plc.ip for plc in plant.cells[0].plcs}
    (device,) = made.macs
    assert device not in plant.by_ip
    assert made.macs[device] not in {known.mac for known in plant.devices}
    assert [(item.kind, item.initiator_ip) for item in made.items] == [("new-asset", device)]
