"""The words that stand in one site, found by what they cover.

A word may name what was not met yet. It waits under that name until an asset bears it, as id, inventory id, name or
address, and is that asset's from then on, whatever address the asset has later.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from typing import TypeVar

from models.baseline.asset import Asset
from models.identity.addresses import read_address
from models.identity.macs import normal_mac
from models.verdicts.word import PathKey, Word

K = TypeVar("K")

MAX_WORDS = 4_096
"""Words that stand in one site: each is one person's decision, so this is generous. Past it a new one is refused."""

MAX_PATHS_A_WORD = 4_096
"""Paths of an alert that one word takes: as many as an initiator's paths are told apart, and a state record of some
300 kB at most. An alert that holds more is to be judged by initiator or zones."""


class StandingWords:
    """All words of one site. `changed` and `removed` are ids, since the last checkpoint."""

    def __init__(self, is_own: Callable[[Asset], bool]) -> None:
        """`is_own`: whether an asset is the site's own, and no stand-in that is looked at and not kept."""
        self._is_own = is_own
        self.words: dict[str, Word] = {}
        self.changed: set[str] = set()
        self.removed: set[str] = set()
        self._by_path: dict[PathKey, list[Word]] = {}
        self._by_initiator: dict[str, list[Word]] = {}
        self._by_zones: dict[tuple[str, str], list[Word]] = {}
        self._by_cause: dict[str, list[Word]] = {}
        self._by_sweeper: dict[str, list[Word]] = {}
        self._by_name: dict[str, list[tuple[Word, str]]] = {}
        """Words with an end that was not met yet, and the name it was given, by that name and its other forms."""

    def number(self) -> int:
        """The number of the next word: past those of all that stand, so that it is the newest of them."""
        return max((word.number for word in self.words.values()), default=0) + 1

    def room(self, word: Word) -> bool:
        """Whether one more word may stand: one on the same subject that says the same gives its place."""
        return len(self.words) < MAX_WORDS or any(_same(word, other) for other in self.words.values())

    def stand(self, word: Word, unmet: Iterable[str] = ()) -> None:
        """Let a word stand; what said the same of the same subject before goes. `unmet`: names of no asset yet."""
        for other in [other for other in self.words.values() if _same(word, other)]:
            self.remove(other)
        self._put(word)
        for name in unmet:
            self._await(word, name)
        self.changed.add(word.id)

    def put_back(self, word: Word, assets: Container[str]) -> None:
        """A word as it was stored; its ends that are none of these asset ids are names of what was not met yet."""
        self._put(word)
        for name in _names_in(word):
            if name not in assets:
                self._await(word, name)

    def remove(self, word: Word) -> None:
        """It no longer stands."""
        del self.words[word.id]
        self._unlist(word)
        for name in _names_in(word):
            for alias in aliases(name):
                waiting = [each for each in self._by_name.get(alias, ()) if each[0] is not word]
                if waiting:
                    self._by_name[alias] = waiting
                else:
                    self._by_name.pop(alias, None)
        self.changed.discard(word.id)
        self.removed.add(word.id)

    def prune(self, time: float) -> None:
        """Let go of the words that have run out by `time`."""
        for word in [word for word in self.words.values() if not word.holds_at(time)]:
            self.remove(word)

    def matched(self, word: Word, time: float) -> None:
        """Count that a word has decided."""
        word.matched += 1
        word.matched_last = time if word.matched_last is None else max(time, word.matched_last)
        self.changed.add(word.id)

    def covering(self, initiator: Asset, responder: Asset, service: str) -> list[Word]:
        """The words that cover a path between two assets. An end that is not the site's own is known by its names."""
        if not self.words:
            return []
        began, ended = self._known_as(initiator), self._known_as(responder)
        found = [word for name in began for word in self._by_initiator.get(name, ())]
        for name in began:
            for other in ended:
                found += self._by_path.get((name, other, service), ())
        if initiator.zone is not None and responder.zone is not None:
            found += self._by_zones.get((initiator.zone, responder.zone), ())
        return found

    def on_cause(self, cause: str) -> list[Word]:
        """The words on an alert that cover findings of its cause that have no path."""
        return list(self._by_cause.get(cause, ()))

    def on_initiator(self, asset: Asset) -> list[Word]:
        """The words on all that an asset begins."""
        return [word for name in self._known_as(asset) for word in self._by_initiator.get(name, ())]

    def on_sweeps_of(self, asset: Asset) -> list[Word]:
        """The words on sweeps of an asset."""
        return list(self._by_sweeper.get(asset.id, ()))

    def meet(self, asset: Asset) -> None:
        """Pin the words that wait for an asset of this name."""
        if not self._by_name:
            return
        for alias in names_of(asset):
            for word, name in self._by_name.pop(alias, ()):
                if word.id in self.words:
                    self._pin(word, name, asset.id)

    def rename(self, old: PathKey, new: PathKey, *, known: bool) -> None:
        """A path has got the name of its service only now: what was said of it goes along.

        Where a path of the new name is `known` already, only `malicious` goes along: no word silences a path that it
        was not said of.
        """
        for word in list(self._by_path.get(old, ())):
            if known and word.decision != "malicious":
                continue
            self._unlist(word)
            word.paths = [new if key == old else key for key in word.paths]
            self._list(word)
            self.changed.add(word.id)

    def _known_as(self, asset: Asset) -> list[str]:
        """The names under which words on an asset are found. Only the site's own assets keep the words on them."""
        if self._is_own(asset):
            self.meet(asset)
            return [asset.id]
        return [asset.id] if not self._by_name else [*dict.fromkeys(names_of(asset))]

    def _await(self, word: Word, name: str) -> None:
        for alias in aliases(name):
            self._by_name.setdefault(alias, []).append((word, name))

    def _put(self, word: Word) -> None:
        self.words[word.id] = word
        self._list(word)

    def _pin(self, word: Word, name: str, asset_id: str) -> None:
        self._unlist(word)
        if word.initiator == name:
            word.initiator = asset_id
        word.paths = [
            (asset_id if a == name else a, asset_id if b == name else b, service) for a, b, service in word.paths
        ]
        for other in [other for other in self.words.values() if other is not word and _same(word, other)]:
            # Said twice, by two names of what is one asset: the newer word counts.
            if other.number > word.number:
                self.remove(word)
                return
            self.remove(other)
        self._list(word)
        self.changed.add(word.id)

    def _list(self, word: Word) -> None:
        for key in word.paths:
            self._by_path.setdefault(key, []).append(word)
        for cause in word.causes:
            self._by_cause.setdefault(cause, []).append(word)
        if word.initiator is not None:
            self._by_initiator.setdefault(word.initiator, []).append(word)
        if word.zones is not None:
            self._by_zones.setdefault(word.zones, []).append(word)
        if word.sweep is not None:
            self._by_sweeper.setdefault(word.sweep.initiator, []).append(word)

    def _unlist(self, word: Word) -> None:
        for key in word.paths:
            _drop(self._by_path, key, word)
        for cause in word.causes:
            _drop(self._by_cause, cause, word)
        if word.initiator is not None:
            _drop(self._by_initiator, word.initiator, word)
        if word.zones is not None:
            _drop(self._by_zones, word.zones, word)
        if word.sweep is not None:
            _drop(self._by_sweeper, word.sweep.initiator, word)


