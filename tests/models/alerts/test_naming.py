"""An alert that goes on after its ends were named shows their names, everywhere and nothing else."""

import pytest

from models.alerts.alert_state import AlertState
from models.alerts.naming import name_anew
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Advice, Alert, Hop, Party, Reason
from schemas.asset_change import AssetChange, Binding
from schemas.flow import Flow
from schemas.tick import Tick
from tests.kafka import scenario


def alert(title: str, text: str = "", *, initiator: Party | None = None, hops: list[Hop] | None = None) -> AlertState:
    return AlertState(
        id="a", kind="new-path", cause="c", severity=50, title=title, text=text, time=0.0, first_seen=0.0,
        last_seen=0.0, initiator=initiator, hops=hops or [], reasons=(Reason(text=text, weight=1.0),),
    )  # fmt: skip


BARE = Party(asset="ip:10.3.0.1", ip="10.3.0.1")


def test_party_title_and_sentences_bear_the_name() -> None:
    one = alert("IT to OT: 10.1.0.5 -> 10.3.0.1 (modbus)", "10.3.0.1 is new to 10.3.0.1.", initiator=BARE)
    name_anew(one, {"ip:10.3.0.1": "PLC 1"}.get)
    assert one.title == "IT to OT: 10.1.0.5 -> PLC 1 (modbus)"
    assert one.text == one.reasons[0].text == "PLC 1 is new to PLC 1."
    assert one.initiator is not None
    assert (one.initiator.name, one.initiator.asset) == ("PLC 1", "ip:10.3.0.1")


@pytest.mark.parametrize("other", ["10.3.0.10", "110.3.0.1", "10.3.0.1/32", "10.3.0.1.5", "a-10.3.0.1", "10.3.0.1:502"])
def test_what_only_holds_the_address_is_another(other: str) -> None:
    one = alert(f"from {other}, and 10.3.0.1", initiator=BARE)
    name_anew(one, {"ip:10.3.0.1": r"PLC \1"}.get)
    assert one.title == rf"from {other}, and PLC \1"


def test_the_next_step_bears_the_name_too() -> None:
    one = alert("New: 10.3.0.1", initiator=BARE)
    one.advice = Advice("10.3.0.1 itself", "Ask the owner of 10.3.0.1.")
    name_anew(one, {"ip:10.3.0.1": "PLC 1"}.get)
    assert one.advice == Advice("PLC 1 itself", "Ask the owner of PLC 1.")


def test_what_was_called_by_its_link_address_is_named_as_well() -> None:
    one = alert("New asset: 00:1b:1b:00:00:01", initiator=Party(asset="mac:00:1b:1b:00:00:01", ip="10.3.0.1"))
    name_anew(one, {"mac:00:1b:1b:00:00:01": "PLC 1"}.get)
    assert one.title == "New asset: PLC 1"


def test_a_name_that_changed_again_takes_the_place_of_the_one_before() -> None:
    one = alert("New asset: PLC 1", initiator=Party(asset="x", name="PLC 1"))
    name_anew(one, {"x": "Press 1"}.get)
    assert one.title == "New asset: Press 1"


def test_listed_paths_are_named_and_what_is_gone_keeps_the_name_it_had() -> None:
    hops = [Hop("a", "b", "modbus", 1.0, initiator_ip="10.1.0.1", responder_ip="10.1.0.2", responder_name="old")]
    one = alert("t", hops=hops)
    name_anew(one, {"a": "PC 1"}.get)
    assert (one.hops[0].initiator_name, one.hops[0].responder_name) == ("PC 1", "old")


def grown_after_an_inventory() -> list[Alert]:
    """Revisions of alerts that were open when an inventory named all that was met."""
    site = scenario.sites()[0]
    pipeline, revisions, named_at = Pipeline(site, CoreSettings()), list[Alert](), None
    for message in scenario.messages(site, 200):
        for record in message:
            if isinstance(record, Tick):
                pipeline.tick(record)
            elif isinstance(record, Flow):
                pipeline.observe([record])
            elif isinstance(record, AssetChange) and record.subject == "zone":
                pipeline.change(record)
        output = pipeline.take_output()
        revisions += [] if output is None else output.alerts
        if named_at is None and len(revisions) > 12:
            named_at = len(revisions)
            for net, name in (("10.3.0", "PLC"), ("10.1.0", "PC")):
                for number in range(1, 61):
                    addresses = (Binding(ip=f"{net}.{number}"),)
                    pipeline.change(
                        AssetChange(
                            site=site, time=scenario.BEGIN, source="t", subject="asset", change="declared",
                            id=f"{name}-{number}", addresses=addresses, name=f"{name} {number}",
                        )
                    )  # fmt: skip
    before = {one.id for one in revisions[:named_at]}
    return [one for one in revisions[named_at:] if one.id in before]


def test_an_inventory_that_comes_later_names_the_revisions_after_it() -> None:
    revisions = grown_after_an_inventory()
    assert len(revisions) > 5
    for one in revisions:
        assert one.responder is not None
        assert (one.responder.name or "").startswith("PLC ")
        assert one.responder.ip not in one.title.split()
        assert all(hop.responder_name for hop in one.hops)
