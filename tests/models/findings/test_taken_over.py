"""Which end has an address that was another's, and until when that is told."""

from msgspec.structs import replace

from models.baseline.asset import Asset
from models.findings.taken_over import TOLD_S, advice_of, taken_over, text_of, title_of
from tests.models import builders as b
from tests.models.detectors import sightings as s

FLOW = b.flow(s.TIME, b.OFFICE, b.PLC)


def found(*, learn_until: float | None = None, late_s: float = 0.0, plc: Asset | None = None) -> object:
    flow = replace(FLOW, end=s.TIME + late_s)
    return taken_over(s.office(), plc or s.plc(took_over=s.TAKEN), flow, learn_until)


def test_it_is_told_of_the_address_that_was_taken_for_some_days() -> None:
    plc = s.plc(took_over=s.TAKEN)
    assert found(plc=plc) == (plc, s.TAKEN)
    assert found(late_s=TOLD_S) is not None
    assert found(late_s=TOLD_S + 1.0) is None
    assert found(plc=s.plc(took_over=replace(s.TAKEN, ip="10.9.0.200"))) is None


def test_neither_what_swaps_nor_an_office_nor_what_was_there_while_all_was_learnt() -> None:
    assert found(plc=s.plc(took_over=replace(s.TAKEN, how="swapped"))) is None
    office = s.office(took_over=replace(s.TAKEN, ip=b.OFFICE))
    assert taken_over(office, s.plc(), FLOW, None) is None
    assert found(learn_until=s.TIME + 1.0) is None
    assert found(learn_until=s.TIME) is not None


def test_both_names_are_told_and_where_to_look() -> None:
    plc = s.plc(macs=["00:1b:1b:00:00:11"], took_over=s.TAKEN)
    sighting = s.sighting(s.office(), plc)
    assert title_of(sighting, plc, s.TAKEN) == (
        "Address taken over from plc-old: 10.9.0.11 is now used by MAC 00:1b:1b:00:00:11, "
        "which answers 10.1.0.5 (modbus)"
    )
    both = replace(s.TAKEN, how="both")
    assert title_of(sighting, plc, both).startswith("Two devices use the address of plc-old: MAC 00:1b:1b:00:00:11")
    assert text_of(sighting, plc, both).startswith("10.9.0.11 is used by two devices in turn, plc-old and MAC")
    assert advice_of(plc, s.TAKEN).where == "the switch port of MAC 00:1b:1b:00:00:11"
