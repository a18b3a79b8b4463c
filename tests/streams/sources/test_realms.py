"""Realms by sensor and VLAN: same addresses, different cells."""

from msgspec.structs import replace

from schemas.tick import Tick
from streams.messages import Batch
from streams.sources.realms import RealmRule, named, with_realms
from tests.models.builders import flow

RULES = (
    RealmRule(realm="cell-a", sensor="zeek-a"),
    RealmRule(realm="cell-b", vlan=20),
    RealmRule(realm="rest", sensor="zeek-b"),
)


def _realms(*flows: object) -> list[str]:
    batch = Batch(records=list(flows), dead_letters=[], source="s")  # type: ignore[arg-type]
    return [getattr(record, "realm", "-") for record in named(batch, RULES).records]


def test_the_first_rule_that_fits_names_the_realm() -> None:
    base = flow(1.0, "10.0.0.1", "10.0.0.2")
    assert _realms(
        replace(base, sensor="zeek-a", vlan=20),
        replace(base, sensor="zeek-b", vlan=20),
        replace(base, sensor="zeek-b"),
        replace(base, sensor="zeek-c"),
    ) == ["cell-a", "cell-b", "rest", ""]


def test_a_flow_that_names_its_realm_keeps_it_and_ticks_pass() -> None:
    own = replace(flow(1.0, "10.0.0.1", "10.0.0.2"), sensor="zeek-a", realm="own")
    assert _realms(own, Tick("plant", "c", 1.0)) == ["own", "-"]


def test_without_rules_nothing_is_copied() -> None:
    batch = Batch(records=[flow(1.0, "10.0.0.1", "10.0.0.2")], dead_letters=[], source="s")
    assert named(batch, ()) is batch
    assert next(with_realms(iter([batch]), ())) is batch
    assert next(with_realms(iter([batch]), RULES)).source == "s"
