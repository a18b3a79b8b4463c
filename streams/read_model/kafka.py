"""The read model on Kafka's topics, by a local cache that is brought up to date once for each moment shown."""

import sqlite3
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import finalize

from models.settings import CoreSettings
from schemas.alert import Alert
from schemas.asset_summary import AssetSummary
from schemas.overview.asset_detail import AssetDetail
from schemas.overview.conduits import ConduitEntry
from schemas.overview.detectors import AlertTally
from schemas.overview.inventory import InventoryCount
from schemas.overview.learning import SiteLearning
from schemas.overview.matrix import MatrixCell
from schemas.overview.path_changes import PathsThen
from schemas.overview.roles import Role
from schemas.overview.sensors import SensorView
from schemas.path import PathRecord
from schemas.standing_word import StandingWord
from schemas.state import StateRecord
from streams.kafka.client.settings import KafkaSettings
from streams.kafka.log.state_messages import PARTS_HEADER, DamagedState, StateMessages
from streams.read_model import alert_rows, cache_file, catch_up
from streams.read_model.asset_alerts import alerts_about, with_alerts
from streams.read_model.path_history import paths_then
from streams.read_model.protocol import Changes, Known, Moment, ReadError, ZoneSummary
from streams.read_model.wanted import AlertsWanted, AssetsWanted, Page, PathsWanted

if TYPE_CHECKING:
    from streams.read_model.site_lists import SiteLists

_SOUND = frozenset({"SQLITE_BUSY", "SQLITE_FULL"})
"""Another command holds the file, or there is no room for what is new: what is in it can be used again."""


