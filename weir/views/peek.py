"""What a peek found, for people: a row a kind of rows, what was refused with its first bytes, and what to do next."""

from collections.abc import Sequence

from msgspec import Struct

from schemas.formats.sampling import Group
from weir.views.dead_letters import escaped
from weir.views.grid import Grid
from weir.views.terminal import clean, output

_MOST_KEYS = 24
_MOST_LEFT_OUT = 10


class LeftOut(Struct, frozen=True):
    """A file that nothing is read of, and why."""

    path: str
    reason: str


class Peeked(Struct, frozen=True, kw_only=True):
    """What was understood of one input. `advice` is what to do next, in words and commands."""

    input: str
    rows: int
    groups: list[Group]
    left_out: list[LeftOut]
    advice: list[str]


def show_peeked(found: Sequence[Peeked]) -> None:
    """Print what was found of each input."""
    for one in found:
        output().print(f"{clean(one.input)}: {one.rows:,} rows looked at, nothing published", soft_wrap=True)
        if one.groups:
            output().print(group_table(one.groups))
        for line in (*refusal_lines(one.groups), *key_lines(one.groups), *left_out_lines(one)):
            output().print(line, soft_wrap=True, markup=False)
        for advice in one.advice:
            output().print(f"-> {clean(advice)}", soft_wrap=True, markup=False)


def group_table(groups: Sequence[Group]) -> Grid:
    """A row a kind of rows, with one of its flows."""
    table = Grid(ruled=False)
    table.add_column("what the rows are")
    for heading in ("rows", "flows", "repeats", "other", "dead"):
        table.add_column(heading, right=True)
    table.add_column("for example")
    for group in groups:
        counts = (group.rows, group.flows, group.repeats, group.other_rows, group.dead)
        table.add_row(what(group), *(f"{count:,}" for count in counts), clean(group.example or ""))
    return table


def what(group: Group) -> str:
    """A kind of rows in words: `zeek-json conn, in message`."""
    log = f" {clean(group.log)}" if group.log else ""
    return f"{group.format}{log}{f', in {clean(group.inside)}' if group.inside else ''}"


def refusal_lines(groups: Sequence[Group]) -> list[str]:
    """Why rows were refused, and what was left out of flows."""
    lines = []
    for group in groups:
        for one in group.refusals:
            lines.append(f"refused, {one.count:,} of {what(group)}: {clean(one.reason)}")
            lines.append(f"    {clean(one.place)}: {escaped(one.begins)}")
        if group.doubts:
            doubts = ", ".join(f"{doubt} {count:,}" for doubt, count in sorted(group.doubts.items()))
            lines.append(f"left out of flows of {what(group)}: {doubts}")
    return lines


def key_lines(groups: Sequence[Group]) -> list[str]:
    """The keys of each kind without which its flows are the same."""
    lines = []
    for group in groups:
        keys = group.unused_keys
        if keys:
            more = f" and {len(keys) - _MOST_KEYS} more" if len(keys) > _MOST_KEYS else ""
            lines.append(f"not used, of {what(group)}: {clean(', '.join(keys[:_MOST_KEYS]))}{more}")
    return lines


def left_out_lines(found: Peeked) -> list[str]:
    """Files that nothing was read of."""
    lines = [f"left out: {clean(one.path)}: {clean(one.reason)}" for one in found.left_out[:_MOST_LEFT_OUT]]
    if len(found.left_out) > _MOST_LEFT_OUT:
        lines.append(f"left out: {len(found.left_out) - _MOST_LEFT_OUT} more files")
    return lines
