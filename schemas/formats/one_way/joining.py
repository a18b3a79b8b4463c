"""Two-way flows from records of one direction: who began, and what each end sent.

A first sight is never held back for its other half. The first half makes a flow with what its sender sent; the other
half makes a flow of the same uid and the same roles that adds what the other end sent. Halves that come together, in
one datagram, make one flow.

Who began is told, in this order, by: what the exporter says; the flags (a SYN without ACK is the initiator's, RFC
9293); which half with a SYN started first; which end is known as a server; a well-known port on one side against a
port that systems give to clients on the other; and else by which half started or was told first. The lower port alone
tells nothing. What was told neither by the exporter nor by flags is marked as unsure, and the core goes on from there
(`models/identity/direction.py`).
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import repeat

import msgspec

from schemas.flow import Flow
from schemas.formats.memory import ADDS
from schemas.formats.one_way.conversation import says_who_began, sender_began, shook_hands, state_of
from schemas.formats.one_way.half import Half, flaws_of, sum_of
from schemas.formats.one_way.memory import HalvesMemory, Key, Server, Told
from schemas.formats.reader import ReaderContext
from schemas.services.icmp import request_of
from schemas.services.names import by_port, is_ephemeral

IDLE_S = 1_800.0
"""After so long without a record the same addresses and ports are another conversation: Cisco's default active
timeout, 30 minutes, is the longest that an exporter waits before it tells of one that lasts."""


_Together = tuple[Half, Half | None, str, str]
"""A half, that of the other end if both came together, the exporter, and the sensor."""


def halves_of(context: ReaderContext) -> HalvesMemory:
    """The memory that a reader shares with those of the sensor's other files; one of its own where it shares none."""
    return HalvesMemory() if context.memory is None else context.memory.part(HalvesMemory)


class Joiner:
    """Makes flows of halves. `sensor` is written on them where the context names none."""

    def __init__(self, context: ReaderContext, sensor: str) -> None:
        self._site = context.site
        self._named = context.sensor
        self._sensor = context.sensor if context.sensor is not None else sensor
        self._memory = halves_of(context)

    def flow(self, half: Half, within: str = "", *, sensor: str | None = None) -> Flow:
        """The flow of one half that came alone; see `flows`."""
        (flow,) = self._joined(((half, None, within, sensor or self._sensor),))
        return flow

    def each(self, halves: Iterable[Half], withins: Sequence[str] | None = None) -> list[Flow]:
        """The flows of halves that came alone, one after another: as `flow` for each, and cheaper.

        `withins` are their exporters; each is the sensor of its flows, unless the context names one.
        """
        if withins is None:
            return self._joined(zip(halves, repeat(None), repeat(""), repeat(self._sensor), strict=False))
        sensors = [self._named or within or self._sensor for within in withins]
        return self._joined(zip(halves, repeat(None), withins, sensors, strict=False))

    def flows(self, halves: Sequence[Half], within: str = "", *, sensor: str | None = None) -> list[Flow]:
        """The flows of some halves that came together, in the order of the first half of each; at most as many.

        `within` is the exporter, and its domain: halves of different ones are never joined. `sensor` is written on
        these flows instead.
        """
        together: dict[Key, tuple[Half, Half | None, bool]] = {}
        for half in halves:
            key, lesser_sent = _key(half, within)
            found = together.get(key)
            if found is None:
                together[key] = half, None, lesser_sent
                continue
            first, answer, lesser_first = found
            if lesser_sent == lesser_first:
                together[key] = sum_of(first, half), answer, lesser_first
            else:
                together[key] = first, half if answer is None else sum_of(answer, half), lesser_first
        name = sensor or self._sensor
        return self._joined((first, answer, within, name) for first, answer, _ in together.values())

    def _joined(self, conversations: Iterable[_Together]) -> list[Flow]:  # noqa: C901, PLR0912 - see below
        """The flows of halves, each with that of the other end that came together with it.

        It is one loop: with a call for each part of it, it took a fifth longer (measured).
        """
        flows: list[Flow] = []
        memory, site = self._memory, self._site
        kept, touched = memory.told, memory.touched
        for first, answer, within, sensor in conversations:
            transport, start, end = first.transport, first.start, first.end
            key, lesser_sent = _key(first, within)
            rejected, end_told = first.rejected, first.end_told
            if answer is not None:
                start, end = min(start, answer.start), max(end, answer.end)
                rejected, end_told = rejected or answer.rejected, end_told and answer.end_told
            told = kept.pop(key, None)
            if told is None or start - told.last_end > IDLE_S:
                told = self._begun(key, first, answer, start, lesser_sent=lesser_sent)
            elif (
                not told.certain
                and (answer is not None or says_who_began(first))
                and _learn_better(first, answer, told, lesser_sent=lesser_sent)
            ):
                self._learn_server(key, told)
            if start < told.start:  # noqa: PLR1730 - a call of min costs more than all of this (measured)
                told.start = start
            if end > told.last_end:  # noqa: PLR1730 - as above
                told.last_end = end
            mine, other = (first, answer) if told.lesser_began == lesser_sent else (answer, first)
            if mine is not None:
                told.initiator_told = True
                if mine.tcp_flags is not None:
                    told.initiator_flags = mine.tcp_flags | (told.initiator_flags or 0)
            if other is not None:
                told.responder_told = True
                if other.tcp_flags is not None:
                    told.responder_flags = other.tcp_flags | (told.responder_flags or 0)
            if rejected:
                told.rejected = True
            if not (end_told and told.initiator_told and told.responder_told):
                kept[key] = told  # as the one that was met last
            if touched is not None:
                touched[key] = None
            if told.lesser_began:
                _, _, initiator_ip, initiator_port, responder_ip, responder_port = key
            else:
                _, _, responder_ip, responder_port, initiator_ip, initiator_port = key
            # By position, as `schemas/formats/zeek/fast.py` gives it: by name it takes five times as long (measured).
            flows.append(
                Flow(
                    site,
                    sensor,
                    start,
                    end,
                    initiator_ip,
                    responder_ip,
                    transport,
                    None if initiator_port == _NO_PORT else initiator_port,
                    None if responder_port == _NO_PORT else responder_port,
                    told.uid,
                    first.community_id,
                    mine.sender_mac if mine is not None else first.receiver_mac,
                    other.sender_mac if other is not None else first.receiver_mac,
                    first.service,
                    (),
                    None if mine is None else mine.octets,
                    None if other is None else other.octets,
                    None if mine is None else mine.packets,
                    None if other is None else other.packets,
                    state_of(transport, told, other),
                    "certain" if told.certain else "unsure",
                    first.vlan,
                    "",
                    False,  # noqa: FBT003 - see above
                    (),
                    first.flaws if answer is None else flaws_of(first, answer),
                )
            )
        return flows

    def _begun(self, key: Key, first: Half, answer: Half | None, start: float, *, lesser_sent: bool) -> Told:
        """A conversation that is told for the first time."""
        lesser_began, certain = self._who_began(key, first, answer, lesser_sent=lesser_sent)
        self._memory.trim(room=1)
        told = Told(_uid(key, start), lesser_began, certain, start, start)
        if certain:
            self._learn_server(key, told)
        return told

    def _learn_server(self, key: Key, told: Told) -> None:
        if key[1] != "icmp":
            self._memory.serves(_server(key, lesser=not told.lesser_began))

    def _who_began(self, key: Key, first: Half, answer: Half | None, *, lesser_sent: bool) -> tuple[bool, bool]:
        """Whether the lesser end began, and whether that is certain."""
        began = sender_began(first) if says_who_began(first) else None
        if began is not None:
            return began == lesser_sent, True
        began = None if answer is None else sender_began(answer)
        if began is not None:
            return began != lesser_sent, True
        if answer is not None and first.start != answer.start and shook_hands(first.tcp_flags, answer.tcp_flags):
            return (first.start < answer.start) == lesser_sent, True
        return self._guessed(key, first, answer, lesser_sent=lesser_sent), False

    def _guessed(self, key: Key, first: Half, answer: Half | None, *, lesser_sent: bool) -> bool:
        """Whether the lesser end began, by what is known of both ends."""
        _, transport, lesser, lesser_port, greater, greater_port = key
        servers = self._memory.servers
        lesser_serves = (transport, lesser_port, lesser) in servers
        if lesser_serves != ((transport, greater_port, greater) in servers):
            return not lesser_serves
        if is_ephemeral(greater_port) and by_port(transport, lesser_port) is not None:
            return False
        if is_ephemeral(lesser_port) and by_port(transport, greater_port) is not None:
            return True
        if answer is not None and answer.start < first.start:
            return not lesser_sent
        return lesser_sent


