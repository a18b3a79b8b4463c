"""What is kept of steps, how they become chains, and that it stays bounded."""

from msgspec.structs import replace

from models.event_time.calendar import DAY_S
from models.findings.leg_tracker import MAX_LEGS, MAX_STEPS, LegTracker
from models.findings.legs import NEW_DWELL_S, USUAL_DWELL_S, Leg

T = 1_000_000.0


def leg(initiator: str, responder: str, start: float = T, lasts: float = 1_000.0, **facts: object) -> Leg:
    return Leg(initiator, responder, "ssh", start, start + lasts, **facts)  # type: ignore[arg-type]


def loud(initiator: str, responder: str, start: float, lasts: float = 100.0) -> Leg:
    return leg(initiator, responder, start, lasts, new=True, loud=True)


def test_a_chain_is_found_whichever_of_its_steps_comes_first() -> None:
    desk, jump, last = leg("desk", "jump"), leg("jump", "eng", T + 10.0, 900.0), loud("eng", "plc", T + 20.0)
    for order in ((desk, jump, last), (last, jump, desk), (jump, desk, last)):
        tracker = LegTracker()
        for one in order:
            tracker.note(one)
        assert tracker.loud_after(order[-1]) == [last]
        assert tracker.chain(last) == (desk, jump, last)


def test_a_step_follows_from_two_seconds_before_its_cause_on_since_clocks_differ() -> None:
    for start, follows in ((T - 2.5, False), (T - 1.5, True), (T, True), (T + 5.0, True)):
        tracker, last = LegTracker(), loud("jump", "plc", start)
        tracker.note(last)
        assert tracker.loud_after(tracker.note(leg("desk", "jump"))) == ([last] if follows else [])


def test_of_several_sessions_the_one_that_was_open_and_began_last_is_the_cause() -> None:
    tracker, last = LegTracker(), loud("jump", "plc", T + 500.0)
    for one in (leg("a", "jump", T), leg("b", "jump", T + 400.0), leg("c", "jump", T + 100.0, 300.0), last):
        tracker.note(one)
    assert [one.initiator for one in tracker.chain(last)] == ["b", "jump"]
    assert {one.initiator for one in tracker.causes(last)} == {"a", "b", "c"}


def test_a_new_way_in_that_ended_hours_before_does_not_outweigh_an_open_session() -> None:
    tracker, last = LegTracker(), loud("jump", "plc", T + DAY_S)
    for one in (leg("vpn", "jump", T, new=True), leg("b", "jump", T + DAY_S - 60.0), last):
        tracker.note(one)
    assert [one.initiator for one in tracker.chain(last)] == ["b", "jump"]


def test_a_chain_has_no_loop_and_is_bounded() -> None:
    tracker = LegTracker()
    for start, (one, other) in enumerate((("a", "b"), ("b", "c"), ("c", "a"), ("a", "d"))):
        tracker.note(leg(one, other, T + start))
    last = tracker.note(loud("d", "plc", T + 9.0))
    assert [one.initiator for one in tracker.chain(last)] == ["b", "c", "a", "d"]
    assert len(tracker.chain(last)) == MAX_STEPS


def test_rows_of_one_session_are_one_leg_that_stays_new() -> None:
    tracker = LegTracker()
    tracker.note(leg("desk", "jump", new=True))
    joined = tracker.note(leg("desk", "jump", T + 1_000.0 + USUAL_DWELL_S))
    assert (joined.start, joined.end, joined.new) == (T, T + 2_000.0 + USUAL_DWELL_S, True)
    apart = tracker.note(leg("desk", "jump", joined.end + USUAL_DWELL_S + 1.0))
    assert not apart.new
    relay = tracker.memory.get("jump")
    assert relay is not None
    assert relay.into == [joined, apart]


def test_past_the_bound_usual_sessions_go_before_new_ones() -> None:
    tracker, first = LegTracker(), leg("intruder", "jump", new=True)
    for one in (first, *(leg(f"desk-{n}", "jump", T + n) for n in range(2 * MAX_LEGS))):
        tracker.note(one)
    relay = tracker.memory.get("jump")
    assert relay is not None
    assert len(relay.into) == MAX_LEGS
    assert first in relay.into


def test_old_legs_go() -> None:
    tracker = LegTracker()
    tracker.note(leg("desk", "jump"))
    tracker.prune(T + NEW_DWELL_S)
    assert len(tracker.memory) == 2
    tracker.prune(T + NEW_DWELL_S + 1_001.0)
    assert [(key, relay.into, relay.hours.total) for key, relay in tracker.memory.items()] == [("jump", [], 1)]


def test_legs_of_an_asset_and_of_wrong_times_are_dropped() -> None:
    tracker, other = LegTracker(), leg("a", "b")
    for one in (leg("desk", "jump"), other):
        tracker.note(one)
    tracker.forget("desk")
    assert [(key, relay.into) for key, relay in tracker.memory.items() if key != "a"] == [("b", [other]), ("jump", [])]
    tracker.note(replace(other, start=5.0, end=6.0))
    tracker.correct(T - 1.0, T + DAY_S)
    relay = tracker.memory.get("b")
    assert relay is not None
    assert relay.into == [other]


def session(user: str, start: float, target: str = "eng", lasts: float = 1_000.0) -> tuple[Leg, Leg]:
    """Somebody's session on the jump host, and the one that goes on from there; rows come when they end."""
    return leg("jump", target, start + 60.0, lasts - 90.0), leg(user, "jump", start, lasts)


def settled(*legs: Leg) -> list[tuple[str, str]]:
    tracker = LegTracker()
    pairs = [pair for one in legs for pair in tracker.settled(tracker.note(one))]
    return [(cause.initiator, step.responder) for cause, step in pairs]


def test_who_went_on_is_clear_once_no_other_session_can_still_be_told() -> None:
    assert settled(*session("ann", T)) == []
    assert settled(*session("ann", T), *session("bob", T + 5_000.0)) == [("ann", "eng")]
    later = session("ann", T + 10_000.0)
    assert settled(*session("ann", T), *session("bob", T + 5_000.0), *later) == [("ann", "eng"), ("bob", "eng")]


def test_of_two_who_were_there_it_is_clear_of_neither() -> None:
    beside = leg("bob", "jump", T - 500.0, 3_000.0)
    assert settled(*session("ann", T), beside, *session("ann", T + 9_000.0), *session("cyd", T + 20_000.0)) == [
        ("ann", "eng")
    ]


def test_nor_where_some_sessions_of_that_time_are_gone() -> None:
    crowd = [leg(f"user-{number}", "jump", T + 2_000.0 + number, 700.0) for number in range(MAX_LEGS)]
    assert settled(*session("ann", T), *crowd) == []