class KafkaReadModel:
    """Reads committed messages only, and joins no group. `folder` keeps the cache."""

    def __init__(
        self, settings: KafkaSettings, settings_for: Callable[[str], CoreSettings], folder: Path | None = None
    ) -> None:
        self._settings = settings
        self._settings_for = settings_for
        folder = cache_file.default_folder() if folder is None else folder
        self._path = cache_file.file_in(folder, settings.bootstrap_servers, settings.prefix)
        self._copy: sqlite3.Connection | None = None
        self._close: finalize[[], KafkaReadModel] | None = None
        """Closes the copy, at the latest when the model is no more."""
        self._kept: SiteLists | None = None

    def alerts(self, wanted: AlertsWanted) -> Page[Alert]:
        """See `ReadModel`."""
        names = frozenset[str]() if wanted.asset is None else self._lists.names(wanted.asset)
        page = alert_rows.alerts(self._moment, wanted, names)
        if not page.total and alert_rows.names_something(wanted):
            self._lists.check_alerts(wanted, alert_rows.sites(self._moment))
        return page

    def changed_alerts(self, token: str | None, limit: int) -> Changes:
        """See `ReadModel`; a token is a cache and the last of its sequence numbers."""
        cache, after = self._read_up_to(token or "")
        found, last, more = alert_rows.changed(self._moment, after, limit)
        return Changes(alerts=found, token=f"{cache}:{last}", more=more)

    def newest_token(self) -> str:
        """See `ReadModel`."""
        return f"{cache_file.fact(self._moment, 'cache')}:{alert_rows.newest(self._moment)}"

    def revisions_since(self, token: str, limit: int) -> Changes:
        """See `ReadModel`."""
        cache, after = self._read_up_to(token)
        found, last, more = alert_rows.came(self._moment, after, limit)
        return Changes(alerts=found, token=f"{cache}:{last}", more=more)

    def _read_up_to(self, token: str) -> tuple[object, int]:
        """The cache, and the sequence number that a token of it is; 0 for what is none, or another cache's."""
        cache = cache_file.fact(self._moment, "cache")
        of, _, number = token.partition(":")
        known = of == cache and number.isascii() and number.isdigit() and len(number) < 19
        return cache, int(number) if known else 0

    def alert_tallies(self, site: str | None) -> list[AlertTally]:
        """See `ReadModel`."""
        return alert_rows.tallies(self._moment, site)

    def assets(self, wanted: AssetsWanted) -> Page[AssetSummary]:
        """See `ReadModel`."""
        return self._lists.assets(wanted)

    def paths(self, wanted: PathsWanted) -> Page[PathRecord]:
        """See `ReadModel`."""
        return self._lists.paths(wanted)

    def paths_then(self, until: Callable[[str], float]) -> PathsThen:
        """See `ReadModel`: read from the topics each time, the last word on each path first."""
        # Imported where it is needed: kafka-python takes 0.2 s.
        from streams.kafka.log import read  # noqa: PLC0415
        from streams.kafka.log.topics import TopicsError, partition_count  # noqa: PLC0415

        def told() -> Iterator[bytes]:
            for name in ("paths", "path-history"):
                for partition in range(partition_count(self._settings)):
                    messages = read.messages(self._settings, name, partition)
                    yield from (message.value for message in messages if message.value is not None)

        try:
            return paths_then(told(), until)
        except TopicsError as error:
            raise ReadError(str(error)) from error

    def names_of(self, asset: str) -> frozenset[str]:
        """See `ReadModel`."""
        return self._lists.names(asset)

    def matrix(self, wanted: PathsWanted) -> list[MatrixCell]:
        """See `ReadModel`."""
        return self._lists.matrix(wanted)

    def conduits(self, site: str | None) -> list[ConduitEntry]:
        """See `ReadModel`."""
        return self._lists.conduits(site)

    def detail(self, asset: str, site: str | None, most_peers: int | None) -> AssetDetail:
        """See `ReadModel`."""
        found = self._lists.detail(asset, site, most_peers)
        return with_alerts(found, self.alerts(alerts_about(found)))

    def learning(self) -> list[SiteLearning]:
        """See `ReadModel`."""
        return self._lists.learning()

    def roles(self, wanted: AssetsWanted) -> list[Role]:
        """See `ReadModel`."""
        return self._lists.roles(wanted)

    def sensors(self, site: str | None) -> list[SensorView]:
        """See `ReadModel`."""
        return self._lists.sensors(site)

    def inventory(self) -> list[InventoryCount]:
        """See `ReadModel`."""
        return self._lists.inventory()

    def zones(self) -> list[ZoneSummary]:
        """See `ReadModel`."""
        return self._lists.zones()

    def words(self) -> list[StandingWord]:
        """See `ReadModel`."""
        return self._lists.words()

    def words_on(self, alert: Alert) -> list[StandingWord]:
        """See `ReadModel`."""
        return self._lists.words_on(alert)

    def revisions(self, site: str, alert_id: str) -> list[Alert]:
        """See `ReadModel`."""
        found = alert_rows.alerts(self._moment, AlertsWanted(site=site, id_begins=alert_id), frozenset())
        return [alert for alert in found.items if alert.id == alert_id]

    def known(self) -> Known:
        """See `ReadModel`."""
        return self._lists.known()

    def moment(self) -> Moment:
        """See `ReadModel`."""
        written = cache_file.fact(self._moment, "written")
        return Moment(
            written=written if isinstance(written, float) else None,
            traffic=None if self._kept is None else self._kept.traffic(),
        )

    def renew(self) -> None:
        """See `ReadModel`."""
        self._kept = self._copy = None
        if self._close is not None:
            self._close()
            self._close = None

    def records(self) -> list[StateRecord]:
        """The state records, for who has to restore a pipeline of them. Raises ReadError."""
        found: list[StateRecord] = []
        rows = self._moment.execute("SELECT partition, key, value, parts FROM state ORDER BY partition, key")
        for partition, own in groupby(rows, key=itemgetter(0)):
            gathered = StateMessages()
            for _, key, value, parts in own:
                gathered.read(key, value, () if parts is None else ((PARTS_HEADER, parts),))
            try:
                found += gathered.loaded().records
            except DamagedState as error:
                msg = (
                    f"{self._settings.topic('state')} is damaged in partition {partition}: {error};"
                    " the worker says what to do"
                )
                raise ReadError(msg) from error
        return found

    @property
    def _lists(self) -> "SiteLists":
        if self._kept is None:
            # Imported where it is needed: most lists of alerts go without, and it brings much of the core along.
            from streams.read_model.site_lists import SiteLists  # noqa: PLC0415

            self._kept = SiteLists(self.records(), self._settings_for)
        return self._kept

    @property
    def _moment(self) -> sqlite3.Connection:
        """The cache, brought up to date when the first question of a moment comes, and as it was then."""
        if self._copy is None:
            self._copy = self._brought_up_to_date()
            self._copy.execute("BEGIN")
            self._close = finalize(self, self._copy.close)
        return self._copy

    def _brought_up_to_date(self) -> sqlite3.Connection:
        """The cache; where it can't be used it is made anew, once, and at last done without."""
        for _ in range(2):
            try:
                return self._caught_up(self._path)
            except sqlite3.Error as error:
                if getattr(error, "sqlite_errorname", "") in _SOUND:
                    break
                self._path = cache_file.next_file(self._path)
        return self._caught_up(None)

    def _caught_up(self, path: Path | None) -> sqlite3.Connection:
        connection = cache_file.open_cache(path)
        try:
            catch_up.run(self._settings, connection)
            connection.execute("COMMIT")
        except Exception as error:
            connection.close()
            if (said := self._explained(error)) is None:
                raise
            raise said from error
        except BaseException:
            connection.close()
            raise
        return connection

    def _explained(self, error: Exception) -> ReadError | None:
        """What Kafka does not give, with what to do; None for an error of another kind."""
        # Imported where it goes wrong: kafka-python takes 0.2 s.
        from streams.read_model.kafka_errors import told  # noqa: PLC0415

        return told(self._settings, error)
