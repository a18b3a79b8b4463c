from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay.compare.differences import at_least, compare, grouped, told_change
from schemas.alert import Alert, Level, Party, level_of
from tests.streams.records import an_alert

DAY = 86_400.0


def alert(name: str, initiator: str = "ws-1", responder: str = "plc-1", severity: int = 50, **facts: Any) -> Alert:
    return msgspec.structs.replace(
        an_alert(name),
        **{
            "initiator": Party(asset=f"name:{initiator}", name=initiator, zone="office"),
            "responder": Party(asset=f"name:{responder}", ip="10.0.0.9", side="ot"),
            "service": "modbus",
            "severity": severity,
            "level": level_of(severity),
            "status": "open",
            "first_seen": 1_000.0,
            **facts,
        },
    )


def test_a_replay_differs_in_nothing_from_itself() -> None:
    alerts = [alert("a"), alert("b", responder="plc-2"), alert("c", severity=90)]
    found = compare(alerts, list(reversed(alerts)), days=2.0)
    assert (found.alike, found.gained, found.lost, found.changed) == (3, (), (), ())
    assert found.before == msgspec.structs.replace(found.after, name="A")
    assert (found.after.levels, found.after.medium_a_day) == ({"medium": 2, "critical": 1}, 1.5)


def test_what_one_has_and_the_other_has_not_is_lost_or_gained() -> None:
    found = compare([alert("a"), alert("b", responder="plc-2")], [alert("a"), alert("c", responder="plc-3")])
    assert [one.id for one in found.lost] == [alert("b").id]
    assert [one.id for one in found.gained] == [alert("c").id]
    assert (found.alike, found.changed, found.days) == (1, (), None)
    assert (found.gained[0].from_zone, found.gained[0].to_zone, found.gained[0].responder) == (
        "office",
        "ot",
        "10.0.0.9",
    )


@pytest.mark.parametrize(
    ("facts", "what", "told"),
    [
        ({"severity": 70}, ("level",), "medium -> high"),
        ({"status": "withheld"}, ("status",), "open -> withheld"),
        ({"severity": 30, "status": "closed"}, ("level", "status"), "medium -> low, open -> closed"),
        ({"first_seen": 5_000.0}, ("begin",), "begins later"),
        ({"kind": "pivot"}, ("kind",), f"{alert('a').kind} -> pivot"),
    ],
)
def test_what_both_have_may_differ(facts: dict[str, Any], what: tuple[str, ...], told: str) -> None:
    [one] = compare([alert("a")], [alert("a", **facts)]).changed
    assert (one.what, told_change(one)) == (what, told)


def test_some_points_more_or_a_few_seconds_are_no_difference() -> None:
    assert compare([alert("a")], [alert("a", severity=55, first_seen=1_040.0)]).alike == 1


def test_a_cause_that_begins_at_another_flow_is_the_same_alert() -> None:
    before = [alert("a", first_seen=1_000.0), alert("b", first_seen=9_000.0)]
    after = [alert("c", first_seen=2_000.0), alert("d", first_seen=9_030.0)]
    found = compare(before, after)
    assert (found.gained, found.lost, found.alike) == ((), (), 1)
    [one] = found.changed
    assert (one.before.id, one.after.id, told_change(one)) == (before[0].id, after[0].id, "begins later")


def test_a_path_that_is_told_as_another_kind_has_changed() -> None:
    [one] = compare([alert("a", kind="new-path-crossing")], [alert("b", kind="rogue-master")]).changed
    assert told_change(one) == "new-path-crossing -> rogue-master"


def test_what_is_about_no_path_is_the_same_by_its_title_alone() -> None:
    one, same, other = (
        msgspec.structs.replace(an_alert(name), kind="sensor-silent", title=title)
        for name, title in (("a", "x"), ("b", "x"), ("c", "y"))
    )
    assert compare([one], [same]).alike == 1
    found = compare([one], [other])
    assert (len(found.lost), len(found.gained)) == (1, 1)


def test_a_level_leaves_out_what_reaches_it_in_neither() -> None:
    before = [alert("a", severity=30), alert("b", severity=30, responder="plc-2"), alert("c", severity=50)]
    after = [alert("a", severity=10), alert("b", severity=70, responder="plc-2"), alert("c", severity=50)]
    found = at_least(compare([*before, alert("d", "ws-9")], [*after, alert("e", "ws-8", severity=5)]), "medium")
    assert [told_change(one) for one in found.changed] == ["low -> high"]
    assert ([one.severity for one in found.lost], found.gained, found.alike) == ([50], (), 1)


def test_alike_differences_are_one_group() -> None:
    lost = [
        alert(name, initiator=f"ws-{name}", severity=severity) for name, severity in (("a", 50), ("b", 50), ("c", 90))
    ]
    groups = grouped(compare([*lost, alert("x", "hist")], [alert("x", "hist", severity=70), alert("y", "new")]))
    assert [(each.change, each.alerts, each.levels) for each in groups] == [
        ("lost", 3, "2 medium, 1 critical"),
        ("gained", 1, "1 medium"),
        ("changed", 1, "1 medium -> high"),
    ]
    assert {(each.from_zone, each.to_zone, each.service) for each in groups} == {("office", "ot", "modbus")}


ALERTS = st.lists(
    st.builds(
        alert,
        st.sampled_from("abcdefgh"),
        st.sampled_from(["ws-1", "ws-2"]),
        st.sampled_from(["plc-1", "plc-2"]),
        st.integers(1, 100),
        first_seen=st.floats(0.0, 1e6),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)


@given(ALERTS, ALERTS, st.sampled_from(["info", "low", "medium", "high", "critical"]))
def test_each_alert_is_in_exactly_one_list(before: list[Alert], after: list[Alert], level: Level) -> None:
    found = compare(before, after)
    both = found.alike + len(found.changed)
    assert (both + len(found.lost), both + len(found.gained)) == (len(before), len(after))
    turned = compare(after, before)
    assert {one.id for one in turned.gained} == {one.id for one in found.lost}
    assert sum(each.alerts for each in grouped(found)) == len(found.lost) + len(found.gained) + len(found.changed)
    part = at_least(found, level)
    assert set(part.lost) <= set(found.lost)
    assert at_least(part, level) == part
