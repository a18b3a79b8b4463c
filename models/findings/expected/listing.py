"""The expected paths as each minute goes through them: in order and dealt to turns, not sorted each time."""

from bisect import insort
from dataclasses import dataclass
from zlib import crc32

from models.findings.expected.records import ExpectedPath, Kept, PathKey, Silence
from models.findings.memory import Memory
from schemas.state import KEY_SEPARATOR

LISTENED_EVERY_S, TURNS = 60.0, 5
"""Detectors hear the clock each minute, and look at a fifth of the paths then, so that each is looked at once in
`SHORT_S`: all of them each minute cost a replay of a plant of 140 assets 6 to 10 % more (measured)."""

SILENCE = "@silence"


@dataclass(slots=True)
class Listed:
    """An expected path as it is looked at: its key, its ends, what is kept of it, and when it may be told next.

    Before `wakes`, seconds UTC, it is not overdue, which holds `within` an hour: in the next, other pauses are usual.
    """

    key: str
    ends: PathKey
    kept: ExpectedPath
    wakes: float = 0.0
    within: tuple[int, int] = (-1, -1)


class Listing:
    """Of one site's expected paths and told silences. It follows the memory, and is listed anew where that changed."""

    def __init__(self, memory: Memory[Kept]) -> None:
        self._memory = memory
        self._paths: list[Listed] = []
        self._turns: list[list[Listed]] = []
        self._silences: list[tuple[tuple[str, ...], Silence]] = []
        self._listed = -1
        """How many records there were when they were listed; -1: to be listed anew."""

    def paths(self) -> list[Listed]:
        """All expected paths, by key."""
        self._follow()
        return self._paths

    def turn(self, time: float) -> list[Listed]:
        """Those whose turn it is at a time in seconds UTC, by key."""
        self._follow()
        return self._turns[int(time // LISTENED_EVERY_S) % TURNS]

    def silences(self) -> list[tuple[tuple[str, ...], Silence]]:
        """Those that are told, each with its cause."""
        self._follow()
        return self._silences

    def changed(self) -> None:
        """Records have come or gone."""
        self._listed = -1

    def added(self, key: str, path: ExpectedPath) -> None:
        """One path more was put into the memory: it gets its place, since many come on a plant's second day."""
        if self._listed != len(self._memory) - 1:
            self._listed = -1
            return
        listed = Listed(key, ends_of(key), path)
        insort(self._paths, listed, key=_by_key)
        insort(self._turn_of(key), listed, key=_by_key)
        self._listed += 1

    def _follow(self) -> None:
        if self._listed == len(self._memory):
            return
        self._paths, self._silences = [], []
        self._turns = [[] for _ in range(TURNS)]
        for key, kept in self._memory.items():
            if kept.silence is not None:
                self._silences.append((cause_of(key), kept.silence))
            one = kept.path
            if one is None:
                continue
            if one.silence is not None and self._memory.get(one.silence) is None:
                # What told of it was lost, or stood at a wrong time.
                one.silence = None
                self._memory.touch(key)
            listed = Listed(key, ends_of(key), one)
            self._paths.append(listed)
            self._turn_of(key).append(listed)
        self._listed = len(self._memory)

    def _turn_of(self, key: str) -> list[Listed]:
        return self._turns[crc32(key.encode()) % TURNS]


def key_of(ends: PathKey) -> str:
    """The key under which a path is kept."""
    return KEY_SEPARATOR.join(ends)


def ends_of(key: str) -> PathKey:
    """The path that is kept under a key."""
    initiator, responder, service = key.split(KEY_SEPARATOR, 2)
    return initiator, responder, service


def silence_key(cause: tuple[str, ...]) -> str:
    """The key under which a silence is kept."""
    return KEY_SEPARATOR.join((SILENCE, *cause))


def cause_of(key: str) -> tuple[str, ...]:
    """The cause of the silence that is kept under a key."""
    subject, rest = key.split(KEY_SEPARATOR, 2)[1:]
    # A zone may be named with the separator in it; a path's ends are not.
    return (subject, *(ends_of(rest) if subject == "path" else (rest,)))


def _by_key(listed: Listed) -> str:
    return listed.key
