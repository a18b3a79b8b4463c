"""A detector that the settings switch off raises nothing, hides nothing of the others, and goes on remembering."""

import pytest
from msgspec.structs import replace

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.attack import AlertKind
from schemas.detectors import WATCHES
from tests.models import builders as b
from tests.models.cuts import Store, same_when_cut, taken
from tests.models.stories import CORE, Story, stories

JUDGED = "Judged malicious before"


def _told(story: Story, *off: AlertKind) -> list[Alert]:
    pipeline = Pipeline(b.SITE, replace(CORE, detectors_off=off))
    return b.run(pipeline, [*story.before, *story.events]).alerts


@pytest.mark.parametrize("story", stories(), ids=[story.name for story in stories()])
def test_none_that_is_off_raises_an_alert_and_the_others_still_do(story: Story) -> None:
    kinds = {alert.kind for alert in _told(story)}
    for kind in sorted(kinds & WATCHES.keys()):
        told = _told(story, kind)
        assert [each.title for each in told if each.kind == kind and not each.title.startswith(JUDGED)] == []


def test_with_all_off_nothing_is_told_save_what_is_no_detectors() -> None:
    told = {each.kind for story in stories() for each in _told(story, *WATCHES) if not each.title.startswith(JUDGED)}
    assert told & WATCHES.keys() == set()


def test_the_next_detector_names_a_path_that_another_would_have() -> None:
    named = [
        [alert.kind for alert in b.alerts_of(b.learnt_plant(detectors_off=off), b.crossing())]
        for off in ((), ("dmz-bypass",), ("dmz-bypass", "new-path-crossing"))
    ]
    assert named == [["dmz-bypass"], ["new-path-crossing"], []]


def test_what_none_tells_is_learnt() -> None:
    pipeline = b.learnt_plant(detectors_off=("dmz-bypass", "new-path-crossing"))
    b.run(pipeline, [b.crossing()])
    assert b.path(pipeline, b.OFFICE, b.PLC, "modbus").status == "learnt"


def test_no_sweep_hides_a_crossing_where_sweeps_are_off() -> None:
    pipeline = b.learnt_plant(detectors_off=("scan",))
    tries = [b.tried(b.after() + n, b.OFFICE, f"10.9.0.{20 + n}", 102) for n in range(40)]
    told = b.last_revisions(b.alerts_of(pipeline, *tries, b.crossing(b.after() + 60.0))).values()
    assert {alert.kind for alert in told} == {"dmz-bypass"}
    assert sum(alert.count for alert in told) == 41


def test_a_sweep_that_was_open_swallows_no_try_once_sweeps_are_off() -> None:
    before = b.learnt_plant()
    b.run(before, [b.tried(b.after() + n, b.OFFICE, f"10.9.0.{20 + n}", 102) for n in range(12)])
    after = Pipeline(b.SITE, CoreSettings(detectors_off=("scan",)))
    assert after.restore([*b.learnt_records(), *before.changed_records()]) == []
    told = b.alerts_of(after, b.tried(b.after() + 60.0, b.OFFICE, "10.9.0.99", 102))
    assert [alert.kind for alert in told if alert.revision == 1] == ["dmz-bypass"]


def test_what_an_unknown_device_commands_is_told_where_its_coming_is_not() -> None:
    rogue = b.flow(b.after() + 60.0, "10.9.0.99", b.PLC, 502, service="modbus")
    assert [alert.kind for alert in b.alerts_of(b.learnt_plant(), rogue)] == ["new-asset"]
    assert [alert.kind for alert in b.alerts_of(b.learnt_plant(detectors_off=("new-asset",)), rogue)] == [
        "rogue-master"
    ]


def test_what_a_person_judged_malicious_alerts_though_all_are_off() -> None:
    pipeline = b.learnt_plant(detectors_off=tuple(WATCHES))
    b.run(pipeline, [b.verdict(b.after(), "malicious", initiator=b.OFFICE)])
    (alert,) = b.alerts_of(pipeline, b.crossing())
    assert alert.title.startswith(JUDGED)


def test_one_that_listens_is_ready_once_it_is_switched_on_again() -> None:
    off = b.learnt_plant(detectors_off=("sensor-silent",))
    quiet = [b.tick(b.after() + 10.0 * n) for n in range(12 * 360)]
    assert b.run(off, quiet).alerts == []
    on = Pipeline(b.SITE, CoreSettings())
    assert on.restore([*b.learnt_records(), *off.changed_records()]) == []
    ticks = [b.tick(quiet[-1].time + 10.0 * n) for n in range(1, 2 * 360)]
    assert {alert.kind for alert in b.run(on, ticks).alerts} == {"sensor-silent"}


@pytest.mark.parametrize("kind", ["scan", "pivot", "first-look"])
def test_a_story_with_one_off_cut_at_events_is_told_alike(kind: AlertKind) -> None:
    settings = replace(CORE, detectors_off=(kind,))
    for story in stories():
        whole = Pipeline(b.SITE, settings)
        events = [*story.before, *story.events]
        expected = [taken(whole, event, []) for event in events]
        same_when_cut(Store(), settings, events, whole, expected, every=97)
