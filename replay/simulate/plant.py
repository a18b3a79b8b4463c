"""The plant: its networks and the devices in them. Nothing here moves.

The shape is the reference one (IEC 62443, Purdue levels): an office network at level 4, a DMZ at
3.5, site operations at 3, and cells whose HMI is at 2 and whose PLCs are at 1. Inner networks are
RFC 1918. The internet is played by four special-purpose networks that IANA lists as globally
reachable and nobody's own: 6to4 relays (192.88.99.0/24, RFC 7526, withdrawn), AS112 (192.31.196.0/24
and 192.175.48.0/24, RFC 7535 and 7534) and AMT (192.52.193.0/24, RFC 7450). So no owner of an address
is shown as an attacker, and every tool takes them for public, as it does not the documentation networks.
"""

from dataclasses import dataclass
from functools import cached_property

from replay.simulate.plan import SimulationPlan
from replay.simulate.randomness import seeded
from schemas.asset_change import Side


@dataclass(frozen=True)
class Zone:
    """A network and what it is for. `level` is a Purdue level."""

    name: str
    level: float
    side: Side
    cidrs: tuple[str, ...]


@dataclass(frozen=True)
class Device:
    """One device with one address. `criticality` is 1 to 5, 5 for what moves the process."""

    name: str
    ip: str
    mac: str
    role: str
    zone: str
    level: float
    vendor: str
    model: str
    owner: str
    criticality: int

    @property
    def network(self) -> str:
        """The three octets of its /24; empty where it has no IPv4 address."""
        return self.ip.rpartition(".")[0]


@dataclass(frozen=True)
class OtProtocol:
    """How the PLCs of a cell are spoken to."""

    service: str
    port: int
    vendor: str
    model: str
    oui: str


PROTOCOLS = (
    OtProtocol("modbus", 502, "Schneider Electric", "Modicon M340", "00:80:f4"),
    OtProtocol("s7comm", 102, "Siemens", "S7-1500", "00:1b:1b"),
    OtProtocol("enip", 44818, "Rockwell Automation", "ControlLogix 5580", "00:00:bc"),
)
"""Cells take them in turn. The OUIs are those makers' own in the IEEE registry."""

PLCS_PER_CELL = 5

SITES_NETWORK, SUPPLIERS_NETWORK = "192.88.99", "192.175.48"
STRANGERS_NETWORK, NEW_SITES_NETWORK = "192.52.193", "192.31.196"
"""The internet's four networks: what the plant meets every day, and what it first meets when something is planted."""


@dataclass(frozen=True)
class Cell:
    """One production cell: an HMI that polls its PLCs in one protocol."""

    name: str
    network: str
    protocol: OtProtocol
    hmi: Device
    plcs: tuple[Device, ...]


@dataclass(frozen=True)
class Plant:
    """Zones, devices and cells, and ways to find one."""

    zones: tuple[Zone, ...]
    devices: tuple[Device, ...]
    cells: tuple[Cell, ...]
    workstations: tuple[Device, ...]
    web_sites: tuple[str, ...] = tuple(f"{SITES_NETWORK}.{host}" for host in range(1, 220))
    vendor_support: str = f"{SUPPLIERS_NETWORK}.40"
    update_servers: tuple[str, ...] = tuple(f"{SUPPLIERS_NETWORK}.{host}" for host in (10, 11, 12))
    mail_relays: tuple[str, ...] = tuple(f"{SUPPLIERS_NETWORK}.{host}" for host in (25, 26))
    office_router: str = "00:00:5e:00:01:0a"
    plant_router: str = "00:00:5e:00:01:14"
    """VRRP addresses (RFC 9568): the redundant routers of the two networks."""

    @cached_property
    def by_name(self) -> dict[str, Device]:
        """Devices by name."""
        return {device.name: device for device in self.devices}

    @cached_property
    def by_ip(self) -> dict[str, Device]:
        """Devices by address."""
        return {device.ip: device for device in self.devices}

    @property
    def report_readers(self) -> tuple[Device, ...]:
        """The workstations whose people read production reports from the DMZ's replica."""
        return self.workstations[:6]

    @property
    def engineers(self) -> tuple[Device, ...]:
        """The workstations that may go through the jump host."""
        return self.workstations[:3]

    def __getitem__(self, name: str) -> Device:
        return self.by_name[name]


_ENGINEERING = "engineering-workstation"

