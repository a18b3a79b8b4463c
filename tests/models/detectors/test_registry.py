"""The order in which detectors are asked."""

from msgspec.structs import replace

from models.detectors.registry import CROSSING_KINDS, DETECTORS, REMEMBERING, find
from models.findings.sighting import About
from tests.models import builders as b
from tests.models.detectors import sightings as s

ABOUT: tuple[About, ...] = ("sweep", "command", "crossing", "newcomer", "digest")


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
    assert [each and each.kind for each in found] == ["scan", None, "dmz-bypass", None, None]


def test_the_finer_crossing_names_the_cause() -> None:
    assert kind(s.internet(), s.plc(), action="forbidden") == "external-path"
    assert kind(s.office(), s.plc(), action="forbidden") == "dmz-bypass"
    assert kind(s.dmz(), s.plc()) == "level-skip"
    assert kind(s.dmz(), s.scada()) == "new-path-crossing"


def test_who_commands_comes_before_where_from_and_after_the_internet() -> None:
    write, known = b.flow(s.TIME, b.OFFICE, b.PLC, operations=("WRITE_SINGLE_COIL",)), s.unknown_master()
    ends = (s.internet(), s.office(), s.dmz(), s.scada())
    found = [kind(end, s.plc(), action="forbidden", flow=write, mastery=known) for end in ends]
    assert found == ["external-path", "rogue-master", "rogue-master", "rogue-master"]


def test_masters_that_conduits_declare_need_no_history_and_other_news_still_does() -> None:
    declared = replace(s.unknown_master(), declared=True)
    assert kind(s.scada(), s.plc(), mastery=declared, ready=False, responder_readiness=0.0) == "rogue-master"
    assert kind(s.dmz(), s.plc(), mastery=declared, ready=False, seasoned=False) == "first-look"
    assert kind(s.scada(), s.plc(), mastery=declared, ready=False, action="quiet") is None


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
