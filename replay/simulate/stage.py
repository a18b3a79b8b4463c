"""Where something unusual is planted: its moment, its chance, and what comes of it.

An attack and a near miss are the same to the plant; only the ground truth tells them apart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from replay.simulate.calendar import Day
from replay.simulate.connection import Connection
from replay.simulate.plant import Plant
from replay.simulate.scene import Scene
from replay.simulate.truth import Expected, Hop, TruthItem
from schemas.services.names import service_of


@dataclass(frozen=True)
class Stage:
    """What a planted event may look at. `start` is its slot (UTC seconds), `day` the first attack day."""

    name: str
    scene: Scene
    day: Day
    start: float
    random: Random

    @property
    def plant(self) -> Plant:
        """The plant it happens in."""
        return self.scene.plant


@dataclass(frozen=True)
class Planted:
    """The connections of an event and what is true of them; `macs` are of devices nobody declared."""

    connections: Sequence[Connection]
    items: Sequence[TruthItem]
    macs: Mapping[str, str] = field(default_factory=dict)


PlantedEvent = Callable[[Stage], Planted]


def item(
    stage: Stage, kind: str, connections: Sequence[Connection], description: str, *, expected: Expected = "alert"
) -> TruthItem:
    """The truth of connections that share one initiator; their responders and times are read off them."""
    services = {service_name_of(connection) for connection in connections}
    return TruthItem(
        name=stage.name,
        kind=kind,
        expected=expected,
        initiator_ip=connections[0].initiator_ip,
        responder_ips=tuple(dict.fromkeys(connection.responder_ip for connection in connections)),
        service=services.pop() if len(services) == 1 else None,
        start=min(connection.start for connection in connections),
        end=max(connection.end for connection in connections),
        description=description,
    )


def hop(connection: Connection) -> Hop:
    """A connection as one leg of a chain."""
    return Hop(
        initiator_ip=connection.initiator_ip,
        responder_ip=connection.responder_ip,
        service=service_name_of(connection),
        start=connection.start,
    )


def service_name_of(connection: Connection) -> str:
    """The path's service, by the one table of names."""
    return service_of(connection.service, connection.transport, connection.responder_port)