_SERVERS = (
    ("ad-01", "10.0.1.10", "domain-controller", "it-servers", 4.0, "Dell", "PowerEdge R650", "it", 4, "d0:94:66"),
    ("file-01", "10.0.1.20", "file-server", "it-servers", 4.0, "Dell", "PowerEdge R750", "it", 3, "d0:94:66"),
    ("mail-01", "10.0.1.25", "mail-server", "it-servers", 4.0, "Dell", "PowerEdge R650", "it", 3, "d0:94:66"),
    ("backup-01", "10.0.1.30", "backup-server", "it-servers", 4.0, "Dell", "PowerEdge R750", "it", 3, "d0:94:66"),
    ("printer-01", "10.0.1.40", "printer", "it-servers", 4.0, "HP", "LaserJet E82660", "it", 1, "3c:d9:2b"),
    ("replica-01", "10.1.0.10", "historian", "dmz", 3.5, "HPE", "ProLiant DL360", "ot", 3, "94:18:82"),
    ("jump-01", "10.1.0.20", "jump-host", "dmz", 3.5, "HPE", "ProLiant DL360", "ot", 4, "94:18:82"),
    ("patch-01", "10.1.0.30", "patch-server", "dmz", 3.5, "HPE", "ProLiant DL360", "ot", 3, "94:18:82"),
    ("gateway-01", "10.1.0.40", "vpn-gateway", "dmz", 3.5, "Fortinet", "FortiGate 100F", "ot", 4, "90:6c:ac"),
    ("historian-01", "10.2.0.10", "historian", "site-operations", 3.0, "HPE", "ProLiant DL380", "ot", 4, "94:18:82"),
    ("eng-01", "10.2.0.20", _ENGINEERING, "site-operations", 3.0, "Siemens", "IPC477E", "ot", 5, "00:1b:1b"),
    (
        "ot-ad-01",
        "10.2.0.30",
        "domain-controller",
        "site-operations",
        3.0,
        "HPE",
        "ProLiant DL360",
        "ot",
        4,
        "94:18:82",
    ),
    ("hmi-srv-01", "10.2.0.41", "hmi-server", "site-operations", 3.0, "HPE", "ProLiant DL380", "ot", 4, "94:18:82"),
    ("hmi-srv-02", "10.2.0.42", "hmi-server", "site-operations", 3.0, "HPE", "ProLiant DL380", "ot", 4, "94:18:82"),
)
"""Name, address, role, zone, level, vendor, model, owner, criticality, and the OUI of its MAC."""


def build_plant(plan: SimulationPlan) -> Plant:
    """The plant of a plan; its seed gives the MAC addresses their lower halves."""
    random = seeded(plan.seed, "plant")

    def mac(oui: str) -> str:
        return oui + "".join(f":{random.randrange(256):02x}" for _ in range(3))

    servers = tuple(
        Device(name, ip, mac(oui), role, zone, level, vendor, model, owner, criticality)
        for name, ip, role, zone, level, vendor, model, owner, criticality, oui in _SERVERS
    )
    workstations = tuple(
        Device(
            f"ws-{number:02d}", f"10.0.10.{20 + number}", mac("d0:94:66"), "workstation", "it-office", 4.0,
            "Dell", "OptiPlex 7010", "it", 1,
        )
        for number in range(1, plan.workstations + 1)
    )  # fmt: skip
    cells = []
    for number in range(1, plan.cells + 1):
        name, network, protocol = f"cell-{number}", f"10.2.{9 + number}", PROTOCOLS[(number - 1) % len(PROTOCOLS)]
        hmi = Device(
            f"{name}-hmi", f"{network}.5", mac("00:1b:1b"), "hmi", f"{name}-supervision", 2.0,
            "Siemens", "IPC277E", "ot", 4,
        )  # fmt: skip
        plcs = tuple(
            Device(
                f"{name}-plc-{index}", f"{network}.{20 + index}", mac(protocol.oui), "plc", name, 1.0,
                protocol.vendor, protocol.model, "ot", 5,
            )
            for index in range(1, PLCS_PER_CELL + 1)
        )  # fmt: skip
        cells.append(Cell(name, network, protocol, hmi, plcs))
    devices = (*servers, *workstations, *(device for cell in cells for device in (cell.hmi, *cell.plcs)))
    return Plant(_zones(cells), devices, tuple(cells), workstations)


def _zones(cells: list[Cell]) -> tuple[Zone, ...]:
    """The cell's HMI has a network of its own inside the cell's: the longest prefix must win."""
    return (
        Zone("it-servers", 4.0, "it", ("10.0.1.0/24",)),
        Zone("it-office", 4.0, "it", ("10.0.10.0/24",)),
        Zone("dmz", 3.5, "dmz", ("10.1.0.0/24",)),
        Zone("site-operations", 3.0, "ot", ("10.2.0.0/24",)),
        *(
            zone
            for cell in cells
            for zone in (
                Zone(f"{cell.name}-supervision", 2.0, "ot", (f"{cell.network}.0/28",)),
                Zone(cell.name, 1.0, "ot", (f"{cell.network}.0/24",)),
            )
        ),
    )
