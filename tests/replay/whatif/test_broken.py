from typing import Any

import pytest
from msgspec.structs import replace

from replay.whatif.broken import what_if
from replay.whatif.rules import parse_rule
from schemas.alert import Hop, Party
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from tests.streams.records import an_alert

SITE = an_alert().site


def asset(name: str, ip: str, **facts: Any) -> AssetSummary:
    return AssetSummary(
        id=f"inv:{name}", site=SITE, first_seen=0.0, last_seen=9.0, peers=1, services_served=(), services_used=(),
        paths=1, alive=True, name=name, ips=(ip,), **facts,
    )  # fmt: skip


def path(initiator: str, responder: str, service: str = "smb", **facts: Any) -> PathRecord:
    plain: dict[str, Any] = {
        "site": SITE, "initiator": f"inv:{initiator}", "responder": f"inv:{responder}", "service": service,
        "status": "learnt", "first_seen": 1.0, "last_seen": 9.0, "flows": 10, "hours": 5, "days": 5,
        "initiator_octets": 1.0, "responder_octets": 1.0, "answered": True, "initiator_name": initiator,
        "responder_name": responder, "initiator_zone": "office", "responder_zone": "cell", "initiator_side": "it",
        "responder_side": "ot",
    }  # fmt: skip
    return PathRecord(**(plain | facts))


ASSETS = [asset("ws-1", "10.1.0.5", owner="ada", criticality=2), asset("plc-1", "10.9.0.7", criticality=5, owner="ot")]
WAY = path("ws-1", "plc-1")


@pytest.mark.parametrize(
    "rule",
    [
        "office -> cell", "it -> ot", "WS-1 -> PLC-1", "10.1.0.5 -> 10.9.0.0/24 tcp/445", "inv:ws-1 -> any smb",
        "any -> cell", "10.0.0.0/8 -> any 445",
    ],
)  # fmt: skip
def test_a_rule_fits_by_zone_side_name_id_address_and_network(rule: str) -> None:
    [broken] = what_if([parse_rule(rule)], [WAY], ASSETS, []).broken
    assert (broken.rule, broken.initiator, broken.responder, broken.service) == (rule, "ws-1", "plc-1", "smb")
    assert (broken.initiator_owner, broken.responder_criticality, broken.unclear) == ("ada", 5, ())


@pytest.mark.parametrize(
    "rule",
    [
        "cell -> office",
        "office -> cell tcp/444",
        "dmz -> cell",
        "10.2.0.0/16 -> cell",
        "ws-2 -> plc-1",
        "ws-1 -> any rdp",
    ],
)
def test_what_a_rule_does_not_name_goes_on(rule: str) -> None:
    found = what_if([parse_rule(rule)], [WAY], ASSETS, [])
    assert (found.broken, found.untouched, found.unused) == ((), 1, (rule,))


def test_the_first_rule_that_fits_decides() -> None:
    rules = [parse_rule(text) for text in ("allow ws-1 -> cell smb", "office -> cell", "office -> cell rdp")]
    other = path("ws-2", "plc-1")
    found = what_if(rules, [WAY, other], ASSETS, [])
    assert ([one.initiator for one in found.broken], found.untouched) == (["ws-2"], 1)
    assert found.unused == ("office -> cell rdp",)


def test_usual_paths_come_first_and_what_is_unclear_is_said() -> None:
    held = path("ws-1", "plc-1", "ssh", status="held", days=9)
    vague = path("ws-9", "plc-1", "rdp", answered=False, days=1)
    guessed = [*ASSETS, asset("ws-9", "10.1.0.9", side_inferred=True)]
    found = what_if([parse_rule("it -> ot")], [held, vague, WAY], guessed, [])
    assert [one.service for one in found.broken] == ["smb", "rdp", "ssh"]
    assert found.broken[1].unclear == (
        "nobody answered it, so it may do nothing", "the side of an end is a guess from traffic",
        "it spoke on 1 day alone",
    )  # fmt: skip


def test_an_alert_is_prevented_whole_or_in_some_steps() -> None:
    hops = tuple(Hop(f"inv:{one}", f"inv:{other}", "smb", 1.0) for one, other in (("ws-1", "plc-1"), ("ws-2", "plc-1")))
    chain, single = replace(an_alert("a"), hops=hops), replace(an_alert("b"), hops=hops[:1])
    plain = replace(an_alert("c"), initiator=Party(asset="inv:ws-1"), responder=Party(asset="inv:plc-1"), service="smb")
    other = replace(an_alert("d"), hops=hops[1:])
    paths = [WAY, path("ws-2", "plc-1")]
    found = what_if([parse_rule("ws-1 -> any")], paths, ASSETS, [other, plain, single, chain]).prevented
    assert [(one.id, one.whole) for one in found] == [(chain.id, False), (single.id, True), (plain.id, True)]
