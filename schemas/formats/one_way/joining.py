"""Two-way flows from records of one direction: who began, and what each end sent.

A first sight is never held back for its other half. The first half makes a flow with what its sender sent; the other
half makes a flow of the same uid and the same roles that adds what the other end sent. Halves that come together, in
one datagram, make one flow.

Who began is told, in this order, by: what the exporter says; the flags (a SYN without ACK is the initiator's, RFC
9293); which end is known as a server; a well-known port on one side against a port that systems give to clients on
the other; which half started first; and else by which half was told first. The lower port alone tells nothing. What
was not told by the exporter or by flags is marked as unsure, and the core goes on from there
(`models/identity/direction.py`).
"""

from collections.abc import Sequence
from hashlib import blake2b

from msgspec.structs import replace

from schemas.bounds import LARGEST_COUNT
from schemas.flow import ConnectionState, Flaw, Flow
from schemas.formats.memory import ADDS
from schemas.formats.one_way.conversation import sender_began, state_of
from schemas.formats.one_way.half import Half
from schemas.formats.one_way.memory import HalvesMemory, Key, Server, Told
from schemas.formats.reader import ReaderContext
from schemas.services.icmp import request_of
from schemas.services.names import by_port, is_ephemeral

IDLE_S = 1_800.0
"""After so long without a record the same addresses and ports are another conversation: Cisco's default active
timeout, 30 minutes, is the longest that an exporter waits before it tells of one that lasts."""


def halves_of(context: ReaderContext) -> HalvesMemory:
    """The memory that a reader shares with those of the sensor's other files; one of its own where it shares none."""
    return HalvesMemory() if context.memory is None else context.memory.part(HalvesMemory)


class Joiner:
    """Makes flows of halves. `sensor` is written on them where the context names none."""

    def __init__(self, context: ReaderContext, sensor: str) -> None:
        self._site = context.site
        self._sensor = context.sensor if context.sensor is not None else sensor
        self._memory = halves_of(context)

    def flow(self, half: Half, within: str = "", *, sensor: str | None = None) -> Flow:
        """The flow of one half that came alone; see `flows`."""
        key, lesser_sent = _key(half, within)
        found = _Together(half if lesser_sent else None, None if lesser_sent else half, half)
        flow = self._joined(key, found, sensor or self._sensor)
        self._memory.trim()
        return flow

    def flows(self, halves: Sequence[Half], within: str = "", *, sensor: str | None = None) -> list[Flow]:
        """The flows of some halves that came together, in the order of the first half of each; at most as many.

        `within` is the exporter, and its domain: halves of different ones are never joined. `sensor` is written on
        these flows instead.
        """
        together: dict[Key, _Together] = {}
        for half in halves:
            key, lesser_sent = _key(half, within)
            found = together.get(key)
            if found is None:
                together[key] = _Together(half if lesser_sent else None, None if lesser_sent else half, half)
            else:
                found.add(half, lesser_sent=lesser_sent)
        name = sensor or self._sensor
        flows = [self._joined(key, found, name) for key, found in together.items()]
        self._memory.trim()
        return flows

    def _joined(self, key: Key, found: "_Together", sensor: str) -> Flow:
        start, end = found.start, found.end
        told = self._memory.told.get(key)
        if told is not None and start - told.last_end > IDLE_S:
            told = None
        if told is None:
            lesser_began, certain = self._who_began(key, found)
            told = Told(_uid(key, start), lesser_began, certain, start, end)
        elif not told.certain:
            _learn_better(found, told)
        from_initiator, from_responder = (
            (found.lesser, found.greater) if told.lesser_began else (found.greater, found.lesser)
        )
        told.start, told.last_end = min(told.start, start), max(told.last_end, end)
        if from_initiator is not None:
            told.initiator_told = True
            told.initiator_flags = _more(told.initiator_flags, from_initiator.tcp_flags)
        if from_responder is not None:
            told.responder_told = True
            told.responder_flags = _more(told.responder_flags, from_responder.tcp_flags)
        told.rejected |= found.rejected
        state = state_of(key[1], told, from_responder)
        if told.certain and key[1] != "icmp":
            self._memory.serves(_server(key, lesser=not told.lesser_began))
        if found.end_told and told.initiator_told and told.responder_told:
            self._memory.forget(key)
        else:
            self._memory.keep(key, told)
        return _flow(key, told, from_initiator, from_responder, found.first, state, self._site, sensor, start, end)

    def _who_began(self, key: Key, found: "_Together") -> tuple[bool, bool]:
        """Whether the lesser end began, and whether that is certain."""
        for half, lesser_sent in ((found.lesser, True), (found.greater, False)):
            began = None if half is None else sender_began(half)
            if began is not None:
                return began == lesser_sent, True
        transport, lesser_port, greater_port = key[1], key[3], key[5]
        lesser_serves = _server(key, lesser=True) in self._memory.servers
        if lesser_serves != (_server(key, lesser=False) in self._memory.servers):
            return not lesser_serves, False
        if by_port(transport, lesser_port) is not None and is_ephemeral(greater_port):
            return False, False
        if by_port(transport, greater_port) is not None and is_ephemeral(lesser_port):
            return True, False
        if found.lesser is not None and found.greater is not None and found.lesser.start != found.greater.start:
            return found.lesser.start < found.greater.start, False
        return found.first is found.lesser, False


