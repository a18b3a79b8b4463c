"""Alerts of the embedded store by filter, page and change."""

from pathlib import Path

import msgspec
import pytest

from schemas.overview.detectors import AlertTally
from streams.read_model.wanted import AlertsWanted, UnknownValue
from tests.streams.read_model.filled import ALERTS, a_model, commit
from tests.streams.records import T0, an_alert


def test_all_come_by_time_site_and_id(tmp_path: Path) -> None:
    page = a_model(tmp_path).alerts(AlertsWanted())
    assert [alert.id for alert in page.items] == ["aa1", "bb2", "bb1", "aa2"]
    assert page.total == len(ALERTS)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (AlertsWanted(least="medium"), ["aa1", "bb2", "aa2"]),
        (AlertsWanted(least="critical"), ["aa1"]),
        (AlertsWanted(site="north"), ["bb1"]),
        (AlertsWanted(status="muted"), ["bb1"]),
        (AlertsWanted(kind="scan"), ["aa2"]),
        (AlertsWanted(kind="scan", site="north"), []),
        (AlertsWanted(id_begins="aa"), ["aa1", "aa2"]),
        (AlertsWanted(id_begins="%"), []),
        (AlertsWanted(zone="cells"), ["aa1"]),
        (AlertsWanted(zone="office", kind="scan"), ["aa2"]),
        (AlertsWanted(since=T0 + 6.0), ["bb1", "aa2"]),
        (AlertsWanted(asset="10.1.0.5"), ["aa1", "aa2"]),
        (AlertsWanted(asset="02-00-00-00-00-01"), ["aa1"]),
        (AlertsWanted(asset="10.3.0.1"), ["aa1", "bb2"]),
        (AlertsWanted(asset="PLC 1"), ["aa1", "bb2"]),
    ],
)
def test_filters_leave_what_they_name(tmp_path: Path, wanted: AlertsWanted, found: list[str]) -> None:
    page = a_model(tmp_path).alerts(wanted)
    assert [alert.id for alert in page.items] == found
    assert page.total == len(found)


@pytest.mark.parametrize(
    "wanted", [AlertsWanted(zone="cels"), AlertsWanted(asset="nobody"), AlertsWanted(site="nobody")]
)
def test_a_filter_that_names_what_nobody_knows_is_refused(tmp_path: Path, wanted: AlertsWanted) -> None:
    with pytest.raises(UnknownValue, match=r"no (zone|asset|site) '(cels|nobody)'"):
        a_model(tmp_path).alerts(wanted)


@pytest.mark.parametrize("filtered", [{}, {"since": 0.0}])
def test_pages_begin_with_the_newest_and_miss_none(tmp_path: Path, filtered: dict[str, float]) -> None:
    model = a_model(tmp_path)
    pages = [model.alerts(AlertsWanted(limit=3, page=number, **filtered)) for number in (1, 2, 3)]  # type: ignore[arg-type]
    assert [[alert.id for alert in page.items] for page in pages] == [["bb2", "bb1", "aa2"], ["aa1"], []]
    assert {page.total for page in pages} == {4}


def test_changes_are_told_from_a_token_on(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    first = model.changed_alerts(None, 3)
    assert ([alert.id for alert in first.alerts], first.more) == (["aa1", "aa2", "bb1"], True)
    rest = model.changed_alerts(first.token, 3)
    assert ([alert.id for alert in rest.alerts], rest.more) == (["bb2"], False)
    assert model.changed_alerts(rest.token, 3).token == rest.token
    commit(tmp_path, an_alert("bb2", revision=2), an_alert("new"), an_alert("bb2", revision=3))
    (new, grown) = model.changed_alerts(rest.token, 10).alerts
    assert (new.id, grown.id, grown.revision) == ("new", "bb2", 3)


def test_every_revision_is_told_from_a_token_on(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    token = model.newest_token()
    assert model.revisions_since(token, 10).alerts == []
    commit(tmp_path, an_alert("bb2", revision=2), an_alert("new"), an_alert("bb2", revision=3))
    first = model.revisions_since(token, 2)
    assert ([(one.id, one.revision) for one in first.alerts], first.more) == ([("bb2", 2), ("new", 1)], True)
    rest = model.revisions_since(first.token, 2)
    assert ([(one.id, one.revision) for one in rest.alerts], rest.more) == ([("bb2", 3)], False)
    assert rest.token == model.newest_token()
    assert len(model.revisions_since("99999", 10).alerts) == len(ALERTS) + 3


@pytest.mark.parametrize("token", ["99999", "nonsense", "-1"])
def test_a_token_of_another_state_gives_all(tmp_path: Path, token: str) -> None:
    assert len(a_model(tmp_path).changed_alerts(token, 10).alerts) == len(ALERTS)


def test_a_state_without_alerts_has_a_token_too(tmp_path: Path) -> None:
    commit(tmp_path)
    empty = a_model(tmp_path / "other")
    assert empty.changed_alerts(empty.changed_alerts(None, 10).token, 10).alerts == []


def test_revisions_come_by_number_and_one_knows_which_was_before(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    (first, *_) = model.alerts(AlertsWanted(id_begins="aa1")).items
    later = msgspec.structs.replace(first, revision=first.revision + 2, count=99)
    commit(tmp_path, later)
    assert model.revisions(first.site, "aa1")[-2:] == [first, later]
    assert model.revision_before(later) == first
    assert model.revision_before(model.revisions(first.site, "aa1")[0]) is None
    assert model.revisions("elsewhere", "aa1") == []


def test_tallies_count_by_site_kind_and_status(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    kind = ALERTS[0].kind
    every = [
        AlertTally(site="north", kind=kind, muted=1, medium=0, last_time=T0 + 10.0),
        AlertTally(site="plant", kind=kind, open=2, medium=2, last_time=T0 + 5.0),
        AlertTally(site="plant", kind="scan", open=1, medium=1, last_time=T0 + 10.0),
    ]
    assert model.alert_tallies(None) == every
    assert [each.alerts for each in every] == [1, 2, 1]
    assert model.alert_tallies("north") == every[:1]
    assert model.alert_tallies("nobody") == []


def test_tallies_count_an_alert_once_by_its_latest_revision(tmp_path: Path) -> None:
    model = a_model(tmp_path)
    judged = msgspec.structs.replace(ALERTS[1], revision=2, status="malicious", time=T0 + 11.0)
    commit(tmp_path, judged)
    [scan] = [each for each in model.alert_tallies("plant") if each.kind == "scan"]
    assert scan == AlertTally(site="plant", kind="scan", malicious=1, medium=1, last_time=T0 + 11.0)
