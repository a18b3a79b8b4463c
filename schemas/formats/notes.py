"""What a reader has to say of rows besides records and dead letters, counted."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct, field

Doubt = Literal[
    "impossible duration",
    "impossible time",
    "impossible octets",
    "impossible packets",
    "impossible port",
    "impossible vlan",
    "impossible mac",
    "impossible id",
    "impossible service",
    "impossible state",
]
"""A field that cannot be true: the flow was taken without it."""

Remark = Literal[
    "datagrams lost",
    "records lost",
    "sets before their template",
    "sets whose template came",
    "sets given up without a template",
    "templates forgotten",
    "exporters without a sampling rate",
]
"""What is to be known of a source besides its rows: what its own counting says was lost on the way, data that waits
for its template, and exporters whose counters are taken as they are. None of them is a row."""

IMPOSSIBLE_DURATION: Doubt = "impossible duration"

OTHER_LOG = "other log"
"""What rows of logs that hold no flows are counted as where their names would be too many."""

MOST_LOGS = 64
"""Names of other logs that are told apart: Zeek has some fifty of its own. They are bounded, since a sender chooses."""

_LONGEST_NAME = 64


class Notes(Struct):
    """Counts of fields that were left out by doubt, of rows of other logs by the log's name, and of remarks.

    A row of another log is neither record nor dead letter: one stream may hold all logs of a sensor.
    """

    doubts: dict[str, int] = field(default_factory=dict)
    other_logs: dict[str, int] = field(default_factory=dict)
    remarks: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything was counted."""
        return bool(self.doubts or self.other_logs or self.remarks)

    @property
    def rows(self) -> int:
        """Rows of other logs."""
        return sum(self.other_logs.values())

    @property
    def waiting(self) -> int:
        """Sets of flow records that wait for a template still: how many rows are in them, nobody knows."""
        told = self.remarks.get("sets whose template came", 0) + self.remarks.get("sets given up without a template", 0)
        return max(0, self.remarks.get("sets before their template", 0) - told)

    def doubt(self, kind: Doubt) -> None:
        """Count a field that was left out."""
        self.doubts[kind] = self.doubts.get(kind, 0) + 1

    def doubt_all(self, kinds: Sequence[Doubt]) -> None:
        """Count the fields that were left out of one row."""
        for kind in kinds:
            self.doubt(kind)

    def remark(self, kind: Remark, count: int = 1) -> None:
        """Count what is no row; a count of 0 is nothing."""
        if count:
            self.remarks[kind] = self.remarks.get(kind, 0) + count

    def pass_over(self, log: str, count: int = 1) -> None:
        """Count rows of a log that holds no flows; a count of 0 is nothing."""
        if not count:
            return
        name = log[:_LONGEST_NAME]
        if name not in self.other_logs and len(self.other_logs) >= MOST_LOGS:
            name = OTHER_LOG
        self.other_logs[name] = self.other_logs.get(name, 0) + count

    def add(self, other: "Notes | None") -> None:
        """Add another's counts."""
        if other is None:
            return
        for kind, count in other.doubts.items():
            self.doubts[kind] = self.doubts.get(kind, 0) + count
        for kind, count in other.remarks.items():
            self.remarks[kind] = self.remarks.get(kind, 0) + count
        for log, count in other.other_logs.items():
            self.pass_over(log, count)

    def take(self) -> "Notes | None":
        """What was counted since the last call; None when that is nothing."""
        if not self:
            return None
        taken = Notes(self.doubts, self.other_logs, self.remarks)
        self.doubts, self.other_logs, self.remarks = {}, {}, {}
        return taken
