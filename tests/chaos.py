"""The chaos table: a row for each fault that was tried, and what came of it.

A test of a fault bears the mark `fault` and asks for the fixture `chaos`. It repeats its fault
`chaos.times(N)` times: once in `make test`, N times in `make chaos`; then it reports what it sent and
what was counted, which also asserts it. The table is printed when the run ends; `--chaos-into PAGE` puts it into
a page between its two marks.
"""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

BEGIN, END = "<!-- chaos table: begin -->", "<!-- chaos table: end -->"

HEADINGS = (
    "fault", "repetitions", "flows in", "flows counted", "alerts expected", "alerts seen", "duplicates",
    "seconds to recover",
)  # fmt: skip


class FaultRow(Struct, frozen=True, kw_only=True):
    """What one fault did. `alerts` are revisions; `recovery_s` is the longest, None where nothing was down."""

    fault: str
    repetitions: int
    flows_in: int
    flows_counted: int
    alerts_expected: int
    alerts_seen: int
    duplicates: int
    recovery_s: float | None
    again: int | None = None
    """How often an alert came that was there already, with the same id and revision; None: nobody counted."""

    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of `HEADINGS`."""
        counts = (
            self.repetitions, self.flows_in, self.flows_counted, self.alerts_expected, self.alerts_seen,
            self.duplicates,
        )  # fmt: skip
        recovery = "-" if self.recovery_s is None else f"{self.recovery_s:.1f}"
        return (self.fault, *(f"{count:,}" for count in counts), recovery)


class Chaos:
    """How often a fault is repeated, and the rows so far."""

    def __init__(self, *, full: bool) -> None:
        self.full = full
        self.rows: list[FaultRow] = []

    def times(self, full: int, once: int = 1) -> int:
        """`full` repetitions in `make chaos`, else `once`."""
        return full if self.full else once

    def report(
        self,
        fault: str,
        *,
        repetitions: int,
        flows: tuple[int, int],
        alerts: tuple[int, int],
        duplicates: int,
        recovery_s: Sequence[float] = (),
        again: int | None = None,
    ) -> None:
        """Add a row, and assert that nothing was lost and nothing counted twice.

        `flows` are those sent and those counted, `alerts` the revisions expected and those seen.
        """
        row = FaultRow(
            fault=fault,
            repetitions=repetitions,
            flows_in=flows[0],
            flows_counted=flows[1],
            alerts_expected=alerts[0],
            alerts_seen=alerts[1],
            duplicates=duplicates,
            recovery_s=max(recovery_s, default=None),
            again=again,
        )
        self.rows.append(row)
        assert flows[0] == flows[1], row
        assert alerts[0] == alerts[1], row
        assert duplicates == 0, row


def table(rows: Sequence[FaultRow]) -> list[str]:
    """The rows as a Markdown table, its columns aligned, so that it reads in a terminal too."""
    lines = [HEADINGS, *(row.cells() for row in sorted(rows, key=lambda row: row.fault))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    rule = ["-" * widths[0], *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    return [_line(lines[0], widths), f"| {' | '.join(rule)} |", *(_line(line, widths) for line in lines[1:])]


def repeated(rows: Sequence[FaultRow]) -> list[str]:
    """A line for each fault after which alerts came again, the same."""
    return [f"{row.fault}: {row.again:,}" for row in sorted(rows, key=lambda row: row.fault) if row.again]


def put_into(page: Path, rows: Sequence[FaultRow]) -> None:
    """Replace what stands between the two marks of a page. Raises ValueError where it has none."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        msg = f"{page} has no {BEGIN} and {END}"
        raise ValueError(msg)
    lines = "\n".join(table(rows))
    page.write_text(f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}", encoding="utf-8")


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join((first, *others))} |"
