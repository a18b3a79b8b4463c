"""Which statements come before a message: its header names offsets of the other input topics.

The three input topics have no mutual order, and a worker reads them side by side. Whoever publishes flows says with
each message up to where the statements (asset changes and verdicts) of its partition lie before it; a worker lets
the message wait until it has applied those (`streams/worker/statements_first.py`). A worker that does not know the
header takes the message at once, and a message without it waits for nothing. Live, statements wait for no flows: the
sooner they are known the better. Recorded traffic that is fed keeps its order, so there a verdict names the flows
before it as well. The header names the partition that
its offsets are of: in another one, where a message was sent on, they mean nothing.
"""

import msgspec
from msgspec import Struct

from schemas.bounds import Count

BEFORE_HEADER = "weir-statements-before"

MOST_HEADER_BYTES = 256
"""A longer header is refused: four numbers and their names take some 120 bytes."""

COMES_AFTER: dict[str, tuple[str, ...]] = {
    "asset-changes": (),
    "verdicts": ("asset-changes",),
    "flows": ("asset-changes", "verdicts"),
}
"""The topics, without prefix, whose messages come before those of an input topic, unless it is kept as it was."""

OTHERS: dict[str, tuple[str, ...]] = {
    "asset-changes": ("verdicts", "flows"),
    "verdicts": ("asset-changes", "flows"),
    "flows": ("asset-changes", "verdicts"),
}
"""The input topics that a message may name, by its own: of its own, the order is that of the topic."""


class StatementsBefore(Struct, frozen=True, omit_defaults=True, rename="kebab"):
    """The offset past the last message that comes before this one, by topic; 0: none does."""

    partition: Count
    asset_changes: Count = 0
    verdicts: Count = 0
    flows: Count = 0

    def until(self, topic: str) -> int:
        """The offset of `topic` (without prefix) below which all comes before the message."""
        if topic == "flows":
            return self.flows
        return self.asset_changes if topic == "asset-changes" else self.verdicts

    def header(self) -> tuple[str, bytes]:
        """The header that says so."""
        return BEFORE_HEADER, msgspec.json.encode(self)


def before_of(header: bytes) -> StatementsBefore:
    """What a header says. Raises ValueError where it says nothing that can be."""
    if len(header) > MOST_HEADER_BYTES:
        msg = f"a header {BEFORE_HEADER} of {len(header)} bytes; at most {MOST_HEADER_BYTES} are taken"
        raise ValueError(msg)
    try:
        return msgspec.json.decode(header, type=StatementsBefore)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        msg = f"no places of statements in the header {BEFORE_HEADER}: {error}"
        raise ValueError(msg) from error
