"""Findings of different kinds about one host weigh more together; those of one kind do not."""

from hypothesis import given
from hypothesis import strategies as st

from models.alerts.admission.witnesses import HIGH, WITHIN_S, WITNESS_OF, others_of, weighed
from models.alerts.alert_state import AlertState
from schemas.alert import Party
from schemas.attack import AlertKind

T = 1_000_000.0


def alert(kind: AlertKind, host: str = "plc-1", *, ago_s: float = 0.0, severity: int = 30) -> AlertState:
    time = T - ago_s
    one = AlertState(f"{kind}-{host}-{ago_s:.0f}", kind, "cause", severity, f"{kind} of {host}", "", time, time, time)
    one.initiator = Party(asset=host)
    return one


def weight(kind: AlertKind, *others: AlertState, severity: int = 30) -> int:
    one = alert(kind, severity=severity)
    weighed(one, others_of(one, others))
    assert (one.severity > severity) == bool(one.witnesses)
    return one.severity - severity


def test_a_second_kind_adds_half_a_level_and_a_third_one_a_whole() -> None:
    assert weight("volume", alert("level-skip")) == 10
    assert weight("volume", alert("level-skip"), alert("silence")) == 20
    assert weight("volume", alert("level-skip"), alert("silence"), alert("new-asset"), alert("scan")) == 20


def test_what_sees_the_same_thing_is_one_witness() -> None:
    assert weight("level-skip", alert("rogue-master"), alert("new-path-crossing")) == 0
    assert weight("volume", alert("level-skip"), alert("rogue-master")) == 10


def test_another_host_or_a_day_before_says_nothing() -> None:
    assert weight("volume", alert("level-skip", "plc-2")) == 0
    assert weight("volume", alert("level-skip", ago_s=WITHIN_S + 1.0)) == 0


def test_what_was_judged_or_is_a_list_is_no_witness() -> None:
    expected, digest = alert("level-skip"), alert("first-look")
    expected.status = "expected"
    assert weight("volume", expected, digest) == 0
    assert others_of(digest, [alert("level-skip")]) == []


def test_the_reason_names_the_others() -> None:
    one = alert("volume")
    weighed(one, [alert("level-skip")])
    assert one.witnesses[-1].text == (
        "Within six hours a host of this alert was found otherwise, too: level-skip of plc-1 (alert level-skip-p)"
    )


@given(st.integers(1, 100), st.lists(st.sampled_from(sorted(WITNESS_OF)), max_size=6))
def test_more_witnesses_never_lower_it_and_what_reads_high_stays(severity: int, kinds: list[AlertKind]) -> None:
    heavier = [weight("volume", *map(alert, kinds[:number]), severity=severity) for number in range(len(kinds) + 1)]
    assert heavier == sorted(heavier)
    assert severity < HIGH or set(heavier) == {0}
