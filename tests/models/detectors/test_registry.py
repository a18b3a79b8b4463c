"""The order in which detectors are asked."""

from models.detectors.registry import CROSSING_KINDS, DETECTORS, REMEMBERING, find
from models.findings.sighting import About
from tests.models.detectors import sightings as s

ABOUT: tuple[About, ...] = ("sweep", "crossing", "newcomer", "digest")


def kind(*ends: object, **facts: object) -> str | None:
    finding = find(s.sighting(*ends, **facts))  # type: ignore[arg-type]
    return None if finding is None else finding.kind


def test_every_crossing_is_among_all_detectors_and_no_kind_is_twice() -> None:
    assert DETECTORS.keys() >= CROSSING_KINDS
    kinds = [*DETECTORS, *(make().kind for make in REMEMBERING)]
    assert len(set(kinds)) == len(kinds)


def test_only_the_detectors_that_are_asked_for_answer() -> None:
    sweeping = s.sighting(s.office(), s.plc(), action="forbidden", answered=False, sweep=s.sweep(40))
    found = [find(sweeping, {about}) for about in ABOUT]
    assert [each and each.kind for each in found] == ["scan", "dmz-bypass", None, None]


def test_the_finer_crossing_names_the_cause() -> None:
    assert kind(s.internet(), s.plc(), action="forbidden") == "external-path"
    assert kind(s.office(), s.plc(), action="forbidden") == "dmz-bypass"
    assert kind(s.dmz(), s.plc()) == "level-skip"
    assert kind(s.dmz(), s.scada()) == "new-path-crossing"


def test_a_sweep_is_a_sweep_whatever_it_crosses() -> None:
    assert kind(s.office(), s.plc(), action="forbidden", answered=False, sweep=s.sweep(40)) == "scan"


def test_an_answered_crossing_is_not_hidden_by_a_sweep_of_tries() -> None:
    assert kind(s.office(), s.plc(), action="forbidden", answered=True, sweep=s.sweep(40)) == "dmz-bypass"


def test_a_new_asset_is_named_only_where_nothing_it_does_is_worse() -> None:
    newcomer = {"newcomer": s.plc(), "newcomers_readiness": 1.0}
    assert kind(s.plc(), s.scada(), **newcomer) == "new-asset"
    assert kind(s.plc(), s.internet(), action="forbidden", **newcomer) == "external-path"


def test_what_is_watched_and_not_ready_waits_for_the_digest() -> None:
    assert kind(s.dmz(), s.plc(), ready=False) == "first-look"


def test_what_is_quiet_raises_nothing() -> None:
    assert kind(s.office(), s.internet(), action="quiet") is None
