"""Inputs of flows to sources, for every shell: what an input is told by how it is spelt, and is wired here once.

A shell gives its inputs and a `Bookkeeping` of what it keeps for them. A new kind of input is a line in `KINDS`; a new
format of files needs none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from schemas.formats.memory import SensorMemory
from schemas.formats.names import NAMED_FORMATS
from streams.sources.batches import StandardInputSource
from streams.sources.files.flow_files import AUTO, flow_batches
from streams.sources.files.paths import STANDARD_INPUT
from streams.sources.follow.tail_source import TailSource
from streams.sources.follow.tails import Tails
from streams.sources.kept_memory import KeptMemory
from streams.sources.listening.datagrams import DATAGRAM_FORMAT, DatagramSource
from streams.sources.listening.lines.source import LineSource
from streams.sources.listening.port import Port
from streams.sources.listening.settings import NetflowSettings
from streams.sources.protocol import FlowSource, Measured, Memories, Source
from streams.sources.watched import WatchedSource
from streams.status.observer import UNOBSERVED, ListenerFared, Observer

FILES = "files"
"""The kind of what bears no other kind's mark."""

DATAGRAMS = "udp"

LINES = ("tcp", "unix", "unix-dgram")


class Input(Struct, frozen=True, kw_only=True):
    """What is read together: its flows have one site and sensor, and what is told of them counts once.

    `name` is what its memory is stored by, and its figures are called. `sensor` None is named by the reader.
    `netflow` is of datagrams alone.
    """

    name: str
    paths: tuple[str, ...]
    site: str
    sensor: str | None = None
    format: str = AUTO
    netflow: NetflowSettings = NetflowSettings()


class Bookkeeping:
    """What a shell keeps for its sources: their positions (those committed so far), and what their readers remember.

    `forget` drops the position of what is done with. `ports` are those that the shell keeps open over several of its
    books, and closes itself; None: each is its source's.
    """

    def __init__(
        self,
        positions: Mapping[str, int],
        memories: Memories,
        forget: Callable[[str], None],
        observer: Observer = UNOBSERVED,
        *,
        ports: dict[str, Port] | None = None,
    ) -> None:
        self.ports = ports
        self.positions = positions
        self.forget = forget
        self._memories = memories
        self._observer = observer
        self._kept: list[KeptMemory] = []

    def taking(self, source: FlowSource, name: str, paths: Sequence[str] = ()) -> Source:
        """A source whose memory is kept from now on, and that tells how far it is behind. Before its first row.

        `paths` are those that it follows: that one is not there is told too.
        """
        self.remembering(source.memory, name)
        return WatchedSource(source, self._observer, name=name, paths=paths)

    def remembering(self, memory: SensorMemory, name: str) -> None:
        """Keep a memory from now on, and fill it with what was kept of it. Before the first row."""
        self._kept.append(KeptMemory(memory, self._memories, name))

    def port(self, path: str, settings: NetflowSettings) -> Port:
        """A UDP port to receive at: the one that was kept open, or a new one."""
        if self.ports is None:
            return Port(path, settings)
        if path not in self.ports:
            self.ports[path] = Port(path, settings)
        return self.ports[path]

    def listening(self, source: Measured, name: str, fares: Callable[[], ListenerFared]) -> Source:
        """A source that tells how far it is behind, and how else it fares."""
        return WatchedSource(source, self._observer, name=name, fares=fares)

    def keep(self) -> None:
        """Hand what readers learnt to the next commit: that of all the rows they gave."""
        for kept in self._kept:
            kept.keep()


Opens = Callable[[Input, Bookkeeping], Source]


def _followed(given: Input, books: Bookkeeping) -> Source:
    """Files, folders and globs, followed as they grow and rotate."""
    tails = Tails(given.paths, site=given.site, sensor=given.sensor, format=given.format)
    tails.resume(books.positions)
    return books.taking(TailSource(tails, books.forget), given.name, given.paths)


def _standard_input(given: Input, _: Bookkeeping) -> Source:
    """Read by a thread. It has no position to come back to, and so nothing is remembered of it."""
    path = Path(STANDARD_INPUT)
    return StandardInputSource(flow_batches(path, site=given.site, sensor=given.sensor, format=given.format))


def _datagrams(given: Input, books: Bookkeeping) -> Source:
    """Flows of exporters. What is remembered of each place of theirs is kept by its name."""
    if given.format not in {AUTO, DATAGRAM_FORMAT} and given.format in NAMED_FORMATS:
        msg = (
            f"{given.paths[0]}: datagrams are read as {DATAGRAM_FORMAT}, none is {given.format}; leave the format away"
        )
        raise ValueError(msg)
    port = books.port(given.paths[0], given.netflow)
    source = DatagramSource(
        port, given.netflow, site=given.site, sensor=given.sensor, format=given.format, lets_go=books.ports is None
    )
    for place, memory in source.memories.items():
        books.remembering(memory, f"{given.name}|{place}")
    books.remembering(SensorMemory([source.parked]), given.name)
    return books.listening(source, given.name, source.fared)


def _lines(given: Input, books: Bookkeeping) -> Source:
    """Rows that others send."""
    source = LineSource(given.paths[0], site=given.site, sensor=given.sensor, format=given.format)
    books.remembering(source.memory, given.name)
    return books.listening(source, given.name, source.fared)


KINDS: dict[str, Opens] = {
    STANDARD_INPUT: _standard_input,
    DATAGRAMS: _datagrams,
    **dict.fromkeys(LINES, _lines),
    FILES: _followed,
}
"""What opens an input that is followed, by its kind (`kind_of`)."""

NEVER_END = frozenset({DATAGRAMS, *LINES})
"""Kinds of which more may always come: none is read with `--once`."""


def kind_of(path: str, kinds: Iterable[str] = KINDS) -> str:
    """Which of some kinds a path is: standard input by `-`, others by their mark before a colon, else files."""
    if path == STANDARD_INPUT:
        return STANDARD_INPUT
    mark, colon, _ = path.partition(":")
    return mark if colon and mark in set(kinds) - {FILES, STANDARD_INPUT} else FILES


def sites_of(given: Input) -> set[str]:
    """The sites that its flows may have, as far as the command line and the settings name them."""
    return given.netflow.sites(given.site) if kind_of(given.paths[0]) == DATAGRAMS else {given.site}


def inputs_of(  # noqa: PLR0913 - what a command line says of its inputs, by name
    paths: Iterable[str],
    *,
    site: str,
    sensor: str | None = None,
    format: str = AUTO,  # noqa: A002 - the command line's word
    netflow: NetflowSettings | None = None,
    kinds: Iterable[str] = KINDS,
) -> list[Input]:
    """The inputs that some paths of one sensor are: all files together, everything else by itself."""
    by_name: dict[str, list[str]] = {}
    for path in paths:
        by_name.setdefault(FILES if kind_of(path, kinds) == FILES else path, []).append(path)
    return [
        Input(
            name=name,
            paths=tuple(several),
            site=site,
            sensor=sensor,
            format=format,
            netflow=NetflowSettings() if netflow is None else netflow,
        )
        for name, several in sorted(by_name.items(), key=lambda one: one[0] != FILES)
    ]


def opened(given: Input, books: Bookkeeping, kinds: Mapping[str, Opens] = KINDS) -> Source:
    """An input as a source that goes on where it was. Raises ValueError and OSError for what can't be read."""
    return kinds[kind_of(given.paths[0], kinds)](given, books)
