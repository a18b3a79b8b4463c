"""Checks as a table of small functions: each looks at one thing and says ok, warn or fail, and what to do.

A check changes nothing, and none holds up the others: what does not answer in time,
or raises, is a failed line. The first check of a table is what the others need.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Literal, TypeVar

from msgspec import Struct

Status = Literal["ok", "warn", "fail"]

T = TypeVar("T")
V = TypeVar("V")


class Diagnosis(Struct, frozen=True):
    """What a check found, and what to do about it; `remedy` None where there is nothing to do."""

    status: Status
    said: str
    remedy: str | None = None


class CheckLine(Struct, frozen=True, kw_only=True):
    """One line of `weir doctor`."""

    check: str
    status: Status
    said: str
    remedy: str | None = None


def ok(said: str) -> Diagnosis:
    """All is well."""
    return Diagnosis("ok", said)


def warn(said: str, remedy: str) -> Diagnosis:
    """Nothing is lost, but it may be later, or somebody should know."""
    return Diagnosis("warn", said, remedy)


def fail(said: str, remedy: str) -> Diagnosis:
    """Something does not work, or is about to stop."""
    return Diagnosis("fail", said, remedy)


def run(checks: Mapping[str, Callable[[V], Diagnosis]], view: V, *, within_s: float) -> Iterator[CheckLine]:
    """Each check in turn, as a line; none gets more than `within_s`."""
    wanting: str | None = None
    for number, (name, check) in enumerate(checks.items()):
        if wanting is not None:
            yield CheckLine(check=name, status="warn", said="not looked at", remedy=wanting)
            continue
        found = within(within_s, partial(_answer, check, view))
        if found is None:
            found = fail(f"no answer within {within_s:.0f} s", "see whether it is overloaded, stopped or cut off")
            wanting = f"mend {name!r} first"
        elif number == 0 and found.status == "fail":
            wanting = f"mend {name!r} first"
        yield CheckLine(check=name, status=found.status, said=found.said, remedy=found.remedy)


def within(seconds: float, work: Callable[[], T]) -> T | None:
    """What `work` returns; None when it does not come to an end in time. Its thread is then left behind."""
    done: list[T] = []
    thread = threading.Thread(target=lambda: done.append(work()), daemon=True)
    thread.start()
    thread.join(seconds)
    return done[0] if done else None


def _answer(check: Callable[[V], Diagnosis], view: V) -> Diagnosis:
    try:
        return check(view)
    except Exception as error:  # noqa: BLE001 - whatever it was, it is what is to be told
        return fail(str(error) or repr(error), "mend that, then look again")
