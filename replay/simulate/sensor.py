"""The sensor at the plant's mirror port: it writes a connection when it ends, and not before.

So rows are in order of `end` and out of order by `start`, by as much as the longest session lasts.
Only connections still open are held: memory does not grow with the days.
"""

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush, merge
from random import Random

from replay.simulate.connection import Connection, Seen
from replay.simulate.plant import Plant
from replay.simulate.scene import Scene, by_start
from replay.simulate.script import write_script
from replay.simulate.traffic import TRAFFIC

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_UID_DIGITS = 17
"""Zeek's connection uids are `C` and 96 bits in base 62."""


def in_order_of_end(connections: Iterable[Connection]) -> Iterator[Connection]:
    """Connections that come in order of start, given in order of end; ties keep their order.

    What has ended before the next one starts can be told: nothing that comes can end earlier.
    """
    still_open: list[tuple[float, int, Connection]] = []
    for number, connection in enumerate(connections):
        while still_open and still_open[0][0] <= connection.start:
            yield heappop(still_open)[2]
        heappush(still_open, (connection.end, number, connection))
    while still_open:
        yield heappop(still_open)[2]


def sightings(scene: Scene) -> Iterator[Seen]:
    """All of a plan's connections as the sensor writes them, in order of end."""
    plant, random = scene.plant, scene.random("sensor")
    script = write_script(scene)
    macs = {device.ip: device.mac for device in plant.devices} | dict(script.macs) if scene.plan.macs else {}
    sources = [source(scene) for source in TRAFFIC.values()]
    for connection in in_order_of_end(merge(*sources, script.connections, key=by_start)):
        initiator_mac, responder_mac = _macs(connection, macs, plant)
        yield Seen(connection, _uid(random), initiator_mac, responder_mac)


def _macs(connection: Connection, macs: dict[str, str], plant: Plant) -> tuple[str | None, str | None]:
    """The MACs on the wire of the initiator's segment, or of the responder's when the initiator is outside.

    Whoever is on another segment is seen with its router's MAC, as on a real mirror port.
    """
    if not macs:
        return None, None
    initiator, responder = connection.initiator_ip, connection.responder_ip
    own, other = macs.get(initiator), macs.get(responder)
    if initiator.rpartition(".")[0] == responder.rpartition(".")[0]:
        return own, other
    if own is None:
        return _router(responder, plant), other
    return own, _router(initiator, plant)


def _router(inside: str, plant: Plant) -> str:
    return plant.office_router if inside.startswith("10.0.") else plant.plant_router


def _uid(random: Random) -> str:
    bits, digits = random.getrandbits(96), []
    for _ in range(_UID_DIGITS):
        bits, digit = divmod(bits, 62)
        digits.append(_BASE62[digit])
    return "C" + "".join(digits)
