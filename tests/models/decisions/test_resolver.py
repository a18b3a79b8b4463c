"""Who stands behind the ends of a flow."""

from models.decisions.resolver import Resolver
from models.identity.endpoint import Endpoint, ends_of
from tests.models import builders as b

NOW = b.after()


def ends(initiator: str, responder: str) -> tuple[Endpoint, Endpoint]:
    return ends_of(b.flow(NOW, initiator, responder))


def test_both_ends_are_found_and_placed() -> None:
    resolver = Resolver(b.new_pipeline()._state)
    office, plc = resolver.both(*ends(b.OFFICE, b.PLC))
    assert [(asset.id, asset.side) for asset in (office, plc)] == [(f"ip:{b.OFFICE}", "it"), (f"ip:{b.PLC}", "ot")]


def test_an_internet_peer_is_told_apart_only_where_it_meets_what_is_guarded() -> None:
    resolver = Resolver(b.new_pipeline()._state)
    peer, _ = resolver.both(*ends(b.INTERNET, b.PLC))
    _, other = resolver.both(*ends(b.OFFICE, b.INTERNET))
    assert (peer.side, other.side) == ("external", "external")
    assert (peer.id, other.id) == ("ext:8.8.8.0/24", "ext:any")


def test_who_is_only_looked_at_is_not_kept() -> None:
    pipeline = b.new_pipeline()
    resolver = Resolver(pipeline._state)
    stranger, _ = ends("10.1.0.200", b.PLC)
    passing = resolver.known_or_passing(stranger)
    assert (passing.id, passing.side) == ("ip:10.1.0.200", "it")
    assert pipeline._state.inventory.holder(stranger) is None
    met = resolver.resolve(stranger, exact_peers=False)
    assert resolver.known_or_passing(stranger) is met


def test_an_address_is_of_the_internet_or_of_the_plant() -> None:
    resolver = Resolver(b.new_pipeline()._state)
    initiator, responder = ends(b.INTERNET, b.PLC)
    assert (resolver.kind(initiator), resolver.kind(responder)) == ("external", "internal")


def test_nobody_stands_behind_a_broadcast() -> None:
    pipeline = b.new_pipeline()
    _, everybody = ends(b.PLC, "255.255.255.255")
    assert Resolver(pipeline._state).resolve(everybody, exact_peers=False) is pipeline._state.nobody