def _learn_better(first: Half, answer: Half | None, told: Told, *, lesser_sent: bool) -> bool:
    """Take what flags tell of a conversation whose roles were a guess; whether they tell who began."""
    for half in (first, answer):
        if half is None or not says_who_began(half):
            continue
        began = sender_began(half)
        if began is None:
            began = _began_before(half, told, from_initiator=told.lesser_began == (lesser_sent == (half is first)))
        if began is None:
            continue
        lesser_began = began == (lesser_sent if half is first else not lesser_sent)
        if lesser_began != told.lesser_began:
            told.initiator_told, told.responder_told = told.responder_told, told.initiator_told
            told.initiator_flags, told.responder_flags = told.responder_flags, told.initiator_flags
        told.lesser_began, told.certain = lesser_began, True
        return True
    return False


def _began_before(half: Half, told: Told, *, from_initiator: bool) -> bool | None:
    """Whether the sender of a half began, by its start and that of the other end's, told before; None if unknown.

    `from_initiator` says that it is the end which is taken for the initiator so far.
    """
    other_told, flags = (
        (told.responder_told, told.responder_flags) if from_initiator else (told.initiator_told, told.initiator_flags)
    )
    own_told = told.initiator_told if from_initiator else told.responder_told
    if own_told or not other_told or half.start == told.start or not shook_hands(half.tcp_flags, flags):
        return None
    return half.start < told.start


_NO_PORT = -1


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
    transport, sender, receiver = half.transport, half.sender_ip, half.receiver_ip
    sent = _NO_PORT if sent is None else sent
    received = _NO_PORT if received is None else received
    if sender < receiver or (sender == receiver and sent <= received):
        return (within, transport, sender, sent, receiver, received), True
    return (within, transport, receiver, received, sender, sent), False


_encode = msgspec.msgpack.Encoder().encode
"""A fifth of what the same as text costs (measured)."""


def _server(key: Key, *, lesser: bool) -> Server:
    return (key[1], key[3], key[2]) if lesser else (key[1], key[5], key[4])


def _uid(key: Key, start: float) -> str:
    """A name for one conversation: the same whenever the same records are read."""
    return ADDS + blake2b(_encode((key, start)), digest_size=9).hexdigest()
