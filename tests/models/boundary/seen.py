"""Assets and paths as summaries tell them, for who judges zones by them."""

from collections.abc import Iterable

import msgspec

from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord

SITE = "plant"
PLAIN_ASSET = AssetSummary(
    id="", site=SITE, first_seen=0.0, last_seen=0.0, peers=1, services_served=(), services_used=(), paths=0, alive=True
)
PLAIN_PATH = PathRecord(
    site=SITE, initiator="", responder="", service="", status="learnt", first_seen=0.0, last_seen=0.0, flows=1,
    hours=9, days=2, initiator_octets=1.0, responder_octets=1.0, answered=True,
)  # fmt: skip
INTERNET = msgspec.structs.replace(PLAIN_ASSET, id="ext:198.0.2.0/24", external=True, side="external")


def host(ip: str, **changes: object) -> AssetSummary:
    """An asset known by one address alone, `ip:ADDRESS`."""
    plain = {"id": f"ip:{ip}", "ips": (ip,), "side": "it", "side_inferred": True}
    return msgspec.structs.replace(PLAIN_ASSET, **(plain | changes))


def hosts(network: str, count: int, begin: int = 1) -> list[AssetSummary]:
    """So many hosts of a /24, which is given as its first three octets."""
    return [host(f"{network}.{number}") for number in range(begin, begin + count)]


def silent(network: str, count: int, begin: int = 100) -> list[AssetSummary]:
    """Addresses that were tried and gave no answer."""
    return [msgspec.structs.replace(one, alive=False) for one in hosts(network, count, begin)]


def path(initiator: AssetSummary, responder: AssetSummary, service: str, **changes: object) -> PathRecord:
    """A learnt path that was answered in nine hours."""
    return msgspec.structs.replace(
        PLAIN_PATH, initiator=initiator.id, responder=responder.id, service=service, **changes
    )


def paths(initiators: Iterable[AssetSummary], responder: AssetSummary, service: str) -> list[PathRecord]:
    """One path from each."""
    return [path(one, responder, service) for one in initiators]


class Plant:
    """A cell of five controllers under a master, an office of twelve with a server, and what a test adds."""

    def __init__(self) -> None:
        self.cell = hosts("10.2.10", 5)
        self.master = host("10.2.0.5")
        self.office = hosts("10.0.10", 12)
        self.server = host("10.0.1.1")
        self.assets = [*self.cell, self.master, *self.office, self.server, INTERNET]
        self.paths = [path(self.master, plc, "modbus") for plc in self.cell]
        self.paths += [path(one, self.server, "smb") for one in self.office]
        self.paths += [path(one, INTERNET, "tls") for one in self.office]