def names_of(asset: Asset) -> Iterator[str]:
    """All that a person may call an asset by."""
    record = asset.record
    yield record.id
    if record.declared_id is not None:
        yield record.declared_id
    if record.name is not None:
        yield record.name
    for ip in record.ips:
        yield from aliases(ip)
    yield from record.macs


def aliases(name: str) -> tuple[str, ...]:
    """The names under which words by this one are found: an internet address also by the prefix its peers have."""
    try:
        address = read_address(name)
    except ValueError:
        return (name,)
    return (name, f"ext:{address.prefix}") if address.kind == "external" else (name,)


def canonical(name: str) -> str:
    """A name as `names_of` has it: addresses and MACs in their one form."""
    realm, separator, bare = name.rpartition("/")
    try:
        address = read_address(bare)
    except ValueError:
        return normal_mac(name) or name
    return f"{realm}{separator}{address.text}"


def _same(word: Word, other: Word) -> bool:
    return word.decision == other.decision and word.about == other.about


def _names_in(word: Word) -> list[str]:
    if word.subject == "path":
        return [*word.paths[0][:2]]
    return [] if word.initiator is None else [word.initiator]


def _drop(table: dict[K, list[Word]], key: K, word: Word) -> None:
    words = table.get(key)
    if words is None:
        return
    words[:] = [each for each in words if each is not word]
    if not words:
        del table[key]
