"""State records as messages of the compacted topic, and back.

A record too large for one message is cut into parts, each under a key of its own; all parts of a
record are written in one transaction, so a reader of committed messages sees one version of it.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from schemas.state import StateRecord
from streams.checkpoint.protocol import Loaded

POSITIONS_KEY = b"|positions"
"""Where the applied positions lie: no site's name is empty, so no record of a site has this key."""

LAYOUT_KEY = b"|layout"
"""Where each partition says by how many partitions its sites were placed: see `streams.kafka.log.layout`."""

SETTINGS_HEADER = "weir-settings"
"""A header of the positions: by site, the mark of the settings with which its state was written last."""

PART_BYTES = 524_288
"""A record longer than this is cut: half of Kafka's default `message.max.bytes`."""

PARTS_HEADER = "parts"
PART_SEPARATOR = b"\x1f"

Headers = list[tuple[str, bytes]]
Keyed = tuple[bytes | None, bytes | None, Headers]
"""A message to be sent: its key, its value (None deletes), its headers."""

_Positions = dict[str, Annotated[int, Meta(ge=0)]]


class _Layout(Struct, frozen=True):
    partitions: Annotated[int, Meta(ge=1)]


class DamagedState(ValueError):
    """What the topic holds is not what was written: it is never guessed at, since guessing would count twice."""


class StateMessages:
    """The last value of each key, fed with every message of a partition in order."""

    def __init__(self) -> None:
        self._values: dict[bytes, bytes] = {}
        self._parts: dict[bytes, int] = {}
        self.marks: dict[str, str] = {}
        """By site, the mark of the settings with which its state was written last, where that is said."""
        self.partitions: int | None = None
        """By how many partitions the sites were placed, once `loaded`; None: the partition does not say."""

    def read(self, key: bytes | None, value: bytes | None, headers: Iterable[tuple[str, bytes]]) -> None:
        """Take one message."""
        if key is None:
            return
        self._values.pop(key, None)
        self._parts.pop(key, None)
        if value is None:
            return
        if key == POSITIONS_KEY:
            self.marks = marks_of(headers)
        self._values[key] = value
        for name, count in headers:
            if name == PARTS_HEADER:
                # None but ours writes it; one that is no number lacks a part, unless a later message takes its place.
                self._parts[key] = int(count) if count.isdigit() and len(count) < 10 else 2

    def write(self, record: StateRecord) -> Iterator[Keyed]:
        """A record as messages; parts it had before and no longer has are deleted."""
        key, value = record.key.encode(), record.value
        count = 1 if value is None else max(1, -(-len(value) // PART_BYTES))
        before = self._parts.pop(key, 1)
        if value is None or count == 1:
            yield key, value, []
        else:
            self._parts[key] = count
            yield key, value[:PART_BYTES], [(PARTS_HEADER, str(count).encode())]
            for part in range(1, count):
                yield _part_key(key, part), value[part * PART_BYTES : (part + 1) * PART_BYTES], []
        for part in range(count, before):
            yield _part_key(key, part), None, []

    def loaded(self) -> Loaded:
        """All that was read, and forget it (but for how records are cut).

        Raises DamagedState where a part is missing, or where the positions can't be read. A value that is
        damaged is passed on: the core names it, and learns anew what it held.
        """
        values, self._values = self._values, {}
        positions = values.pop(POSITIONS_KEY, b"{}")
        self.partitions = partitions_of(values.pop(LAYOUT_KEY, None))
        records: list[StateRecord] = []
        for key, value in values.items():
            if PART_SEPARATOR in key:
                continue
            whole = value
            for part in range(1, self._parts.get(key, 1)):
                if _part_key(key, part) not in values:
                    msg = f"the state record {key.decode('utf-8', 'replace')!r} lacks its part {part}"
                    raise DamagedState(msg)
                whole += values[_part_key(key, part)]
            records.append(StateRecord(key.decode("utf-8", "replace"), whole))
        return Loaded(records=records, positions=_positions_of(positions))


def positions_message(positions: dict[str, int], marks: dict[str, str]) -> Keyed:
    """Up to where all is applied, and with which settings."""
    headers = [(SETTINGS_HEADER, msgspec.json.encode(marks, order="sorted"))] if marks else []
    return POSITIONS_KEY, msgspec.json.encode(positions, order="sorted"), headers


def marks_of(headers: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """The marks that such a message bears; none where it bears none, or none that can be read."""
    value = dict(headers).get(SETTINGS_HEADER)
    try:
        return {} if value is None else msgspec.json.decode(value, type=dict[str, str])
    except ValueError:
        return {}


def layout_message(partitions: int) -> Keyed:
    """Says that sites are placed by this number of partitions."""
    return LAYOUT_KEY, msgspec.json.encode(_Layout(partitions)), []


def partitions_of(layout: bytes | None) -> int | None:
    """The number that such a message says; None when it says none, which is mended as one that is missing."""
    try:
        return None if layout is None else msgspec.json.decode(layout, type=_Layout).partitions
    except ValueError:
        return None


def _positions_of(value: bytes) -> dict[str, int]:
    try:
        return msgspec.json.decode(value, type=_Positions)
    except ValueError as error:  # msgspec's own errors, and text that is no UTF-8
        msg = f"the positions under key {POSITIONS_KEY.decode()!r}, up to where all is applied, can't be read: {error}"
        raise DamagedState(msg) from error


def _part_key(key: bytes, part: int) -> bytes:
    return key + PART_SEPARATOR + str(part).encode()
