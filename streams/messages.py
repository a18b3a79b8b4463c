"""What a shell hands to a shard: messages of a topic, or batches of a file's records."""

from typing import Literal

from msgspec import Struct

from schemas.asset_change import AssetChange
from schemas.dead_letter import DeadLetter
from schemas.flow import Flow
from schemas.formats.notes import Notes
from schemas.tick import Tick
from schemas.verdict import Verdict
from streams.tick_places import TICKS_HEADER
from streams.withheld import WITHHELD_HEADER

InputKind = Literal["flows", "asset-changes", "verdicts"]

TICK_HEADER = ("weir", b"tick")
"""The header that tells a message of ticks from one of flows, so that decoding flows stays untagged."""

Record = Flow | Tick | AssetChange | Verdict


class Message(Struct, frozen=True, gc=False):
    """One message of an input topic. `topic` is its full name, `tick` whether it bears `TICK_HEADER`.

    `withheld` is the header of one that stands for messages held back (`streams/withheld.py`); None for all others.
    `ticks` is the header that says where Ticks lie between its flows (`streams/tick_places.py`); None: nowhere.
    """

    kind: InputKind
    topic: str
    offset: int
    key: str | None
    value: bytes
    tick: bool = False
    withheld: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    ticks: bytes | None = None


INPUT_TOPICS: dict[str, InputKind] = {"flows": "flows", "asset-changes": "asset-changes", "verdicts": "verdicts"}
"""The input topics, without prefix, and what each carries."""


RECORD_KINDS: dict[type[Record], str] = {
    Flow: "flows",
    Tick: "ticks",
    AssetChange: "asset-changes",
    Verdict: "verdicts",
}
"""What records are called where they are counted."""


def message_of(  # noqa: PLR0913, PLR0917 - the fields of a Kafka message, whichever client read it
    name: str,
    topic: str,
    offset: int,
    key: bytes | None,
    value: bytes | None,
    headers: tuple[tuple[str, bytes], ...],
) -> Message:
    """A message of input topic `name` (without prefix) as a Kafka client gives it.

    A deletion is an empty message; a key that is no UTF-8 equals no site's name, so its records are refused.
    """
    site = None if key is None else key.decode("utf-8", "backslashreplace")
    # By position: this is done for every message, and keywords cost twice as much.
    if not headers:
        return Message(INPUT_TOPICS[name], topic, offset, site, value or b"")
    told = dict(headers)
    withheld, ticks = told.get(WITHHELD_HEADER), told.get(TICKS_HEADER)
    tick = TICK_HEADER in headers
    return Message(INPUT_TOPICS[name], topic, offset, site, value or b"", tick, withheld, headers, ticks)


class Batch(Struct):
    """Records in the order their source gave them, with where the source stands after them.

    `source` names the file or stream; `position` is the bytes read of it (None: it has no position
    to come back to, as standard input). Refused lines come along as dead letters; `repeats` counts
    the rows that told nothing new of a connection already told, `notes` those of other logs and what was left
    out of records, so rows = records + dead letters + repeats + notes.rows.
    Of a file read as a whole it says from which line on (from 1) it was read, and over how many lines.
    """

    records: list[Record]
    dead_letters: list[DeadLetter]
    source: str
    position: int | None = None
    repeats: int = 0
    notes: Notes | None = None
    first_line: int | None = None
    lines: int = 0

    @property
    def rows(self) -> int:
        """Rows that were read for it."""
        others = 0 if self.notes is None else self.notes.rows
        return len(self.records) + len(self.dead_letters) + self.repeats + others
