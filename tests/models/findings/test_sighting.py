"""What detectors may know of a first sight."""

from models.findings.sighting import cause_of, crossing_of, way
from tests.models.detectors import sightings as s


def test_the_more_surprised_end_speaks() -> None:
    assert s.sighting(s.dmz(), s.plc(), initiator_bits=2.0, responder_bits=5.0).surprise == 5.0
    assert s.sighting(s.dmz(), s.plc(), initiator_bits=2.0, responder_bits=None).surprise == 2.0
    assert s.sighting(s.dmz(), s.plc(), initiator_bits=None, responder_bits=None).surprise is None


def test_what_has_an_end_in_ot_or_dmz_is_guarded() -> None:
    assert s.sighting(s.office(), s.dmz()).guarded
    assert s.sighting(s.plc(), s.internet()).guarded
    assert not s.sighting(s.office(), s.internet()).guarded
    assert not s.sighting(s.undeclared(), s.office()).guarded


def test_tries_that_nobody_answered_are_one_cause_whatever_their_port() -> None:
    tries = {
        cause_of(s.sighting(s.office(), s.plc(), service=name, answered=False)) for name in ("ssh", "rdp", "tcp/9")
    }
    served = {cause_of(s.sighting(s.office(), s.plc(), service=name)) for name in ("ssh", "rdp")}
    assert len(tries) == 1
    assert len(served) == 2
    assert not tries & served


def test_a_crossing_is_named_by_zone_else_by_side() -> None:
    zones = crossing_of(s.sighting(s.office(), s.plc()), "new-path")
    sides = crossing_of(s.sighting(s.internet(), s.undeclared()), "external")
    assert (zones.from_, zones.to) == ("office", "cell")
    assert (sides.from_, sides.to) == ("external", "undeclared")


def test_a_way_names_both_ends_and_the_service() -> None:
    text = way(s.sighting(s.office(name="desk"), s.plc(), service="ssh"))
    assert "desk" in text
    assert "10.9.0.11" in text
    assert "ssh" in text
