"""An address that was taken over is told first."""

import msgspec

from models.alerts.lead import TAKEN_OVER_POINTS, lead
from models.baseline.asset import TakenOver
from models.detectors.dmz_bypass import DmzBypass
from models.detectors.identity_conflict import IdentityConflict
from models.findings.sighting import Finding, Sighting
from models.pipeline import Pipeline
from schemas.alert import Alert
from tests.models import builders as b
from tests.models.alerts.situations import HMI, HMI_MAC, OTHER_MAC, PLC_MAC, T, plant
from tests.models.detectors import sightings as s

TAKEN = TakenOver(b.PLC, "ip:old", "plc-old", s.TIME, "moved")


def found(sighting: Sighting) -> Finding:
    finding = DmzBypass().finding(sighting)
    assert finding is not None
    return finding


def test_both_names_come_first_and_what_it_was_found_as_is_a_reason() -> None:
    plc = s.plc(name="new-plc", took_over=TAKEN)
    sighting = s.sighting(s.office(), plc, taken_over=(plc, TAKEN))
    plain, told = found(sighting), lead(sighting, found(sighting))
    assert told.title.startswith("Address taken over from plc-old: 10.9.0.11 is now used by new-plc")
    assert "plc-old" in told.text
    assert "new-plc" in told.text
    assert (told.points, told.kind, told.cause) == (TAKEN_OVER_POINTS, plain.kind, plain.cause)
    assert (told.reasons[0].text, told.reasons[0].weight) == (plain.text, plain.points)
    assert told.words.advice is not None
    assert told.words.advice.where == "the switch port of new-plc"


def test_a_conflict_keeps_its_points_and_its_reasons() -> None:
    plc = s.plc(name="new-plc", took_over=TAKEN)
    sighting = s.sighting(s.office(), plc, taken_over=(plc, msgspec.structs.replace(TAKEN, how="conflict")))
    finding = IdentityConflict().finding(sighting)
    assert finding is not None
    told = lead(sighting, finding)
    assert msgspec.structs.replace(told, words=finding.words) == finding
    assert told.words.advice is not None
    assert told.words.advice.where == "the switch port of new-plc"


def test_where_nothing_was_taken_over_a_finding_stays_as_it_is() -> None:
    sighting = s.sighting(s.office(), s.plc())
    assert lead(sighting, found(sighting)) == found(sighting)


def spoken(pipeline: Pipeline, time: float, mac: str) -> list[Alert]:
    return b.alerts_of(pipeline, b.flow(time, HMI, b.PLC, service="modbus", initiator_mac=mac, responder_mac=PLC_MAC))


def test_an_impostor_is_told_by_both_names_also_after_a_restart_and_the_true_owner_is_none() -> None:
    pipeline = plant()
    (alert,) = spoken(pipeline, T, OTHER_MAC)
    assert f"taken over from hmi-1: {HMI} is now used by MAC {OTHER_MAC}" in alert.title
    assert alert.summary.startswith(
        f"{HMI} was the address of hmi-1; another device, MAC {OTHER_MAC}, has taken it over"
    )
    spoken(pipeline, T + 5.0, HMI_MAC)
    (owner,) = [asset for asset in pipeline._state.inventory.assets.values() if asset.record.declared_id == "hmi-1"]
    assert owner.record.took_over is None
    again = plant()
    again.restore(pipeline.changed_records())
    impostor = again._state.inventory.held.by_mac[OTHER_MAC]
    assert impostor.record.took_over == TakenOver(HMI, owner.id, "hmi-1", T)
