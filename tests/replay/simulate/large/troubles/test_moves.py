from replay.simulate.large.ground import build_ground
from replay.simulate.large.plan import LargePlan
from replay.simulate.large.troubles.moves import moves

PLAN = LargePlan(size=4.0, days=15)
GROUND = build_ground(PLAN)


def changed() -> list[tuple[str, str, str, str]]:
    ground = GROUND
    for change in moves(PLAN, ground):
        ground = change.apply(ground)
    return [
        (before.ip, after.ip, before.mac, after.mac)
        for before, after in zip(GROUND.workstations, ground.workstations, strict=True)
        if before != after
    ]


def test_some_leases_move_and_some_devices_are_replaced() -> None:
    both = changed()
    assert any(before_ip != after_ip for before_ip, after_ip, _, _ in both)
    replaced = [(before, after) for _, _, before, after in both if before != after]
    assert replaced
    assert all(before[:8] == after[:8] for before, after in replaced), "of the same maker"


def test_no_two_desks_share_an_address_afterwards() -> None:
    ground = GROUND
    for change in moves(PLAN, ground):
        ground = change.apply(ground)
    assert len({desk.ip for desk in ground.workstations}) == len(ground.workstations)


def test_who_has_duties_in_the_plant_keeps_his_address() -> None:
    readers = {desk.ip for desk in GROUND.readers}
    assert not any(before_ip in readers and before_ip != after_ip for before_ip, after_ip, _, _ in changed())
