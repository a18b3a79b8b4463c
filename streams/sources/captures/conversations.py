"""The conversations of a capture, and a row for each part of one, by nfstream's names of fields.

A conversation is what both ends say under one 5-tuple, VLAN and tunnel. It ends after `IDLE_S` of silence, and where
a new handshake takes its ports. One that goes on is told each `ACTIVE_S`, so that what reads its rows learns with time:
`slice` has what a row adds, all else is of the conversation so far, and all of its rows have one `uid`.

Rows come in the order of their ends, the earliest first; so they are held for `IDLE_S` of the capture's time. Frames
are taken at their own times: one that is stamped far ahead moves nothing but itself. Pure, but for the C structures.
"""

from collections.abc import Iterator
from hashlib import blake2b
from heapq import heappop, heappush

import orjson

from schemas.services.icmp import request_of
from streams.sources.captures.engine import (
    ACK,
    FIN,
    RST,
    SYN,
    CaptureUnreadable,
    Counted,
    Dissector,
    Frame,
    Frames,
    ends_of,
    flags_of,
)

IDLE_S = 120
"""nfstream's own default, that of Linux' conntrack for UDP streams."""

ACTIVE_S = 60
"""A convention: NetFlow exporters' usual active timeout, and Zeek's default interval of conn_long begins at 10 min."""

MOST_OPEN = 50_000
"""Conversations kept at once, some 3 kB each; of more, those are ended first that have been silent longest."""

MOST_HELD = 100_000
"""Rows held for their order, some 1 kB each; of more, the earliest come out before their time."""

LOOK_MS = 1_000
"""How often, in the capture's time, it is looked what has come to its end: rows are held a hundred times as long."""

_NO_IP = frozenset(
    {
        *(0x0806, 0x22F3, 0x8100, 0x8137, 0x8863, 0x886D, 0x8892, 0x8899, 0x88A4, 0x88A8, 0x88AB, 0x88B8, 0x88B9),
        *(0x88BA, 0x88CC, 0x88CD, 0x88E1, 0x88E3, 0x88E5, 0x88F7, 0x88FB, 0x9000, 0x9100),
    }
)
"""EtherTypes of frames without IP (IEEE's registry): PROFINET, EtherCAT, GOOSE, SERCOS and others. nfstream takes any
frame for an IP packet whose payload begins with a 4 or a 6."""

_ICMP = frozenset({1, 58})
_EXTENSIONS = frozenset({0, 43, 60})
"""IPv6 headers that may stand before the one of ICMP (RFC 8200): hop by hop, routing, options."""

_Key = tuple[bytes, bytes, int, int, int, int, int]


def _line(row: dict[str, object]) -> bytes:
    # A copy: what orjson gives keeps 8 kB until it is let go (measured with orjson 3.13).
    return orjson.dumps(row) + b"\n"


class _Conversation:
    """One of them. Times are ms; `since` is when its present part began, `told` what its rows have told so far."""

    __slots__ = (
        "closed",
        "first",
        "first_flags",
        "flow",
        "icmp",
        "key",
        "last",
        "name",
        "open",
        "since",
        "syn",
        "told",
        "uid",
    )

    def __init__(self, key: _Key, flow: Counted, time: int, flags: int, icmp: tuple[int, int] | None) -> None:
        self.key = key
        self.flow = flow
        self.first = self.since = self.last = time
        self.first_flags = flags
        self.icmp = icmp
        self.open = True
        self.syn = self.closed = False
        self.name: tuple[str, bool, int] | None = None
        self.told = (0, 0, 0, 0)
        # The same in each reading of the capture, and in another capture that has its first frame too.
        self.uid = blake2b(repr((time, key)).encode(), digest_size=9).hexdigest()


