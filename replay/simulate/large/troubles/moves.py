"""Address changes that nobody announces: leases that move, devices that are replaced under their address."""

from dataclasses import replace

from replay.simulate.large.ground import DESKS_A_NETWORK, Ground
from replay.simulate.large.plan import LargePlan
from replay.simulate.large.stage import Change
from replay.simulate.plant import Device
from replay.simulate.randomness import seeded

_MOVES_A_DAY = 0.01
"""Of workstations: leases of eight days are mostly renewed; a machine that was away gets another (convention)."""

_POOL_FIRST_HOST = 225
"""Addresses above those of desks, up to 250: where a lease moves to."""

_REPLACED_EVERY_DAYS = 5


def moves(plan: LargePlan, ground: Ground) -> list[Change]:
    """The plan's changes; each day's follow from the seed."""
    changes = []
    for number in range(1, plan.days):
        random = seeded(plan.seed, "large", "moves", str(number))
        count = round(_MOVES_A_DAY * len(ground.workstations) + random.random() - 0.5)
        # People with duties in the plant keep their addresses: those are reserved.
        first = len(ground.readers)
        changes += [
            _moved(number, place, _POOL_FIRST_HOST + random.randrange(25))
            for place in random.sample(range(first, len(ground.workstations)), max(0, count))
        ]
        if number % _REPLACED_EVERY_DAYS == _REPLACED_EVERY_DAYS - 1:
            changes.append(_replaced(number, random.randrange(len(ground.workstations)), random.randrange(1 << 24)))
    return changes


def with_workstation(ground: Ground, place: int, device: Device) -> Ground:
    """The plant with another device at a desk."""
    desks = list(ground.workstations)
    desks[place] = device
    return replace(ground, workstations=tuple(desks))


def _moved(number: int, place: int, host: int) -> Change:
    def apply(ground: Ground) -> Ground:
        device = ground.workstations[place]
        ip = f"10.0.{10 + place // DESKS_A_NETWORK}.{host}"
        if any(other.ip == ip for other in ground.workstations):
            return ground
        return with_workstation(ground, place, replace(device, ip=ip))

    return Change(number, apply)


def _replaced(number: int, place: int, low: int) -> Change:
    text = f"{low:06x}"

    def apply(ground: Ground) -> Ground:
        device = ground.workstations[place]
        mac = f"{device.mac[:8]}:{text[:2]}:{text[2:4]}:{text[4:]}"
        return with_workstation(ground, place, replace(device, mac=mac))

    return Change(number, apply)
