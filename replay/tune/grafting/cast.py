"""Who plays which part: the devices of a site that was learnt, put where the simulated plant has its own.

The attacks of the large plant ask a `Ground` for its jump host, its controllers, an office computer. Here each part is
given to an asset that does such work: by what it serves and asks, by its zone's level and side, and by its declared
role. A part that nobody plays is a `Device` without an address, and an attack that needs it is left out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from replay.simulate.large.ground import Cell, Ground, Operations
from replay.simulate.plant import Device, OtProtocol
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.services.names import CONTROL_SERVICES, OT_SERVICES
from schemas.services.ports import OT_TCP

MOST_CELLS = 12
"""Cells that take part: the attacks draw one of them each."""

PARTS_OF_A_CELL = 6
"""Controllers that the attacks count on; where there are fewer, they come again."""

LEAST_DESKS = 12
"""Office computers that the attacks count on; where there are fewer, they come again."""

_CELLS = 2
"""That the attacks count on: one, and another one."""

_CONTROLLER_LEVEL, _UNKNOWN_LEVEL = 1.0, 3.0
_MODBUS = 502
_PORT_OF = {**{service: port for port, service in sorted(OT_TCP.items(), reverse=True)}, "s7comm": 102}


class Cast:
    """Chooses, the same for the same assets and paths. `known` are the learnt paths by both ends and service."""

    def __init__(self, assets: Iterable[AssetSummary], paths: Iterable[PathRecord]) -> None:
        own = sorted((one for one in assets if one.ips and not one.external), key=lambda one: one.id)
        self._assets = {one.id: one for one in own}
        learnt = [path for path in paths if path.status == "learnt" and path.answered]
        self._paths = sorted(
            (path for path in learnt if path.initiator in self._assets and path.responder in self._assets),
            key=lambda path: path.key,
        )
        self.known = {
            (self._assets[path.initiator].ips[0], self._assets[path.responder].ips[0], path.service): path
            for path in self._paths
        }
        self._begun = defaultdict[str, list[PathRecord]](list)
        for path in self._paths:
            self._begun[path.initiator].append(path)
        self._taken: set[str] = set()
        self.addresses = frozenset(ip for one in own for ip in one.ips)

    def device(self, asset: str) -> Device:
        """An asset by its id, as the attacks know devices."""
        return self._device(self._assets[asset])

    def port(self, service: str) -> int:
        """A usual port of a service of OT; Modbus's where none is known."""
        return _PORT_OF.get(service, _MODBUS)

    def ground(self) -> Ground:
        """The site as the attacks ask for it."""
        cells = self._cells()
        operations = self._operations(cells)
        servers = self._servers()
        return Ground(
            zones=(), servers=servers, operations=(operations,), workstations=self._desks(), undeclared=frozenset()
        )

    def _cells(self) -> tuple[Cell, ...]:
        by_zone = defaultdict[str, list[AssetSummary]](list)
        for one in self._assets.values():
            if self._is_controller(one):
                by_zone[one.zone or "ot"].append(one)
        largest = sorted(by_zone.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_CELLS]
        cells = [self._cell(zone, controllers) for zone, controllers in largest]
        self._taken |= {one.id for _, controllers in largest for one in controllers}
        return tuple(cells) or (_no_cell(),)

    def _is_controller(self, one: AssetSummary) -> bool:
        if one.side != "ot" or OT_SERVICES.isdisjoint(one.services_served):
            return False
        if one.purdue_level is not None:
            return one.purdue_level <= _CONTROLLER_LEVEL
        return OT_SERVICES.isdisjoint(one.services_used)

    def _cell(self, zone: str, controllers: Sequence[AssetSummary]) -> Cell:
        ids = {one.id for one in controllers}
        spoken = defaultdict[str, int](int)
        masters = defaultdict[str, int](int)
        for path in self._paths:
            if path.responder in ids and path.service in OT_SERVICES:
                spoken[path.service] += 1
                masters[path.initiator] += 1
        service = _most(spoken) or next(iter(sorted(OT_SERVICES & set(controllers[0].services_served))))
        inside = {one: count for one, count in masters.items() if self._assets[one].side == "ot" and one not in ids}
        panel = _most(inside)
        port = self.port(service)
        own = [self._device(one) for one in controllers]
        parts = tuple(own[place % len(own)] for place in range(max(PARTS_OF_A_CELL, len(own))))
        return Cell(
            name=zone,
            network=own[0].ip.rpartition(".")[0],
            protocol=OtProtocol(service, port, "-", "-", "-"),
            panel=_nobody(f"a master of {zone}") if panel is None else self._device(self._take(self._assets[panel])),
            controllers=parts,
        )

    def _operations(self, cells: tuple[Cell, ...]) -> Operations:
        hosts = [
            one for one in self._assets.values()
            if one.side == "ot" and one.heard and (one.purdue_level or _UNKNOWN_LEVEL) > _CONTROLLER_LEVEL
        ]  # fmt: skip
        pick = self._picker(hosts)
        historian, station = pick(("historian",)), pick(("engineering",))
        active, standby = pick(("scada", "hmi-server", "hmi")), pick(("scada", "hmi-server", "hmi"))
        directory, skid = pick(("domain", "server")), pick(("nat", "gateway"))
        parts = (
            (active, "SCADA"), (standby, "second SCADA"), (historian, "historian"), (station, "engineering"),
            (directory, "directory"), (skid, "gateway"),
        )  # fmt: skip
        one, two, three, four, five, six = (
            _nobody(f"another host of OT above the controllers ({part})") if one is None else self._device(one)
            for one, part in parts
        )
        if len(cells) < _CELLS:
            # The attacks want a master from elsewhere: here it is a host above the cell.
            cells = (*cells, replace(cells[0], panel=four))
        return Operations(one, two, three, four, five, six, cells)

    def _servers(self) -> dict[str, Device]:
        into_ot = [
            one for one in self._assets.values()
            if one.side in {"dmz", "it"}
            and any(path.responder_side == "ot" and path.service in CONTROL_SERVICES for path in self._begun[one.id])
        ]  # fmt: skip
        jump = self._picker(into_ot)
        dmz = self._picker([one for one in self._assets.values() if one.side == "dmz" and one.heard])
        it = self._picker([one for one in self._assets.values() if one.side == "it" and one.services_served])
        parts: tuple[tuple[str, AssetSummary | None, str], ...] = (
            ("jump-01", jump(("jump",)), "a jump host into OT"),
            ("jump-02", jump(("jump",)) or dmz(("jump",)), "a second jump host"),
            ("replica-01", dmz(("historian", "replica")), "a historian in the DMZ"),
            ("patch-01", dmz(("patch", "update")), "another server in the DMZ"),
            ("file-01", it(("file",)), "a server in IT"),
            ("backup-01", it(("backup",)), "a second server in IT"),
        )
        return {name: _nobody(what) if one is None else self._device(one) for name, one, what in parts}

    def _desks(self) -> tuple[Device, ...]:
        """Office computers: who uses a jump host in the first half, who never meets the plant in the second."""
        desks = [one for one in self._assets.values() if one.side == "it" and one.heard and one.id not in self._taken]
        sessions = {
            one.id for one in desks
            if any(p.responder_side in {"dmz", "ot"} and p.service in CONTROL_SERVICES for p in self._begun[one.id])
        }  # fmt: skip
        meets = {one.id for one in desks if any(p.responder_side in {"dmz", "ot"} for p in self._begun[one.id])}
        engineers = [self._device(one) for one in desks if one.id in sessions]
        others = [self._device(one) for one in desks if one.id not in meets]
        nobody = _nobody("an office computer that never meets the plant")
        user = _nobody("an office computer that uses the jump host")
        half = max(LEAST_DESKS, len(others))
        first = [engineers[place % len(engineers)] if engineers else user for place in range(half)]
        return (*first, *(others[place % len(others)] if others else nobody for place in range(half)))

    def _picker(self, hosts: Sequence[AssetSummary]) -> Callable[[tuple[str, ...]], AssetSummary | None]:
        """Picks who is not taken yet: one whose declared role has such a word, else who has the most paths."""

        def pick(words: tuple[str, ...]) -> AssetSummary | None:
            free = [one for one in hosts if one.id not in self._taken]
            fit = [one for one in free if any(word in (one.role or one.name or "").lower() for word in words)]
            ordered = sorted(fit or free, key=lambda one: (-one.paths, one.id))
            return self._take(ordered[0]) if ordered else None

        return pick

    def _take(self, one: AssetSummary) -> AssetSummary:
        self._taken.add(one.id)
        return one

    def _device(self, one: AssetSummary) -> Device:
        level = one.purdue_level if one.purdue_level is not None else _UNKNOWN_LEVEL
        return Device(
            name=one.name or one.ips[0], ip=one.ips[0], mac=one.macs[0] if one.macs else "", role=one.role or "-",
            zone=one.zone or "-", level=level, vendor="-", model="-", owner="-", criticality=one.criticality or 3,
        )  # fmt: skip


def _no_cell() -> Cell:
    controller = _nobody("a controller that speaks a protocol of OT")
    protocol = OtProtocol("modbus", _MODBUS, "-", "-", "-")
    return Cell("-", "", protocol, _nobody("a master of controllers"), (controller,) * PARTS_OF_A_CELL)


def _nobody(what: str) -> Device:
    """A part that nobody plays; its name says what is missing."""
    return Device(what, "", "", "-", "-", 0.0, "-", "-", "-", 1)


def _most(counts: dict[str, int]) -> str | None:
    return min(counts, key=lambda name: (-counts[name], name), default=None)