class _Together:
    """The halves of one conversation that came together: of each end its records, summed up."""

    __slots__ = ("first", "greater", "lesser")

    def __init__(self, lesser: Half | None, greater: Half | None, first: Half) -> None:
        self.lesser = lesser
        self.greater = greater
        self.first = first

    def add(self, half: Half, *, lesser_sent: bool) -> None:
        if lesser_sent:
            self.lesser = half if self.lesser is None else _sum(self.lesser, half)
        else:
            self.greater = half if self.greater is None else _sum(self.greater, half)

    # Nearly always there is one half alone.
    @property
    def start(self) -> float:
        one, other = self.lesser, self.greater
        if one is None or other is None:
            return (one or other or self.first).start
        return min(one.start, other.start)

    @property
    def end(self) -> float:
        one, other = self.lesser, self.greater
        if one is None or other is None:
            return (one or other or self.first).end
        return max(one.end, other.end)

    @property
    def rejected(self) -> bool:
        one, other = self.lesser, self.greater
        return (one is not None and one.rejected) or (other is not None and other.rejected)

    @property
    def end_told(self) -> bool:
        one, other = self.lesser, self.greater
        return (one is None or one.end_told) and (other is None or other.end_told)


def _learn_better(found: _Together, told: Told) -> None:
    """Take what flags tell of a conversation whose roles were a guess."""
    for half, lesser_sent in ((found.lesser, True), (found.greater, False)):
        began = None if half is None else sender_began(half)
        if began is None:
            continue
        lesser_began = began == lesser_sent
        if lesser_began != told.lesser_began:
            told.initiator_told, told.responder_told = told.responder_told, told.initiator_told
            told.initiator_flags, told.responder_flags = told.responder_flags, told.initiator_flags
        told.lesser_began, told.certain = lesser_began, True
        return


def _flow(  # noqa: PLR0913, PLR0917 - the parts of one flow
    key: Key,
    told: Told,
    from_initiator: Half | None,
    from_responder: Half | None,
    first: Half,
    state: ConnectionState,
    site: str,
    sensor: str,
    start: float,
    end: float,
) -> Flow:
    lesser, greater = (key[2], key[3]), (key[4], key[5])
    (initiator_ip, initiator_port), (responder_ip, responder_port) = (
        (lesser, greater) if told.lesser_began else (greater, lesser)
    )
    mine, other = from_initiator, from_responder
    return Flow(
        site=site,
        sensor=sensor,
        start=start,
        end=end,
        initiator_ip=initiator_ip,
        responder_ip=responder_ip,
        transport=key[1],
        initiator_port=_shown_port(initiator_port),
        responder_port=_shown_port(responder_port),
        uid=told.uid,
        community_id=first.community_id,
        initiator_mac=mine.sender_mac if mine is not None else other.receiver_mac if other is not None else None,
        responder_mac=other.sender_mac if other is not None else mine.receiver_mac if mine is not None else None,
        service=first.service,
        initiator_octets=None if mine is None else mine.octets,
        responder_octets=None if other is None else other.octets,
        initiator_packets=None if mine is None else mine.packets,
        responder_packets=None if other is None else other.packets,
        state=state,
        direction="certain" if told.certain else "unsure",
        vlan=first.vlan,
        flaws=_flaws(from_initiator, from_responder),
    )


def _flaws(one: Half | None, other: Half | None) -> tuple[Flaw, ...]:
    """Those of either, each once."""
    if one is None or other is None or one.flaws == other.flaws:
        return one.flaws if one is not None else other.flaws if other is not None else ()
    return tuple(dict.fromkeys((*one.flaws, *other.flaws)))


_NO_PORT = -1


def _shown_port(port: int) -> int | None:
    return None if port == _NO_PORT else port


def _key(half: Half, within: str) -> tuple[Key, bool]:
    """What a conversation is known by, and whether the lesser end of it sent this half.

    Of ICMP the type of the request stands for both ports, so that a reply finds it, and who asked is the lesser end:
    two hosts that ping each other have two conversations. Where no type is told (AWS), both directions are one.
    """
    sent, received = half.sender_port, half.receiver_port
    if half.transport == "icmp" and sent is not None:
        request = request_of(sent)
        kind = sent if request is None else request
        if request is None:
            return (within, "icmp", half.sender_ip, kind, half.receiver_ip, kind), True
        return (within, "icmp", half.receiver_ip, kind, half.sender_ip, kind), False
    sender = (half.sender_ip, _NO_PORT if sent is None else sent)
    receiver = (half.receiver_ip, _NO_PORT if received is None else received)
    if sender <= receiver:
        return (within, half.transport, *sender, *receiver), True
    return (within, half.transport, *receiver, *sender), False


def _server(key: Key, *, lesser: bool) -> Server:
    return (key[1], key[3], key[2]) if lesser else (key[1], key[5], key[4])


def _uid(key: Key, start: float) -> str:
    """A name for one conversation: the same whenever the same records are read."""
    return ADDS + blake2b(f"{key} {start}".encode(), digest_size=9).hexdigest()


def _more(flags: int | None, others: int | None) -> int | None:
    if flags is None or others is None:
        return others if flags is None else flags
    return flags | others


def _sum(one: Half, other: Half) -> Half:
    """Two records of the same end as one: slices of a conversation that lasts."""
    return replace(
        one,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        octets=_added(one.octets, other.octets),
        packets=_added(one.packets, other.packets),
        tcp_flags=_more(one.tcp_flags, other.tcp_flags),
        rejected=one.rejected or other.rejected,
        end_told=other.end_told,
        flaws=_flaws(one, other),
    )


def _added(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one + other, LARGEST_COUNT)
