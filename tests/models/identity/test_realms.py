"""Realms by sensor and VLAN: same addresses, different cells."""

import pytest

from models.identity.realms import RealmRule, with_realms
from schemas.formats.reader import ReaderContext
from schemas.formats.zeek.json import ZeekJsonReader
from tests.models import builders as b

RULES = (
    RealmRule(realm="cell-a", sensor="zeek-a"),
    RealmRule(realm="cell-b", vlan=20),
    RealmRule(realm="rest", sensor="zeek-b"),
)


def test_the_first_rule_that_fits_names_the_realm() -> None:
    flows = [
        b.flow(1.0, b.SCADA, b.PLC, sensor=sensor, vlan=vlan)
        for sensor, vlan in (("zeek-a", 20), ("zeek-b", 20), ("zeek-b", None), ("zeek-c", None))
    ]
    assert [flow.realm for flow in with_realms(flows, RULES)] == ["cell-a", "cell-b", "rest", ""]


def test_a_flow_that_names_its_realm_keeps_it() -> None:
    own = b.flow(1.0, b.SCADA, b.PLC, sensor="zeek-a", realm="own")
    assert [flow.realm for flow in with_realms([own], RULES)] == ["own"]


def test_without_rules_nothing_is_copied() -> None:
    flows = [b.flow(1.0, b.SCADA, b.PLC)]
    assert with_realms(flows, ()) is flows


def test_cells_with_the_same_addresses_are_told_apart_by_their_sensors() -> None:
    pipeline = b.bare_pipeline(realms=RULES)
    b.run(pipeline, [b.flow(b.MONDAY + n, b.SCADA, b.PLC, sensor=name) for n, name in enumerate(["zeek-a", "zeek-b"])])
    assert {asset.id for asset in pipeline.assets()} == {
        f"ip:{realm}/{ip}" for realm in ("cell-a", "rest") for ip in (b.SCADA, b.PLC)
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('"id.ctx.vlan":110', '"id.ctx.vlan":120'),
        ('"vlan":110', '"id.vlan":"120"'),
        ('"ctx":{"vlan":110}', '"inner_vlan":120'),
    ],
)
def test_cells_with_the_same_addresses_are_told_apart_by_their_vlans_in_every_spelling(first: str, second: str) -> None:
    rules = (RealmRule(realm="cell-a", vlan=110), RealmRule(realm="cell-b", vlan=120))
    ends = '"id.orig_h":"10.1.0.5","id.resp_h":"10.1.0.9","id.resp_p":502,"proto":"tcp","conn_state":"SF"'
    rows = [f'{{"ts":{b.MONDAY + n},"uid":"C{n}",{ends},{vlan}}}'.encode() for n, vlan in enumerate((first, second))]
    flows, letters = ZeekJsonReader(ReaderContext(site=b.SITE, source="conn.log")).read(rows, 1)
    assert letters == []
    pipeline = b.bare_pipeline(realms=rules)
    b.run(pipeline, flows)
    assert {asset.id for asset in pipeline.assets()} == {
        f"ip:{realm}/{ip}" for realm in ("cell-a", "cell-b") for ip in ("10.1.0.5", "10.1.0.9")
    }
