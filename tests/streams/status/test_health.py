"""Alive while the loop turns; ready when nothing is missing."""

from streams.status.health import Health


def test_it_is_alive_until_its_loop_has_stood_too_long() -> None:
    now = [0.0]
    health = Health(60.0, lambda: now[0])
    now[0] = 59.0
    assert health.alive().ok
    now[0] = 61.0
    answer = health.alive()
    assert not answer.ok
    assert answer.reason == "the main loop has not turned for 61 s, more than 60 s"
    health.beat()
    assert health.alive().ok
    assert health.age_s == 0.0


def test_it_is_ready_when_nothing_is_missing() -> None:
    health = Health(60.0)
    assert health.able().reason == "starting"
    health.ready("partitions [3] are assigned and not held")
    assert health.able().reason == "partitions [3] are assigned and not held"
    assert health.alive().ok
    health.ready(None)
    assert health.able().ok


def test_what_is_not_alive_is_not_ready() -> None:
    now = [0.0]
    health = Health(1.0, lambda: now[0])
    health.ready(None)
    now[0] = 2.0
    assert not health.able().ok


def test_a_note_is_told_and_costs_no_readiness() -> None:
    health = Health(60.0)
    health.ready(None)
    health.note("a", "a: no room; 3 alerts wait for it")
    assert health.able().ok
    assert health.able().notes == ("a: no room; 3 alerts wait for it",)
    assert health.alive().notes == ()
    health.note("a", None)
    health.note("b", None)
    assert health.able().notes == ()


def test_a_source_that_is_not_there_costs_readiness_whatever_the_shell_says() -> None:
    health = Health(60.0)
    health.lack("files", "/no/such: no such file or folder")
    assert health.able().reason == "starting"
    health.ready(None)
    assert health.able().reason == "/no/such: no such file or folder"
    assert health.alive().ok
    health.lack("files", None)
    assert health.able().ok
