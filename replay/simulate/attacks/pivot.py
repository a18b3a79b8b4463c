"""A chain in, each leg from inside the one before: office -> jump host -> engineering station -> PLC.

The legs are new paths of their own, so each also stands in the ground truth by itself: a detector
of single paths must find them, one of chains must name the whole.
"""

import msgspec

from replay.simulate.shapes import tcp
from replay.simulate.stage import Planted, Stage, hop, item

_LEG_KINDS = ("new-path-crossing", "new-path-crossing", "level-skip")
"""Office to DMZ, DMZ to plant, and level 3 to level 1 past the cell's HMI."""


def pivot(stage: Stage) -> Planted:
    """Remote desktop, then SSH, then the PLC's web page; each begins while the former is open."""
    random, plant = stage.random, stage.plant
    attacker, jump, station, plc = plant.workstations[-5], plant["jump-01"], plant["eng-01"], plant.cells[0].plcs[4]
    legs = [
        tcp(
            random, stage.start + delay, initiator.ip, responder.ip, port, service,
            sent=int(300 * length), received=int(4_000 * length), duration=length,
        )
        for delay, initiator, responder, port, service, length in (
            (0.0, attacker, jump, 3389, "rdp,ssl", 2_700.0),
            (420.0, jump, station, 22, "ssh", 1_900.0),
            (900.0, station, plc, 80, "http", 600.0),
        )
    ]  # fmt: skip
    text = f"{attacker.name} in the office reaches {plc.name} over {jump.name} and {station.name}"
    chain = msgspec.structs.replace(
        item(stage, "pivot", legs, text), responder_ips=(plc.ip,), service="http", hops=tuple(hop(leg) for leg in legs)
    )
    singles = [
        item(stage, kind, [leg], f"leg {number} of the chain: {text}")
        for number, (kind, leg) in enumerate(zip(_LEG_KINDS, legs, strict=True), 1)
    ]
    return Planted(legs, [chain, *singles])
