"""What a peek found, as people read it."""

import io

from rich.console import Console

from schemas.formats.sampling import Group, Refusal
from weir.views.peek import LeftOut, Peeked, group_table, key_lines, left_out_lines, refusal_lines, show_peeked, what
from weir.views.terminal import printed_on

GROUP = Group("zeek-json", "message", "conn", rows=3, flows=2, dead=1, example="10.0.0.1 -> 10.0.0.2 modbus (tcp/502)")
GROUP.refusals = [Refusal("field proto: 'x\x1b[2J' is no transport", 1, "topic:7", b'{"a":\x00\xff')]
GROUP.unused_keys = [f"key{number}" for number in range(30)]
GROUP.doubts = {"impossible octets": 2}


def printed(found: Peeked) -> str:
    console = Console(file=io.StringIO(), width=200)
    with printed_on(console):
        show_peeked([found])
    out = console.file
    assert isinstance(out, io.StringIO)
    return out.getvalue()


def test_all_of_it_is_shown_and_nothing_that_moves_a_cursor() -> None:
    found = Peeked(
        input="kafka:zeek", rows=3, groups=[GROUP], left_out=[LeftOut("a.log", "no log")], advice=["--format auto"]
    )
    text = printed(found)
    assert text.startswith("kafka:zeek: 3 rows looked at, nothing published\n")
    for part in (
        "zeek-json conn, in message",
        "10.0.0.1 -> 10.0.0.2 modbus",
        "left out: a.log: no log",
        "-> --format auto",
    ):
        assert part in text
    assert "\x1b" not in text
    assert "\x00" not in text


def test_a_kind_of_rows_is_named_by_what_is_known() -> None:
    assert what(Group("ecs")) == "ecs"
    assert what(Group("ecs", log="zeek.conn")) == "ecs zeek.conn"
    assert group_table([Group("ecs")]) is not None


def test_refusals_have_their_place_and_first_bytes() -> None:
    lines = refusal_lines([GROUP])
    assert lines[0].startswith("refused, 1 of zeek-json conn, in message: field proto")
    assert lines[1] == '    topic:7: {"a":\\x00\\xff'
    assert lines[2] == "left out of flows of zeek-json conn, in message: impossible octets 2"


def test_long_lists_are_cut_with_what_is_left() -> None:
    assert key_lines([GROUP])[0].endswith("and 6 more")
    found = Peeked(input="x", rows=0, groups=[], left_out=[LeftOut(str(n), "no") for n in range(12)], advice=[])
    assert left_out_lines(found)[-1] == "left out: 2 more files"
