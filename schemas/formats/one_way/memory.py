"""What was told of each conversation by its halves, so that the second finds the roles that the first was given.

Bounded: the conversations and servers that were met last are kept. It is the part of a sensor's memory
(`schemas/formats/memory.py`) of all formats whose records have one direction, and shells keep it over a restart.
"""

from collections.abc import Sequence
from itertools import islice
from typing import TypeVar

import msgspec
from msgspec import Struct

from schemas.formats.memory import Record

CONVERSATIONS_LIMIT = 65_536
"""Conversations kept: an estimated 400 bytes each, so at most some 25 MB, as `OPEN_LIMIT` of Zeek's memory."""

SERVERS_LIMIT = 65_536
"""Addresses and ports kept that were seen to answer. A plant has hundreds."""

Key = tuple[str, str, str, int, str, int]
"""Exporter, transport, then both ends' addresses and ports, the lesser end first."""

Server = tuple[str, int, str]
"""Transport, port, address."""


class Told(Struct, array_like=True, gc=False):
    """One conversation. `lesser_began` is whether the end that stands first in its key is the initiator.

    Flags are those of all records so far, of each end; None where none of its records told any.
    """

    uid: str
    lesser_began: bool
    certain: bool
    start: float
    last_end: float
    initiator_told: bool = False
    responder_told: bool = False
    initiator_flags: int | None = None
    responder_flags: int | None = None
    rejected: bool = False


class _Changes(Struct, array_like=True):
    told: list[tuple[Key, Told]] = []
    gone: list[Key] = []
    servers: list[Server] = []


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Changes)

_Kept = TypeVar("_Kept")
_KeyKind = TypeVar("_KeyKind")


class HalvesMemory:
    """Conversations by their key, and servers. See `FormatMemory` for what it is asked by shells."""

    name = "halves"

    def __init__(self, conversations_limit: int = CONVERSATIONS_LIMIT, servers_limit: int = SERVERS_LIMIT) -> None:
        self.told: dict[Key, Told] = {}
        """The one that was met last stands last. Who changes it names its key in `touched`, unless that is None."""
        self.servers: dict[Server, None] = {}
        self._conversations_limit = conversations_limit
        self._servers_limit = servers_limit
        self.touched: dict[Key, None] | None = None
        self._new_servers: dict[Server, None] = {}

    def serves(self, server: Server) -> None:
        """Remember an end that was seen to be asked, not to ask."""
        if server in self.servers:
            return
        self.servers[server] = None
        if self.touched is not None:
            self._new_servers[server] = None

    def trim(self, room: int = 0) -> None:
        """Forget the oldest once there are too many, counting `room` of each that are about to come."""
        if len(self.told) > self._conversations_limit - room:
            _halve(self.told, self._conversations_limit)
        if len(self.servers) > self._servers_limit - room:
            _halve(self.servers, self._servers_limit)

    def track(self) -> None:
        """Begin to note what changes, from now on."""
        self.touched, self._new_servers = {}, {}

    def changes(self) -> bytes | None:
        """What changed since the last call, or since `track`."""
        touched, servers = self.touched or {}, self._new_servers
        self.track()
        if not touched and not servers:
            return None
        told = [(key, self.told[key]) for key in touched if key in self.told]
        gone = [key for key in touched if key not in self.told]
        return _encoder.encode(_Changes(told, gone, list(servers)))

    def everything(self) -> bytes:
        """All that is remembered, as changes to an empty memory."""
        self.track()
        return _encoder.encode(_Changes(list(self.told.items()), [], list(self.servers)))

    def restore(self, changes: Sequence[bytes]) -> None:
        """Learn what another memory gave as its changes, in the order it gave them. Raises ValueError."""
        for learnt in [_decoder.decode(one) for one in changes]:
            for key in learnt.gone:
                self.told.pop(key, None)
            for key, told in learnt.told:
                self.told.pop(key, None)
                self.told[key] = told
            self.servers |= dict.fromkeys(learnt.servers)
            self.trim()

    def forgetful(self) -> "HalvesMemory":
        """Itself: halves are joined as they are read, and files of one exporter follow one another."""
        return self

    def spans(self, names: Sequence[str]) -> bool:  # noqa: ARG002
        """Never: which of two halves is read first decides nothing that counts twice."""
        return False

    def counted_once(self, records: Sequence[Record]) -> Sequence[Record]:
        """The records as they are: each was joined as it was read."""
        return records


def _halve(kept: dict[_KeyKind, _Kept], limit: int) -> None:
    for key in list(islice(kept, len(kept) - limit // 2)):
        del kept[key]
