"""Which paths a conduit holds is what the core says, expiry and all; alerts are found by the paths that they list."""

import msgspec

from models.queries.stored_site import StoredSite
from replay.report.paths import reported_paths
from tests.models import builders as b
from tests.replay.report import plant


def held_by_the_core(site: StoredSite) -> list[bool]:
    holds = site.zones.conduit_of_service
    return [
        holds(initiator.zone, responder.zone, stored.service, stored.last_seen) is not None
        for stored, initiator, responder in site.paths()
    ]


def stored_with(*conduits: b.Event) -> StoredSite:
    pipeline = b.learnt_plant()
    b.run(pipeline, [*conduits, b.tick(b.after())])
    records = {each.key: each for each in (*b.learnt_records(), *pipeline.changed_records())}
    return StoredSite(b.SITE, list(records.values()))


def test_a_path_is_declared_where_the_core_finds_a_conduit_for_it() -> None:
    last = b.after() - b.HOUR
    for expires in (None, last - b.DAY, last + 3.0, last + 7.0, b.after()):
        site = stored_with(
            b.conduit("dmz", "control", "rdp", "opc-ua", expires=expires), b.conduit("office", "dmz", "ssl", "tcp/443")
        )
        conduits = site.conduits(plant.CORE.policy)
        found = reported_paths(b.SITE, site.paths(), conduits, ())
        assert [each.declared for each in found] == held_by_the_core(site), expires
    assert any(held_by_the_core(site))


def test_a_path_names_the_alerts_that_list_it() -> None:
    (site,) = plant.report().sites
    crossing = next(each for each in site.paths if each.alerted and each.path.service == "modbus")
    assert crossing.alerts
    listed = {each.id: each for each in site.alerts}
    for name in crossing.alerts:
        assert (crossing.path.initiator, crossing.path.responder) in {
            (hop.initiator, hop.responder) for hop in listed[name].hops
        }
    assert sum(each.alerted for each in site.paths) == sum(cell.alerted for cell in site.matrix if cell.by == "zone")
    assert msgspec.to_builtins(crossing)["alerted"]
