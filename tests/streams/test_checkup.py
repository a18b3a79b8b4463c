"""A table of checks is a table of lines, whatever a check does."""

import threading

import pytest

from streams.checkup import CheckLine, Diagnosis, fail, ok, run, warn


def lines(*checks: Diagnosis | Exception, within_s: float = 30.0) -> list[CheckLine]:
    def check(one: Diagnosis | Exception) -> Diagnosis:
        if isinstance(one, Exception):
            raise one
        return one

    table = {str(number): (lambda _view, one=one: check(one)) for number, one in enumerate(checks)}
    return list(run(table, None, within_s=within_s))


def test_each_check_is_a_line_in_order() -> None:
    found = lines(ok("a"), warn("b", "do"), fail("c", "do now"), ok("d"))
    assert [(one.check, one.status, one.said, one.remedy) for one in found] == [
        ("0", "ok", "a", None), ("1", "warn", "b", "do"), ("2", "fail", "c", "do now"), ("3", "ok", "d", None),
    ]  # fmt: skip


@pytest.mark.parametrize("error", [ValueError("what went wrong"), RuntimeError()])
def test_a_check_that_raises_is_a_failed_line_and_the_next_goes_on(error: Exception) -> None:
    [_, failed, after] = lines(ok("a"), error, ok("b"))
    assert failed.status == "fail"
    assert failed.said == (str(error) or repr(error))
    assert after.status == "ok"


def test_where_the_first_fails_the_others_are_not_looked_at() -> None:
    [first, second, third] = lines(fail("no broker", "start it"), ok("b"), ok("c"))
    assert first.status == "fail"
    assert {second.said, third.said} == {"not looked at"}
    assert second.remedy == "mend '0' first"


def test_a_check_that_never_ends_is_left_behind_and_so_are_those_after_it() -> None:
    for_ever = threading.Event()
    table = {"a": lambda _: ok("a"), "b": lambda _: ok(str(for_ever.wait())), "c": lambda _: ok("c")}
    [first, second, third] = run(table, None, within_s=0.2)
    assert first.status == "ok"
    assert (second.status, second.said) == ("fail", "no answer within 0 s")
    assert third.said == "not looked at"
    for_ever.set()
