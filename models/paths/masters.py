"""Who commands a controller: which initiators of an OT protocol it is used to, and what a new one commands already.

Read from the paths that are learnt, so it needs no memory of its own, and a restart finds the same. A controller is
what an inventory calls one, or what serves an OT protocol on Purdue level 0 or 1 (any level where none is declared).
A path that is learnt by a person's word names a master, and quietens nobody else: a word hides no path but its own.
"""

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.boundary.placing import POLLING_HOURS
from models.paths.graph import UNREVIEWED, PathGraph
from schemas.services.names import OT_SERVICES
from schemas.services.operations import ACTING_BITS

CONTROLLER_LEVEL = 1.0
"""Basic control and the process (Purdue model, ISA-95)."""

CONTROLLER_WORDS = frozenset({"plc", "pac", "rtu", "ied", "controller", "relay", "drive", "vfd", "robot", "cnc", "sis"})
"""Words of which one stands in the role of a controller, as inventories spell it (`safety-controller`, `plc`)."""

ENGINEERING_WORDS = frozenset({"engineering", "ews", "programming"})

MOST_LOOKED_AT = 64
"""Peers of a controller whose paths are looked at: few controllers accept more connections than 16 (Modicon M340), so
more than that are tries. They are looked at by name, so a restart finds the same."""


class Mastery(Struct, frozen=True):
    """What is known of a controller and of an initiator that is new to it.

    `masters` are the assets that command it so far, by id. `at_home`: by the same service the initiator commands one
    in the controller's zone, beside all who command this one. `in_place_of` is a master
    whose twin it is: same zone, same role or same maker, and no controllers of its own. `engineering`: to go from
    controller to controller is its work; `practised`: it does command others, by whatever OT protocol. `declared`:
    conduits name who may use the service in the controller's zone, and not this initiator. `controller`: an inventory
    calls the responder one. `allowed_beside`: somebody expects that the initiator commands another controller of the
    zone by the same service, by a word on that or by declaring an unknown device. `orphaned`: nobody commands it any
    more, since whoever did was judged malicious.
    """

    masters: tuple[Asset, ...]
    at_home: bool
    in_place_of: Asset | None
    engineering: bool
    practised: bool = False
    declared: bool = False
    controller: bool = False
    allowed_beside: bool = False
    orphaned: bool = False


def mastery(  # noqa: PLR0913 - facts of one path
    graph: PathGraph, initiator: Asset, responder: Asset, service: str, *, acting: bool, declared: bool = False
) -> Mastery | None:
    """What is known of a new initiator of an OT protocol; None where the responder is no controller.

    `acting`: it is known to write, control or program; then who only reads from others commands none of them.
    `declared`: a conduit names the service into the controller's zone.
    """
    if service not in OT_SERVICES or not may_control(responder):
        return None
    ways = _ways_of_masters(graph, initiator, responder, service)
    # Where nobody but a word says who commands it, those are compared.
    compared = [path for path in ways if _is_usual(path)] or ways
    masters = [path.initiator_asset for path in compared]
    commanding = list(_commanded(initiator, responder, acting=acting))
    own = [path for path in commanding if path.learnt_by is None]
    steady = sum(path.hours for path in own) >= POLLING_HOURS
    commanded = {path.responder for path in own} if steady else set()
    alike = {path.responder_asset for path in own if path.service == service} if steady else set()
    shared = [any(_path_to(graph, master, each) for each in commanded) for master in masters]
    twin = next(
        (
            master
            for path, master, together in zip(compared, masters, shared, strict=True)
            if _is_usual(path) and are_twins(initiator, master) and (together or not commanded)
        ),
        None,
    )
    zones = {each.zone for each in alike} - {responder.zone}
    orphaned = not ways and responder.record.lost_master
    return Mastery(
        masters=tuple(path.initiator_asset for path in ways),
        at_home=not orphaned and all(shared) and any(each.zone == responder.zone for each in alike),
        in_place_of=twin,
        engineering=bool(_words(initiator) & ENGINEERING_WORDS) or len(zones) > 1,
        practised=steady,
        declared=declared,
        controller=_declared_controller(responder),
        allowed_beside=any(
            path.service == service and path.responder_asset.zone == responder.zone and _is_allowed(path)
            for path in commanding
        ),
        orphaned=orphaned,
    )


def _is_usual(path: Path) -> bool:
    """Whether it became part of the baseline by itself."""
    return path.status == "learnt" and path.learnt_by is None


def may_control(asset: Asset) -> bool:
    """Whether an asset may be a controller: what is declared of it says so, or says nothing against it."""
    if _declared_controller(asset):
        return True
    if asset.level is not None:
        return asset.level <= CONTROLLER_LEVEL and asset.record.serves_ot
    return asset.record.role is None and asset.record.serves_ot


def _declared_controller(asset: Asset) -> bool:
    words = _words(asset)
    return bool(words & CONTROLLER_WORDS) and "domain" not in words


def _words(asset: Asset) -> set[str]:
    return set((asset.record.role or "").lower().replace("_", "-").replace(" ", "-").split("-"))


def _ways_of_masters(graph: PathGraph, initiator: Asset, responder: Asset, service: str) -> list[Path]:
    """One path each of those who usually command a controller by a service; where nobody does, by any OT protocol."""
    peers = list(islice(sorted(each for each in responder.peers_in if each != initiator.id), MOST_LOOKED_AT))
    others = sorted(OT_SERVICES.intersection(responder.services_in) - {service})
    for services in ([service], others):
        found = [
            path
            for peer in peers
            for path in islice(filter(None, (graph.paths.get((peer, responder.id, each)) for each in services)), 1)
            if path.status == "learnt" and path.answered
        ]
        if found:
            return found
    return []


def _commanded(initiator: Asset, responder: Asset, *, acting: bool) -> Iterator[Path]:
    """The learnt paths by which an initiator commands other controllers."""
    for path in initiator.slots.values():
        if path.service not in OT_SERVICES or path.status != "learnt" or not path.answered:
            continue
        if path.responder_asset is responder or not may_control(path.responder_asset):
            continue
        if not acting or not path.operations or path.operations & ACTING_BITS:
            yield path


def _path_to(graph: PathGraph, master: Asset, controller: str) -> bool:
    """Whether a master has a way to a controller by an OT protocol that is learnt."""
    services = sorted(OT_SERVICES.intersection(master.services_out))
    paths = (graph.paths.get((master.id, controller, service)) for service in services)
    return any(
        path is not None and path.status == "learnt" and path.learnt_by is None and path.answered for path in paths
    )


def _is_allowed(path: Path) -> bool:
    """Whether somebody has said that a learnt path may be: by a word, or by declaring the device that begins it."""
    return path.learnt_by not in {None, UNREVIEWED} or path.initiator_asset.record.unconfirmed


def are_twins(one: Asset, other: Asset) -> bool:
    """Whether two assets do the same work by what is declared: one zone and one role, or one maker where no role is."""
    if one.zone is None or one.zone != other.zone:
        return False
    if one.record.role is not None and other.record.role is not None:
        return one.record.role == other.record.role
    return bool(_makers(one) & _makers(other))


def _makers(asset: Asset) -> set[str]:
    """The first three octets of its MACs, which the IEEE assigns by maker."""
    return {mac.rpartition("/")[2][:8].lower() for mac in asset.record.macs}
