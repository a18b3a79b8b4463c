"""The large plant's networks and devices, as they stand on its first day.

Cells come in makes, several of one make; each has a supervision and controllers. Site operations are several where the
plant is large: two SCADA servers that swap, a historian, engineering stations. The DMZ has what office and plant meet
in; the office has workstations in networks of 200.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from replay.simulate.large.plan import LargePlan
from replay.simulate.plant import PROTOCOLS, Device, OtProtocol, Zone
from replay.simulate.randomness import seeded

CELLS, CONTROLLERS, WORKSTATIONS = 6, 6, 84
"""At size 1: cells, controllers in each, and workstations. With the servers about 140 assets."""

CELLS_A_SITE, NETWORKS_A_BLOCK, DESKS_A_NETWORK = 12, 200, 200
"""One set of site operations serves so many cells; networks are /24, so so many fit a block of addresses."""

ROUTER_MACS = {"it": "00:00:5e:00:01:0a", "ot": "00:00:5e:00:01:14"}
"""VRRP addresses (RFC 9568) of redundant routers."""


@dataclass(frozen=True)
class Cell:
    """A production cell: `panel` is its HMI, at level 2."""

    name: str
    network: str
    protocol: OtProtocol
    panel: Device
    controllers: tuple[Device, ...]


@dataclass(frozen=True)
class Operations:
    """Level 3 of some cells.

    `active` polls what `standby` takes over when they swap; `skid` is a supplier's machines behind one address (NAT).
    """

    active: Device
    standby: Device
    historian: Device
    station: Device
    directory: Device
    skid: Device
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Ground:
    """All networks and devices. `undeclared` are there from the first day and in no inventory."""

    zones: tuple[Zone, ...]
    servers: dict[str, Device]
    operations: tuple[Operations, ...]
    workstations: tuple[Device, ...]
    undeclared: frozenset[str]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All cells."""
        return tuple(cell for one in self.operations for cell in one.cells)

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """All devices, servers first."""
        level_3 = [
            device
            for one in self.operations
            for device in (one.active, one.standby, one.historian, one.station, one.directory, one.skid)
        ]
        floor = [device for cell in self.cells for device in (cell.panel, *cell.controllers)]
        return (*self.servers.values(), *self.workstations, *level_3, *floor)

    @cached_property
    def engineers(self) -> tuple[Device, ...]:
        """Workstations whose people use the jump host."""
        return self.workstations[: max(3, len(self.workstations) // 20)]

    @cached_property
    def readers(self) -> tuple[Device, ...]:
        """Workstations whose people read reports in the DMZ."""
        return self.workstations[: max(5, len(self.workstations) // 8)]

    def same_make(self, cell: Cell) -> list[Cell]:
        """Other cells of a cell's make."""
        return [one for one in self.cells if one.protocol is cell.protocol and one is not cell]


_SERVERS = (
    ("ad-01", "10.0.1.10", "domain-controller", "it-servers", 4.0, "Dell"),
    ("file-01", "10.0.1.20", "file-server", "it-servers", 4.0, "Dell"),
    ("mail-01", "10.0.1.25", "mail-server", "it-servers", 4.0, "Dell"),
    ("backup-01", "10.0.1.30", "backup-server", "it-servers", 4.0, "Dell"),
    ("proxy-01", "10.0.1.35", "proxy", "it-servers", 4.0, "Dell"),
    ("scanner-01", "10.0.1.50", "vulnerability-scanner", "it-servers", 4.0, "Dell"),
    ("replica-01", "10.1.0.10", "historian", "dmz", 3.5, "HPE"),
    ("jump-01", "10.1.0.20", "jump-host", "dmz", 3.5, "HPE"),
    ("jump-02", "10.1.0.21", "jump-host", "dmz", 3.5, "HPE"),
    ("patch-01", "10.1.0.30", "patch-server", "dmz", 3.5, "HPE"),
    ("gateway-01", "10.1.0.40", "vpn-gateway", "dmz", 3.5, "Fortinet"),
)
_LEVEL_3 = (
    ("scada-a", 11, "hmi-server"),
    ("scada-b", 12, "hmi-server"),
    ("historian", 10, "historian"),
    ("eng", 20, "engineering-workstation"),
    ("ot-ad", 30, "domain-controller"),
    ("skid", 60, "nat-gateway"),
)
"""In the order of `Operations`: name, host, role."""

_OUIS = {"Dell": "d0:94:66", "HPE": "94:18:82", "Fortinet": "90:6c:ac", "Siemens": "00:1b:1b"}
"""Those makers' own in the IEEE registry."""

_UNDECLARED_SHARE = 0.03
"""Of controllers and workstations: no inventory is complete (convention)."""

CONDUITS = (
    ("it-office", "dmz", ("tls", "rdp"), "reports and the jump hosts"),
    ("dmz", "site-operations", ("rdp",), "the jump hosts"),
    ("site-operations", "dmz", ("pi", "http"), "the historian's replica and patches"),
    ("it-servers", "dmz", ("smb",), "backups"),
)
"""From, to, services, reason: what the plant has declared. Not all that is legitimate is."""


def build_ground(plan: LargePlan) -> Ground:
    """The plant of a plan."""
    random = seeded(plan.seed, "large", "ground")
    servers = {row[0]: made(*row) for row in _SERVERS}
    desks = max(12, round(WORKSTATIONS * plan.size))
    workstations = tuple(
        made(
            f"ws-{desk + 1:04d}", f"10.0.{10 + desk // DESKS_A_NETWORK}.{20 + desk % DESKS_A_NETWORK}", "workstation",
            "it-office", 4.0, "Dell",
        )
        for desk in range(desks)
    )  # fmt: skip
    count = max(2, round(CELLS * plan.size))
    cells = [_cell(place) for place in range(count)]
    operations = []
    for place in range(0, count, CELLS_A_SITE):
        site, net = place // CELLS_A_SITE + 1, f"10.2.{place // CELLS_A_SITE}"
        active, standby, historian, station, directory, skid = (
            made(f"{name}-{site:02d}", f"{net}.{host}", role, "site-operations", 3.0, "HPE")
            for name, host, role in _LEVEL_3
        )
        operations.append(
            Operations(active, standby, historian, station, directory, skid, tuple(cells[place : place + CELLS_A_SITE]))
        )
    declarable = [*workstations, *(one for cell in cells for one in cell.controllers)]
    undeclared = random.sample(declarable, round(_UNDECLARED_SHARE * len(declarable)))
    return Ground(_zones(cells), servers, tuple(operations), workstations, frozenset(one.name for one in undeclared))


def made(  # noqa: PLR0913, PLR0917 - a device has as many properties
    name: str, ip: str, role: str, zone: str, level: float, vendor: str, oui: str | None = None
) -> Device:
    """A device whose MAC follows from its name and its maker, and whose criticality from its level (convention)."""
    low = hashlib.sha256(name.encode()).hexdigest()
    return Device(
        name, ip, f"{oui or _OUIS[vendor]}:{low[:2]}:{low[2:4]}:{low[4:6]}", role, zone, level, vendor, "-",
        "it" if level >= 4 else "ot", 5 if level <= 1 else 4 if level < 3.5 else 2,
    )  # fmt: skip


def _cell(place: int) -> Cell:
    name, protocol = f"cell-{place + 1:03d}", PROTOCOLS[place % len(PROTOCOLS)]
    network = f"10.{20 + place // NETWORKS_A_BLOCK}.{place % NETWORKS_A_BLOCK}"
    panel = made(f"{name}-hmi", f"{network}.5", "hmi", f"{name}-supervision", 2.0, "Siemens")
    controllers = tuple(
        made(f"{name}-plc-{index}", f"{network}.{20 + index}", "plc", name, 1.0, protocol.vendor, protocol.oui)
        for index in range(1, CONTROLLERS + 1)
    )
    return Cell(name, network, protocol, panel, controllers)


def _zones(cells: list[Cell]) -> tuple[Zone, ...]:
    return (
        Zone("it-servers", 4.0, "it", ("10.0.1.0/24",)),
        Zone("it-office", 4.0, "it", ("10.0.0.0/16",)),
        Zone("dmz", 3.5, "dmz", ("10.1.0.0/16",)),
        Zone("site-operations", 3.0, "ot", ("10.2.0.0/16",)),
        *(
            zone
            for cell in cells
            for zone in (
                Zone(f"{cell.name}-supervision", 2.0, "ot", (f"{cell.network}.0/28",)),
                Zone(cell.name, 1.0, "ot", (f"{cell.network}.0/24",)),
            )
        ),
    )
