"""Dead letters as both shells keep them: the newest 100,000 of the embedded database, a month of Kafka's topic."""

import heapq
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import msgspec
from msgspec import Struct

from schemas.dead_letter import DeadKind, DeadLetter, dead
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log import read
from streams.kafka.log.topics import TopicsError, partition_count
from streams.read_model.protocol import ReadError
from streams.stores.sqlite_reader import SqliteReader
from streams.stores.sqlite_schema import StoreError


class KeptLetter(Struct, frozen=True, kw_only=True):
    """One dead letter where it is kept. `id` is its number there, on Kafka PARTITION:OFFSET.

    `written` is when, in seconds UTC; None where it was kept before that was noted.
    """

    id: str
    written: float | None
    letter: DeadLetter


class LettersWanted(Struct, frozen=True, kw_only=True):
    """Which letters; None leaves a filter out. `source` is part of a source's name; times are when it was written.

    A letter without a time is before any. `limit` takes the newest.
    """

    kind: DeadKind | None = None
    source: str | None = None
    site: str | None = None
    since: float | None = None
    until: float | None = None
    limit: int | None = None

    def fits(self, kept: KeptLetter) -> bool:
        """Whether all filters hold."""
        letter, written = kept.letter, kept.written or 0.0
        return (
            (self.kind is None or letter.kind == self.kind)
            and (self.source is None or self.source in letter.source)
            and (self.site is None or letter.site == self.site)
            and (self.since is None or written >= self.since)
            and (self.until is None or written < self.until)
        )


class Letters:
    """The letters of one shell. Raises ReadError where they can't be read."""

    def __init__(self, each: Callable[[], Iterator[KeptLetter]]) -> None:
        self._each = each

    def wanted(self, wanted: LettersWanted) -> tuple[list[KeptLetter], int]:
        """The newest of those that fit, by when they were written, oldest first; and how many fit in all.

        With a limit no more than so many are held at once.
        """
        counted = count()
        fitting = ((kept.written or 0.0, next(counted), kept) for kept in self._each() if wanted.fits(kept))
        newest = sorted(fitting) if wanted.limit is None else sorted(heapq.nlargest(wanted.limit, fitting))
        return [kept for _, _, kept in newest], next(counted)

    def with_id(self, wanted: str) -> KeptLetter | None:
        """The letter of that id; None where it is not kept, or no longer."""
        return next((kept for kept in self._each() if kept.id == wanted), None)


def embedded_letters(state_dir: Path) -> Letters:
    """Those of the embedded database."""

    def each() -> Iterator[KeptLetter]:
        try:
            for number, written, letter in SqliteReader(state_dir).dead_letters():
                yield KeptLetter(id=str(number), written=written, letter=letter)
        except StoreError as error:
            raise ReadError(str(error)) from error

    return Letters(each)


def kafka_letters(settings: KafkaSettings) -> Letters:
    """Those of the topic `dead-letter`, over all partitions by when they were written."""

    def each() -> Iterator[KeptLetter]:
        try:
            for partition in range(partition_count(settings)):
                for stored in read.messages(settings, "dead-letter", partition):
                    yield KeptLetter(id=f"{partition}:{stored.offset}", written=stored.time, letter=_letter(stored))
        except TopicsError as error:
            raise ReadError(str(error)) from error

    return Letters(each)


def _letter(stored: read.Stored) -> DeadLetter:
    """The letter of a message; a message that is none stands for itself."""
    value = stored.value or b""
    try:
        return msgspec.json.decode(value, type=DeadLetter)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return dead(source=stored.topic, reason="no dead letter of Weir's", raw=value, position=stored.offset)