class Conversations:
    """Takes the frames of a capture and gives rows."""

    def __init__(
        self, frames: Frames, *, idle_s: int = IDLE_S, active_s: int = ACTIVE_S, most_open: int = MOST_OPEN
    ) -> None:
        self._frames = frames
        self._dissector = Dissector()
        self._idle = idle_s * 1_000
        self._active = active_s * 1_000
        self._most_open = most_open
        self._open: dict[_Key, _Conversation] = {}
        self._due: list[tuple[int, int, _Conversation]] = []
        self._held: list[tuple[int, int, str, int, bytes]] = []
        self._turn = 0
        self._misread = 0

    def rows(self) -> Iterator[bytes]:
        """All rows as lines of JSON, and a last one that counts the frames.

        Raises CaptureUnreadable after them where the capture breaks off.
        """
        broken: CaptureUnreadable | None = None
        before, look = 0, 0
        try:
            for frame in self._frames:
                self._take(frame)
                # The earlier of two neighbours, since one alone may be stamped far ahead.
                now, before = min(before, frame[0]), frame[0]
                if now >= look or now < look - 2 * LOOK_MS:
                    look = now + LOOK_MS
                    self._end_idle(now)
                    yield from self._released(now - self._idle)
        except CaptureUnreadable as error:
            broken = error
        for one in list(self._open.values()):
            self._end(one)
        while self._held:
            yield heappop(self._held)[-1]
        yield _line({"frames": self._frames.read, "passed_over": self._frames.passed_over + self._misread})
        if broken is not None:
            raise broken

    def _take(self, frame: Frame) -> None:
        time, source, target, source_port, target_port, _, protocol, vlan, flags, tunnel = frame
        icmp = None
        if protocol in _ICMP:
            icmp = self._icmp()
            if icmp is None:
                self._misread += 1
                return
            # The type tells which way a packet goes (`flow_set_packet_direction`), and a reply belongs to its request.
            self._frames.packet.src_port = icmp[0]
            asked = request_of(icmp[0])
            source_port = target_port = icmp[0] if asked is None else asked
        key = (source, target, source_port, target_port, protocol, vlan, tunnel)
        one = self._open.get(key) or self._open.get((target, source, target_port, source_port, protocol, vlan, tunnel))
        if one is not None:
            one = self._continued(one, time, flags)
        if one is None:
            one = self._begun(key, time, flags, icmp)
        if one is not None:
            one.syn = one.syn or bool(flags & SYN)
            one.closed = one.closed or bool(flags & (FIN | RST))

    def _continued(self, one: _Conversation, time: int, flags: int) -> _Conversation | None:
        """Count a frame of a conversation; None where it is over, and the frame begins another."""
        if time < one.last <= time + self._idle:
            # The C structures reckon with time that never goes back.
            self._frames.packet.time = time = one.last
        if self._is_over(one, time, flags):
            self._end(one)
            return None
        if time - one.since >= self._active:
            self._tell(one)
            one.since = time
        self._dissector.counted(one.flow, self._frames.packet)
        one.last = time
        return one

    def _is_over(self, one: _Conversation, time: int, flags: int) -> bool:
        """Whether a frame belongs to another conversation: after a silence, far back in time, or by a new handshake."""
        if not 0 <= time - one.last < self._idle:
            return True
        return flags & (SYN | ACK) == SYN and (one.closed or not one.syn)

    def _begun(self, key: _Key, time: int, flags: int, icmp: tuple[int, int] | None) -> _Conversation | None:
        if self._frames.before() in _NO_IP:
            self._misread += 1
            return None
        if len(self._open) >= self._most_open:
            self._end_oldest()
        self._open[key] = one = _Conversation(key, self._dissector.begun(self._frames.packet), time, flags, icmp)
        self._turn += 1
        heappush(self._due, (time + self._idle, self._turn, one))
        return one

    def _end_idle(self, now: int) -> None:
        """End what has been silent for long enough."""
        while self._due and self._due[0][0] <= now:
            _, turn, one = heappop(self._due)
            if one.open and one.last + self._idle > now:
                heappush(self._due, (one.last + self._idle, turn, one))
            elif one.open:
                self._end(one)

    def _end_oldest(self) -> None:
        """End the conversation that has been silent longest, as far as is known."""
        while True:
            due, turn, one = heappop(self._due)
            if one.open and one.last + self._idle > due:
                heappush(self._due, (one.last + self._idle, turn, one))
            elif one.open:
                self._end(one)
                return

    def _end(self, one: _Conversation) -> None:
        self._tell(one)
        self._dissector.done(one.flow)
        one.open = False
        del self._open[one.key]

    def _tell(self, one: _Conversation) -> None:
        """Give a row of what a conversation has added since the last one."""
        flow = one.flow
        if one.name is None:
            # It stays, so that all rows of a conversation are of one service.
            one.name = self._dissector.named(flow)
        name, guessed, confidence = one.name
        now = (flow.src2dst_packets, flow.src2dst_bytes, flow.dst2src_packets, flow.dst2src_bytes)
        added = tuple(total - before for total, before in zip(now, one.told, strict=True))
        one.told = now
        row = ends_of(flow)
        row |= {
            "bidirectional_first_seen_ms": one.first,
            "bidirectional_last_seen_ms": one.last,
            "src2dst_packets": now[0],
            "src2dst_bytes": now[1],
            "dst2src_packets": now[2],
            "dst2src_bytes": now[3],
            **flags_of(flow),
            "application_name": name,
            "application_is_guessed": int(guessed),
            "application_confidence": confidence,
            "first_flags": one.first_flags,
            "uid": one.uid,
            "slice": {
                "first_seen_ms": one.since,
                "src2dst_packets": added[0],
                "src2dst_bytes": added[1],
                "dst2src_packets": added[2],
                "dst2src_bytes": added[3],
            },
        }
        if one.icmp is not None:
            row["icmp_type"], row["icmp_code"] = one.icmp
        self._turn += 1
        heappush(self._held, (one.last, one.since, one.uid, self._turn, _line(row)))

    def _released(self, until: int) -> Iterator[bytes]:
        """The rows whose turn has come: nothing that ends before them is open any more."""
        held = self._held
        while held and (held[0][0] <= until or len(held) > MOST_HELD):
            yield heappop(held)[-1]

    def _icmp(self) -> tuple[int, int] | None:
        """The type and code of a packet of ICMP; None where it was cut off before them."""
        packet = self._frames.heads()
        if packet[0] >> 4 == 4:
            at = packet[0] % 16 * 4
        else:
            following, at = packet[6], 40
            while following in _EXTENSIONS and at + 1 < len(packet):
                following, at = packet[at], at + 8 * (packet[at + 1] + 1)
        return (packet[at], packet[at + 1]) if at + 1 < len(packet) else None
