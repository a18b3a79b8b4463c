"""Resolve: who stands behind the ends of a flow, and where they stand.

It comes before everything else that a first sight is asked: what is classified, scored, decided and learnt is about the
assets that are found here.
"""

from models.baseline.asset import Asset, new_asset
from models.boundary.placing import inside, place
from models.findings.sighting import GUARDED
from models.identity.addresses import AddressKind, read_address
from models.identity.endpoint import Endpoint
from models.identity.holdings import scoped
from models.site import Site


class Resolver:
    """Of one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.shown: list[Asset] = []
        """Assets that have just shown themselves as OT: what was remembered of their peers is no longer true."""

    def resolve(self, end: Endpoint, *, exact_peers: bool) -> Asset:
        """The asset behind an end, placed where it stands, met for the first time where it is; nobody, where none is.

        `exact_peers`: a peer on the internet is told apart from the others.
        """
        site = self._site
        external = self.kind(end) == "external"
        asset = site.inventory.resolve(end, exact_peers=exact_peers, inside=not external)
        if asset is None:
            return site.nobody
        place(asset, site.zones)
        if external and asset.side != "external" and asset.record.ips:
            asset = site.inventory.public_face(asset, end)
            place(asset, site.zones)
        self.place_displaced()
        return asset

    def place_displaced(self) -> None:
        """Place again whoever lost an address."""
        displaced = self._site.inventory.displaced
        for asset in displaced:
            if place(asset, self._site.zones):
                self._site.graph.announce_of(asset)
        displaced.clear()

    def guarded_now(self, initiator: Asset, initiator_end: Endpoint, responder: Asset) -> Asset:
        """The responder has just shown itself as OT: an internet peer of it is told apart from now on."""
        site = self._site
        if place(responder, site.zones):
            if site.inventory.keeps(responder):
                self.shown.append(responder)
            else:
                # Its traffic counts on a pool, where it lies among that of others.
                site.inventory.rebound = True
            site.graph.announce_of(responder)
        told_apart = initiator.record.external and responder.side in GUARDED
        return self.resolve(initiator_end, exact_peers=True) if told_apart else initiator

    def kind(self, end: Endpoint) -> AddressKind:
        """What an address is to this plant: a public one that it uses itself is internal."""
        kind = read_address(end.ip).kind
        return "internal" if kind == "external" and inside(end.ip, end.realm, self._site.zones) else kind

    def both(self, initiator_end: Endpoint, responder_end: Endpoint) -> tuple[Asset, Asset]:
        """Initiator and responder; who meets a guarded one is told apart exactly, so the inner end comes first."""
        if self.kind(initiator_end) == "external":
            outer = self.kind(responder_end) != "external"
            responder = self.resolve(responder_end, exact_peers=outer)
            return self.resolve(initiator_end, exact_peers=responder.side in GUARDED), responder
        initiator = self.resolve(initiator_end, exact_peers=False)
        return initiator, self.resolve(responder_end, exact_peers=initiator.side in GUARDED)

    def kept(self, asset: Asset) -> Asset:
        """The asset itself, or the pool in which it counts where there is no room for it."""
        inventory = self._site.inventory
        if asset is self._site.nobody or inventory.keeps(asset):
            return asset
        pool = inventory.pool(asset)
        place(pool, self._site.zones)
        return pool

    def known_or_passing(self, end: Endpoint) -> Asset:
        """Who holds the address of an end, or somebody who is looked at and not kept."""
        found = self._site.inventory.holder(end)
        return found if found is not None else self.passing(end)

    def passing(self, end: Endpoint) -> Asset:
        """An asset that is looked at and not kept."""
        external = self.kind(end) == "external"
        held = scoped(read_address(end.ip).text, end.realm)
        asset = new_asset(f"ext:{end.ip}" if external else f"ip:{held}", end.realm, end.time, external=external)
        asset.record.ips.append(held)
        place(asset, self._site.zones)
        return asset

    def known(self, end: Endpoint) -> bool:
        """Whether who stands there has been met, or is told by what the plant declares."""
        zones = self._site.zones
        return self._site.inventory.known(end, inside=inside(end.ip, end.realm, zones))
