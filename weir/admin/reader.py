"""What the reading commands ask for, wherever the state is: the embedded database, or Kafka.

Lists are asked of the read model (`streams/read_model/`); verdicts need a `Reader`, which also brings them back.
"""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, Protocol

from models.queries.site_windows import SiteWindows, site_windows
from schemas.alert import Alert
from schemas.asset_change import AssetChange
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.standing_word import StandingWord, Why
from schemas.state import StateRecord, site_of
from schemas.verdict import Verdict
from streams.read_model.protocol import ReadError, ReadModel
from streams.read_model.wanted import AlertsWanted, AssetsWanted, PathsWanted, UnknownValue
from weir.errors import UserError, told
from weir.settings.sections import Settings


class RefusedVerdict(NamedTuple):
    """A verdict that the running shell did not take, and why; None where too little of it was kept to read it."""

    site: str | None
    verdict: Verdict | None
    reason: str


MOST_REFUSED = 20
"""Refused verdicts that are told: the latest ones, a screenful."""


class Reader(Protocol):
    """The latest committed alerts, paths and assets, and the way back: verdicts."""

    def latest_alerts(self) -> list[Alert]:
        """Each alert's latest revision, by time of detection."""

    def paths(self) -> list[PathRecord]:
        """All paths, by key."""

    def assets(self) -> list[AssetSummary]:
        """All assets, by site and id."""

    def words(self) -> list[StandingWord]:
        """What people said and still stands, by site, in the order in which it came."""

    def why(self, site: str, initiator: str, responder: str, service: str) -> Why | None:
        """Which word decides for a path of a site; None where the site has no state."""

    def give_verdict(self, verdict: Verdict) -> str:
        """Hand a verdict to the running shell, durably; says where it was put."""

    def nobody_takes(self) -> str | None:
        """That nothing runs which would take a verdict now, in a sentence; None where something does."""


class StateReader(ABC):
    """What both shells' readers have in common: lists by their read model, and pipelines for who asks a core."""

    def __init__(self, model: ReadModel, settings: Settings) -> None:
        self.model = model
        self._settings = settings

    def latest_alerts(self) -> list[Alert]:
        """Each alert's latest revision, by time of detection."""
        with readable():
            return self.model.alerts(AlertsWanted()).items

    def paths(self) -> list[PathRecord]:
        """All paths, by site and key, as the state has them: the published records trail it by up to a day."""
        with readable():
            return self.model.paths(PathsWanted()).items

    def assets(self) -> list[AssetSummary]:
        """All assets, by site and id."""
        with readable():
            return self.model.assets(AssetsWanted()).items

    def words(self) -> list[StandingWord]:
        """What people said and still stands, by site, in the order in which it came."""
        with readable():
            return self.model.words()

    def why(self, site: str, initiator: str, responder: str, service: str) -> Why | None:
        """Which word decides for a path of a site; None where the site has no state. The site's core is asked."""
        from streams.shard.restored import restored_pipelines

        with readable():
            records = [record for record in self._records() if site_of(record) == site]
        pipelines, _ = restored_pipelines(records, self._settings.settings_for)
        return pipelines[site].why(initiator, responder, service) if site in pipelines else None

    def refused_verdicts(self) -> list[RefusedVerdict]:
        """The verdicts that were refused lately, the oldest first; none where that can't be asked cheaply."""
        return []

    @abstractmethod
    def give_verdict(self, verdict: Verdict) -> str:
        """Hand a verdict to the running shell, durably; says where it was put."""

    @abstractmethod
    def give_change(self, change: AssetChange) -> str:
        """The same of what somebody announces."""

    def records(self) -> list[StateRecord]:
        """All state records, as they are stored."""
        with readable():
            return self._records()

    def announced(self, site: str | None) -> list[SiteWindows]:
        """What is announced of maintenance, by site, with what there is to announce it of. None: of all sites."""
        with readable():
            records = [record for record in self._records() if site in {None, site_of(record)}]
        return [site_windows(name, list(group)) for name, group in groupby(sorted(records, key=site_of), key=site_of)]

    @abstractmethod
    def nobody_takes(self) -> str | None:
        """That nothing runs which would take a verdict now, in a sentence; None where something does."""

    def waits(self) -> str | None:
        """That verdicts lie where they were put and nothing has taken them yet, in a sentence."""
        return None

    @abstractmethod
    def _records(self) -> list[StateRecord]:
        """All state records."""


