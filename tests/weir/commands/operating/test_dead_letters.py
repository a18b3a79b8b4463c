"""`weir dead-letters` over the embedded state: a list, one at length, and what is said where there is none."""

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from schemas import codec
from schemas.dead_letter import DeadKind
from tests.models.builders import flow
from tests.weir.command_line import nothing_set, weir
from weir.commands.operating.dead_letters import KINDS

FLOW = codec.encode_lines([flow(1_750_000_000.0, "10.0.0.1", "10.0.0.2")])

__all__ = ["nothing_set"]

pytestmark = pytest.mark.usefixtures("nothing_set")


def test_the_kinds_are_those_of_the_records() -> None:
    assert get_args(DeadKind) == KINDS


def test_what_a_run_refused_is_listed_and_shown() -> None:
    Path("bad.ndjson").write_bytes(FLOW + b'{"no": "flow"}\nno json \x1b[31m\xff\n')
    assert weir("run", "bad.ndjson", "--once", "--quiet").code == 0
    listed = weir("dead-letters", "list", "--kind", "malformed", "--source", "bad", "--since", "1h", "--json")
    letters = [msgspec.json.decode(line) for line in listed.out.splitlines()]
    assert [(one["id"], one["position"]) for one in letters] == [("1", 2), ("2", 3)]
    assert weir("dead-letters", "list", "--state", "weir-state", "--json").out.count("\n") == 2
    table = weir("dead-letters", "list", "-n", "1")
    assert r"no json \x1b[31m\xff" in table.out
    assert "1 older ones not shown" in table.error
    at_length = weir("dead-letters", "show", "2")
    assert at_length.out.splitlines()[-1] == r"no json \x1b[31m\xff"
    assert msgspec.json.decode(weir("dead-letters", "show", "2", "--json").out) == letters[1]


def test_none_that_match_are_no_error_and_an_unknown_id_is_one() -> None:
    assert "no state is kept there yet" in weir("dead-letters", "list").error
    Path("good.ndjson").write_bytes(FLOW)
    weir("run", "good.ndjson", "--once", "--quiet")
    said = weir("dead-letters", "list")
    assert (said.code, said.out, said.error) == (0, "", "no dead letters match\n")
    said = weir("dead-letters", "show", "7")
    assert (said.code, said.error.count("\n")) == (1, 1)


def test_an_unknown_kind_is_refused() -> None:
    assert "is one of malformed, oversized" in weir("dead-letters", "list", "--kind", "bad").error
