"""The assets of a site as people list them."""

from tests.models import builders as b


def test_assets_are_listed_by_id_with_what_they_do() -> None:
    plant = b.learnt_plant()
    plant.change(b.asset("plc-1", b.PLC, name="Press", vendor="acme", criticality=5))
    listed = plant.assets()
    assert [each.id for each in listed] == sorted(each.id for each in listed)
    press = next(each for each in listed if each.name == "Press")
    assert (press.declared_id, press.vendor, press.criticality) == ("plc-1", "acme", 5)
    assert (press.zone, press.purdue_level, press.side, press.side_inferred) == ("cell", 1.0, "ot", False)
    assert (press.peers, press.services_served, press.services_used, press.paths) == (1, ("modbus",), (), 0)
    assert press.readiness is not None
    assert 0.7 < press.readiness < 1.0


def test_who_was_only_declared_is_not_alive() -> None:
    plant = b.learnt_plant()
    plant.change(b.asset("spare", "10.9.0.200"))
    spare = next(each for each in plant.assets() if each.declared_id == "spare")
    assert not spare.alive
    assert spare.peers == 0


def test_internet_peers_are_marked_and_have_no_readiness() -> None:
    plant = b.learnt_plant()
    b.run(plant, [b.flow(b.after() + 60, b.PLC, b.INTERNET, 443)])
    (peer,) = [each for each in plant.assets() if each.external]
    assert (peer.side, peer.readiness) == ("external", None)