class EmbeddedReader(StateReader):
    """Reads the state folder of `weir run`, also while it runs."""

    def __init__(self, settings: Settings) -> None:
        from streams.read_model.sqlite import SqliteReadModel

        self._state_dir = Path(settings.embedded.state_dir)
        self._embedded = SqliteReadModel(self._state_dir, settings.settings_for)
        super().__init__(self._embedded, settings)

    def give_verdict(self, verdict: Verdict) -> str:
        """Append it to the verdict inbox, which `weir run` reads, now or when it is next started."""
        from streams.embedded.verdict_inbox import INBOX_NAME, append_verdict

        inbox = self._state_dir / INBOX_NAME
        with told():
            append_verdict(inbox, verdict)
        return str(inbox)

    def give_change(self, change: AssetChange) -> str:
        """Append it to the inbox of what is announced, which `weir run` reads, now or when it is next started."""
        from streams.embedded.verdict_inbox import CHANGES_NAME, append_verdict

        inbox = self._state_dir / CHANGES_NAME
        with told():
            append_verdict(inbox, change)
        return str(inbox)

    def refused_verdicts(self) -> list[RefusedVerdict]:
        """Those of the inbox among the dead letters that the state keeps."""
        from streams.embedded.verdict_inbox import SOURCE
        from streams.stores.sqlite_reader import SqliteReader
        from streams.stores.sqlite_schema import StoreError

        with told(StoreError):
            letters = SqliteReader(self._state_dir).newest_dead_letters(SOURCE, MOST_REFUSED)
        return [RefusedVerdict(letter.site, _verdict(letter.raw), letter.reason) for letter in letters]

    def nobody_takes(self) -> str | None:
        """Whether `weir run` has the state: it holds the lock beside it."""
        from streams.stores.owner_lock import LOCK_NAME, is_held

        if is_held(self._state_dir / LOCK_NAME):
            return None
        return f"nothing runs on {self._state_dir} to take it: it counts once `weir run` is started there"

    def waits(self) -> str | None:
        """Lines of the inbox past the position of the last checkpoint."""
        from streams.embedded.verdict_inbox import INBOX_NAME, waiting
        from streams.stores.sqlite_reader import SqliteReader
        from streams.stores.sqlite_schema import StoreError

        try:
            number = waiting(self._state_dir / INBOX_NAME, SqliteReader(self._state_dir).positions())
        except (StoreError, OSError):
            return None
        if not number:
            return None
        noted = "1 verdict is noted and not taken" if number == 1 else f"{number} verdicts are noted and not taken"
        return f"{noted} yet{'' if self.nobody_takes() is None else ': start `weir run` here'}"

    def _records(self) -> list[StateRecord]:
        return self._embedded.records()


def _verdict(raw: bytes) -> Verdict | None:
    from schemas.codec import VERDICTS

    try:
        return VERDICTS.decode_one(raw)
    except ValueError:
        return None


def open_reader(settings: Settings, *, kafka: bool) -> StateReader:
    """The reader of the embedded state, or with `kafka` that of the topics."""
    if kafka:
        from weir.admin.kafka_reader import KafkaReader

        return KafkaReader(settings)
    return EmbeddedReader(settings)


def readable() -> AbstractContextManager[None]:
    """A state that can't be read, or a filter that names what is not there, is told as the read model says it."""
    return told(ReadError, UnknownValue)


def find_alert(
    alerts: list[Alert], wanted: str, site: str | None = None, *, listed_by: str = "weir alerts list"
) -> Alert:
    """The alert whose id begins with `wanted`. Raises UserError when there is none, or more than one.

    `listed_by` is the command that lists those there are.
    """
    found = [one for one in alerts if one.id.startswith(wanted) and site in {None, one.site}]
    exact = [one for one in found if one.id == wanted]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if not found:
        msg = f"no alert {wanted!r}; `{listed_by}` shows their ids"
        raise UserError(msg)
    ids = ", ".join(f"{one.id} of {one.site}" for one in found[:5])
    msg = f"{len(found)} alerts begin with {wanted!r} ({ids}); give more of the id, or --site"
    raise UserError(msg)


def asset_named(reader: Reader, wanted: str, site: str) -> str:
    """The id of the one asset that tables call `wanted`: the core knows assets by id and address, not by name.

    `wanted` itself when it is an id or address, or nothing is called so. Raises UserError for a name of several.
    """
    assets = known_assets(reader, site)
    if any(wanted in {one.id, one.declared_id, *one.ips} for one in assets):
        return wanted
    named = [one.id for one in assets if one.name == wanted]
    if len(named) > 1:
        msg = f"{len(named)} assets of {site} are called {wanted!r}: give the id, one of {', '.join(named[:5])}"
        raise UserError(msg)
    return named[0] if named else wanted


def unknown_names(reader: Reader, verdict: Verdict) -> list[str]:
    """What a verdict names and its site has not met yet, such as `asset 'ws-9'`: allowed, but it may be a typo."""
    assets = known_assets(reader, verdict.site)
    known = {name for one in assets for name in (one.id, one.declared_id, *one.ips)}
    named = [verdict.initiator, *((verdict.path.initiator, verdict.path.responder) if verdict.path else ())]
    unknown = [f"asset {name!r}" for name in named if name is not None and name not in known]
    if verdict.zones is not None:
        zones = {one.zone for one in assets}
        pair = (verdict.zones.from_zone, verdict.zones.to_zone)
        unknown += [f"asset in zone {name!r}" for name in pair if name not in zones]
    return unknown


def standing_words(reader: Reader, site: str) -> list[StandingWord]:
    """What stands in a site; nothing before there is a state."""
    try:
        return [one for one in reader.words() if one.site == site]
    except UserError:
        return []


def known_paths(reader: Reader) -> list[PathRecord]:
    """All paths; nothing before there is a state."""
    try:
        return reader.paths()
    except UserError:
        return []


def known_assets(reader: Reader, site: str) -> list[AssetSummary]:
    """What the site has met by now; nothing before there is a state."""
    try:
        return [one for one in reader.assets() if one.site == site]
    except UserError:
        return []
