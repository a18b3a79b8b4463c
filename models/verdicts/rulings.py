"""Asks which word decides for a finding. A word on a name is pinned to the first asset of the site that bears it."""

from models.baseline.asset import Asset
from models.baseline.path import Path
from models.findings.scan_tracker import place_of
from models.identity.inventory import Inventory
from models.verdicts.rule import Ruling, covers, deciding, ruling
from models.verdicts.standing import StandingWords, aliases, canonical
from models.verdicts.word import PathKey, Word
from schemas.services.names import CONTROL_SERVICES, OT_SERVICES

CONVERSATIONS = CONTROL_SERVICES | OT_SERVICES
"""Services that control a host or a process: answered, they are a conversation, which no word on a sweep covers."""


class Rulings:
    """Which word decides for what, in one site. Every answer None: nobody's word covers it."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self.standing = StandingWords(inventory.keeps)

    def of_path(
        self, initiator: Asset, responder: Asset, service: str, time: float, *, is_answered: bool
    ) -> Word | None:
        """The word that decides for a path. `is_answered`: it was answered."""
        if not self.standing.words:
            return None
        return deciding(self.covering(initiator, responder, service, is_answered=is_answered), time)

    def of_known(self, path: Path, time: float) -> Word | None:
        """The word that decides for a path that is known."""
        return self.of_path(path.initiator_asset, path.responder_asset, path.service, time, is_answered=path.answered)

    def of_newcomer(self, newcomer: Asset, cause: str, time: float, *, began: bool) -> Word | None:
        """The word that decides for the news that an asset is there. `began`: it showed itself as an initiator."""
        if not self.standing.words:
            return None
        words = self.standing.on_cause(cause) + (self.standing.on_initiator(newcomer) if began else [])
        return deciding([word for word in words if covers("new-asset", word.subject)], time)

    def of_cause(self, cause: str, time: float) -> Word | None:
        """The word that decides for what has no path: one on an alert of the same cause."""
        return deciding(self.standing.on_cause(cause), time) if self.standing.words else None

    def of_crowd(self, initiator: Asset, responder: Asset, service: str, cause: str | None, time: float) -> Word | None:
        """The word that decides for a stranger who is counted with the crowd of `cause`, if it has one yet."""
        if not self.standing.words:
            return None
        on_crowd = [] if cause is None else self.standing.on_cause(cause)
        return deciding(self.standing.covering(initiator, responder, service) + on_crowd, time)

    def of_sweeps(self, initiator: Asset) -> list[Word]:
        """All words on an asset's sweeps, and on all that it begins."""
        words = self.standing.on_initiator(initiator) + self.standing.on_sweeps_of(initiator)
        return [word for word in words if covers("scan", word.subject)]

    def sweep_judged(self, initiator: Asset, time: float) -> bool:
        """Whether a word on a sweep of this asset holds, so that its conversations are causes of their own."""
        return any(word.holds_at(time) for word in self.standing.on_sweeps_of(initiator))

    def covering(self, initiator: Asset, responder: Asset, service: str, *, is_answered: bool) -> list[Word]:
        """All words on a path, and those on a sweep that it is part of."""
        words = self.standing.covering(initiator, responder, service)
        if is_answered and service in CONVERSATIONS:
            return words
        place = place_of(responder)
        sweeping = self.standing.on_sweeps_of(initiator)
        return words + [word for word in sweeping if word.sweep is not None and word.sweep.holds(service, place)]

    def why(self, initiator: str, responder: str, service: str, time: float, *, answered: bool) -> Ruling:
        """Which word decides for a path, given by names, and which lost."""
        began, reached = self.asset(initiator), self.asset(responder)
        if began is not None and reached is not None:
            return ruling(self.covering(began, reached, service, is_answered=answered), time)
        key = (self.pinned(initiator), self.pinned(responder), service)
        return ruling([word for word in self.standing.words.values() if speaks_of_names(word, key)], time)

    def asset(self, name: str) -> Asset | None:
        """The one asset that a person calls so, by id, inventory id, address or name; None: not met, or several."""
        for alias in (name, *aliases(canonical(name))):
            found = self._inventory.find(alias)
            if found is not None:
                return found
        named = [asset for asset in self._inventory.assets.values() if asset.record.name == name]
        return named[0] if len(named) == 1 else None

    def pinned(self, name: str) -> str:
        """The id of the asset that a person calls so; the name itself, in its one form, where it is not met yet."""
        asset = self.asset(name)
        return canonical(name) if asset is None else asset.id


def speaks_of_names(word: Word, key: PathKey) -> bool:
    """Whether a word is on a path or an initiator by these names."""
    return key in word.paths or (word.initiator is not None and word.initiator == key[0])
