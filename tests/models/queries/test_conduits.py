"""The register: each path counts once, for the conduit that holds it or for the way that nobody declared."""

from msgspec.structs import replace

from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from schemas.overview.conduits import ConduitEntry
from tests.models import builders as b

POLICY = CoreSettings().policy


def register(*changes: b.Event, flows: tuple[b.Event, ...] = ()) -> list[ConduitEntry]:
    plant = b.learnt_plant()
    b.run(plant, [*changes, *flows])
    records = [*b.learnt_records(), *plant.changed_records()]
    return StoredSite(b.SITE, {record.key: record for record in records}.values()).conduits(POLICY)


def ways(entries: list[ConduitEntry]) -> dict[tuple[str | None, str | None, str], ConduitEntry]:
    return {(each.from_zone, each.to_zone, *each.services): each for each in entries if not each.declared}  # type: ignore[misc]


def test_without_conduits_each_service_between_two_zones_is_an_entry() -> None:
    found = register()
    assert not any(each.declared for each in found)
    polled = ways(found)["control", "cell", "modbus"]
    assert (polled.paths, polled.answered, polled.alerted, polled.policy) == (3, 3, 0, "watched")
    assert (polled.from_side, polled.to_side, polled.days) == ("ot", "ot", 14)
    assert polled.first_seen is not None
    assert polled.last_seen is not None
    assert polled.first_seen < polled.last_seen
    assert all(each.from_zone != each.to_zone for each in found)
    assert all({each.from_side, each.to_side} & {"ot", "dmz"} for each in found)


def test_a_conduit_takes_the_paths_that_it_holds_and_tells_who_declared_it() -> None:
    plain, found = register(), register(b.conduit("control", "cell", "modbus"))
    [declared] = [each for each in found if each.declared]
    taken = ways(plain)["control", "cell", "modbus"]
    assert (declared.paths, declared.flows, declared.services) == (taken.paths, taken.flows, {"modbus": 3})
    assert declared.declared_services == ("modbus",)
    assert (declared.from_side, declared.to_side, declared.policy, declared.expired) == ("ot", "ot", "watched", False)
    assert sum(each.paths for each in found) == sum(each.paths for each in plain)
    assert found[-1] == declared


def test_a_conduit_that_nothing_uses_is_listed_too_and_says_so() -> None:
    [declared] = [each for each in register(b.conduit("office", "cell", "rdp")) if each.declared]
    assert (declared.paths, declared.services, declared.first_seen) == (0, {}, None)


def test_of_two_conduits_the_first_one_counts_a_path() -> None:
    second = replace(b.conduit("control", "cell", "modbus", "http"), id="second")
    both = register(b.conduit("control", "cell", "modbus"), second)
    assert [each.paths for each in both if each.declared] == [3, 0]


def test_what_alerted_comes_first_then_what_is_forbidden() -> None:
    found = register(flows=(b.flow(b.after() + 60.0, b.OFFICE, b.PLC),))
    assert (found[0].from_zone, found[0].to_zone, found[0].alerted, found[0].policy) == (
        "office",
        "cell",
        1,
        "forbidden",
    )
    policies = [each.policy for each in found if not each.alerted]
    assert policies == sorted(policies, key=("forbidden", "watched", "quiet").index)
