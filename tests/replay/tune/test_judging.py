"""One replay by labels."""

from replay.simulate.truth import Truth, TruthItem
from replay.tune.judging import DAY_S, figures, judge, with_planted
from replay.tune.labels import truth_between
from schemas.alert import Alert, Party
from tests.replay.tune.made import BEGIN, END, found, raised, trial


def _alert(name: str, day: float, initiator: str, responder: str, *, status: str = "open") -> Alert:
    time = BEGIN + day * DAY_S
    return Alert(
        id=name, revision=1, site="s", kind="level-skip", severity=50, level="medium", title=name, summary=name,
        time=time, first_seen=time, last_seen=time, count=1, status=status,  # type: ignore[arg-type]
        initiator=Party(asset="a", ip=initiator), responder=Party(asset="b", ip=responder),
    )  # fmt: skip


def _truth() -> Truth:
    item = TruthItem(
        name="skip", kind="level-skip", expected="alert", initiator_ip="10.0.0.1", responder_ips=("10.0.0.2",),
        service=None, start=BEGIN + DAY_S - 30.0, end=BEGIN + 2 * DAY_S, description="-",
    )  # fmt: skip
    other = TruthItem(
        name="never", kind="scan", expected="alert", initiator_ip="10.0.0.8", responder_ips=("10.0.0.9",),
        service=None, start=BEGIN + DAY_S, end=BEGIN + 2 * DAY_S, description="-",
    )  # fmt: skip
    return truth_between((item, other), "s", BEGIN, END)


def test_false_ones_found_ones_and_missed_ones_are_told_apart() -> None:
    alerts = [
        _alert("early", -1.0, "10.0.0.5", "10.0.0.6"),
        _alert("hit", 1.0, "10.0.0.1", "10.0.0.2"),
        _alert("false", 2.0, "10.0.0.5", "10.0.0.6"),
        _alert("held", 3.0, "10.0.0.5", "10.0.0.7", status="withheld"),
    ]
    judged = judge(alerts, _truth(), begin=BEGIN)
    assert [one.id for one in judged.false] == ["false"]
    assert [(one.name, one.after_s, one.kinds) for one in judged.found] == [("skip", 30.0, ("level-skip",))]
    assert list(judged.missed) == ["never"]
    assert len(judged.told) == 2


def test_attacks_count_where_they_were_planted_and_alerts_in_the_users_traffic_alone() -> None:
    false = _alert("false", 2.0, "10.0.0.5", "10.0.0.6")
    own = judge([false], truth_between((), "s", BEGIN, END), begin=BEGIN)
    copy = judge([_alert("hit", 1.0, "10.0.0.1", "10.0.0.2"), false], _truth(), begin=BEGIN)
    both = with_planted(own, copy)
    assert ([one.id for one in both.false], len(both.told)) == (["false"], 1)
    assert ([one.name for one in both.found], list(both.missed)) == (["skip"], ["never"])


def test_figures_are_those_of_the_days_asked_for() -> None:
    one = trial((), [raised("scan", 1), raised("scan", 6)], [found("a", 1, after_s=5.0), found("b", 7)], "c")
    first = figures(one.judged, BEGIN, BEGIN + 5 * DAY_S)
    assert (first.days, first.false, first.false_a_day, first.found, first.attacks) == (5.0, 1, 0.2, 1, 2)
    assert first.after_s is None
    assert figures(one.judged, BEGIN, END).after_s == 5.0
    assert one.judged.attacks == 3
