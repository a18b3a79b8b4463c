"""What was counted since the last checkpoint: for figures only, no store keeps it.

Counting is by message or batch, never by flow, and it counts when the checkpoint
does. So what is read again after a lost partition is not counted twice.
"""

from msgspec import Struct, field

from schemas.formats.notes import OTHER_LOG, Notes

NO_SITE = ""
"""Stands for the bytes of a message whose key names no site that is known."""


class Tally(Struct):
    """Flows and bytes read by site, and records by kind (flows, ticks, asset-changes, verdicts).

    `notes` counts fields that flows were taken without, by kind, remarks, and rows of other logs as one kind.

    `refused_flows` are those of `flows`, of this checkpoint or of one before, that the core then refused.

    `read_bytes` are those of messages, or of the lines of files; standard input has none.
    """

    flows: dict[str, int] = field(default_factory=dict)
    read_bytes: dict[str, int] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    refused_flows: int = 0

    def add_records(self, kind: str, site: str, count: int) -> None:
        """Count records of one kind and site."""
        self.records[kind] = self.records.get(kind, 0) + count
        if kind == "flows":
            self.flows[site] = self.flows.get(site, 0) + count

    def add_notes(self, notes: Notes | None) -> None:
        """Count what a reader noted. Names of other logs are a sender's, so they do not become kinds."""
        if notes is None:
            return
        for kind, count in (*notes.doubts.items(), *notes.remarks.items(), (OTHER_LOG, notes.rows)):
            if count:
                self.notes[kind] = self.notes.get(kind, 0) + count

    def add_bytes(self, site: str, count: int) -> None:
        """Count bytes that were read."""
        self.read_bytes[site] = self.read_bytes.get(site, 0) + count
