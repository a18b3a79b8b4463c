"""Settings of NetFlow, IPFIX and sFlow over UDP. Pure: nothing here opens a socket."""

from ipaddress import ip_network
from typing import Annotated, Literal

from msgspec import Meta, Struct

from schemas.networks import network_of
from schemas.state import valid_site

Unknown = Literal["take", "park"]

Named = Annotated[str, Meta(min_length=1, max_length=255)]


class ExporterSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A router, switch or probe that sends flows: `address` is its own, or a network that all of it stand for.

    `site` None is the site of the input, `sensor` None that of the input, or what the format calls each exporter.
    `realm` is which cell's own address space its flows speak of, where cells of one plant use the same addresses.
    """

    address: Annotated[str, Meta(min_length=1, max_length=64)]
    site: str | None = None
    sensor: Named | None = None
    realm: Annotated[str, Meta(max_length=255)] = ""


class NetflowSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for each `udp:` input.

    `unknown_exporters` None: taken where no exporter is declared, parked where some are. The kernel is asked to hold
    `receive_buffer_mb` while nobody reads; up to `waiting_mb` of what was read wait in the process while the core is
    busy, and what comes after that is lost and counted.
    """

    exporters: tuple[ExporterSettings, ...] = ()
    unknown_exporters: Unknown | None = None
    receive_buffer_mb: Annotated[float, Meta(gt=0.0, le=1_024.0)] = 8.0
    waiting_mb: Annotated[float, Meta(gt=0.0, le=4_096.0)] = 64.0

    @property
    def receive_buffer(self) -> int:
        """`receive_buffer_mb` in bytes."""
        return int(self.receive_buffer_mb * 1_000_000)

    @property
    def parks(self) -> bool:
        """Whether flows of an exporter that is not declared are kept out."""
        return bool(self.exporters) if self.unknown_exporters is None else self.unknown_exporters == "park"

    def sites(self, own: str) -> set[str]:
        """The sites that flows may have of an input whose own is `own`."""
        return {one.site or own for one in self.exporters} | (set() if self.parks else {own})


def netflow_problems(settings: NetflowSettings) -> list[str]:
    """What is no address or no site, and what is declared twice, a sentence each."""
    found: list[str] = []
    met: set[str] = set()
    for one in settings.exporters:
        try:
            network = str(ip_network(network_of(one.address)))
        except ValueError as error:
            found.append(f"{one.address!r} is no address and no network of exporters: {error}")
            continue
        if network in met:
            found.append(f"{one.address} is declared twice")
        met.add(network)
        if one.site is not None and not valid_site(one.site):
            found.append(f"{one.address}: {one.site!r} is no name for a site")
    if settings.unknown_exporters == "park" and not settings.exporters:
        found.append('unknown_exporters = "park" and no exporter declared: nothing would be taken')
    return found
