"""Rows of an AWS VPC flow log under one header, many at a time, column by column.

It says of them what `aws_row.Columns` says row by row (a test holds that), or nothing: where one of the rows needs
care, all are handed back. Columns are converted by C loops, as `schemas/formats/zeek/fast.py` does.
"""

from collections.abc import Hashable, Iterable, Sequence
from functools import reduce
from itertools import repeat
from operator import or_

from schemas.bounds import LARGEST_PORT
from schemas.formats.cloud.aws_row import began, with_ack
from schemas.formats.one_way.half import Half
from schemas.formats.row import LATEST_TIME, Addresses

_ABSENT = "-"
_TRANSPORTS = {"6": "tcp", "17": "udp", "1": "icmp"}
_LARGEST_FLAGS = 255
_COUNT_BITS = 62
"""Of `schemas.bounds.LARGEST_COUNT`."""

_Many = tuple[list[Half], list[Hashable], Iterable[str]]
"""Halves, their directions, and the interfaces that saw them."""


class NeedsCareError(ValueError):
    """Rows that are not all plain ones: they are read one by one."""


class ManyRows:
    """Reads rows whose fields stand in a certain order."""

    def __init__(self, fields: Sequence[str]) -> None:
        self._width = len(fields)
        self._places = {field: place for place, field in enumerate(fields)}
        self._addresses = Addresses()
        self._flags = _Flags()

    def told(self, lines: Sequence[bytes]) -> _Many:
        """What rows say. Raises ValueError where one of them needs care."""
        width, text = self._width, b" ".join(lines).decode()
        if set(map(bytes.count, lines, repeat(b" "))) != {width - 1} or not text.isprintable() or "  " in text:
            raise NeedsCareError
        words = text.split(" ")
        if not {"OK"}.issuperset(self._column(words, "log-status", "OK")) or not words[0] or not words[-1]:
            raise NeedsCareError
        transports = list(map(_TRANSPORTS.__getitem__, self._needed(words, "protocol")))
        senders, receivers = self._ends(words, "srcaddr"), self._ends(words, "dstaddr")
        ports: list[list[int | None]] = [list(map(int, self._needed(words, name))) for name in ("srcport", "dstport")]
        counts = [self._counts(words, name) for name in ("bytes", "packets")]
        starts = list(map(float, self._needed(words, "start" if "start" in self._places else "end")))
        ends = list(map(float, self._needed(words, "end"))) if "end" in self._places else starts
        _check(starts, ends, ports)
        if "icmp" in transports:  # AWS tells no type of it, and writes 0 for both ports
            ports = [
                [None if transport == "icmp" else port for port, transport in zip(column, transports, strict=True)]
                for column in ports
            ]
        actions = self._column(words, "action", _ABSENT)
        flags, begins = self._said(words, transports)
        halves = map(
            Half,
            starts,
            ends,
            senders,
            receivers,
            transports,
            *ports,
            *counts,
            flags,
            repeat(None),
            repeat(None),
            repeat(None),
            repeat(None),
            repeat(None),
            [action == "REJECT" for action in actions] if "REJECT" in actions else repeat(False),  # noqa: FBT003 - a column
            begins,
        )
        directions = zip(senders, receivers, *ports, transports, actions, strict=True)
        return list(halves), list(directions), self._column(words, "interface-id", _ABSENT)

    def _column(self, words: Sequence[str], name: str, absent: str) -> Sequence[str]:
        place = self._places.get(name)
        return [absent] * (len(words) // self._width) if place is None else words[place :: self._width]

    def _needed(self, words: Sequence[str], name: str) -> Sequence[str]:
        return words[self._places[name] :: self._width]

    def _ends(self, words: Sequence[str], name: str) -> list[str]:
        """Addresses: those of the packet, where the log has them."""
        logged = self._column(words, name, _ABSENT)
        if f"pkt-{name}" in self._places:
            of_packet = self._needed(words, f"pkt-{name}")
            logged = [near if end == _ABSENT else end for end, near in zip(of_packet, logged, strict=True)]
        return list(map(self._addresses.__getitem__, logged))

    def _counts(self, words: Sequence[str], name: str) -> Iterable[int | None]:
        if name not in self._places:
            return repeat(None)
        counts = list(map(int, self._needed(words, name)))
        # A negative number anywhere makes all negative, and a large one sets bits above the bound.
        if not 0 <= reduce(or_, counts) < 1 << _COUNT_BITS:
            raise NeedsCareError
        return counts

    def _said(
        self, words: Sequence[str], transports: Sequence[str]
    ) -> tuple[Iterable[int | None], Iterable[bool | None]]:
        """The flags of TCP, and whether the sender began by them."""
        if "tcp-flags" not in self._places:
            return repeat(None), repeat(None)
        told = map(self._flags.__getitem__, zip(transports, self._needed(words, "tcp-flags"), strict=True))
        flags, begins = zip(*told, strict=True)
        return flags, begins


def _check(starts: Sequence[float], ends: Sequence[float], ports: Sequence[Sequence[int | None]]) -> None:
    total = sum(ends) + sum(starts)
    # Of a row that is no number the sum is none either, and then least and largest tell nothing.
    if total != total or min(starts) < 0.0 or max(ends) > LATEST_TIME:  # noqa: PLR0124
        raise NeedsCareError
    if any(start > end for start, end in zip(starts, ends, strict=True)):
        raise NeedsCareError
    if not 0 <= reduce(or_, [port or 0 for column in ports for port in column]) <= LARGEST_PORT:
        raise NeedsCareError


class _Flags(dict[tuple[str, str], tuple[int | None, bool | None]]):
    """Transport and flags as logged -> the flags, and whether the sender began; made at first sight."""

    def __missing__(self, logged: tuple[str, str]) -> tuple[int | None, bool | None]:
        transport, text = logged
        if transport != "tcp" or text == _ABSENT:
            found: tuple[int | None, bool | None] = None, None
        else:
            flags = int(text)
            if not 0 <= flags <= _LARGEST_FLAGS:
                raise NeedsCareError
            found = with_ack(flags), began(flags)
        if len(self) < 4_096:  # texts that a sender chooses
            self[logged] = found
        return found
