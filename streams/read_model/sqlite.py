"""The read model on the embedded database, also while its owner runs. Nothing here takes ownership."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

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
from streams.read_model import alert_rows
from streams.read_model.asset_alerts import alerts_about, with_alerts
from streams.read_model.path_history import paths_then
from streams.read_model.protocol import Changes, Known, Moment, ReadError, ZoneSummary
from streams.read_model.wanted import AlertsWanted, AssetsWanted, Page, PathsWanted
from streams.stores.sqlite_schema import DATABASE_NAME, StoreError, explain, open_for_reading

if TYPE_CHECKING:
    from streams.read_model.site_lists import SiteLists


class SqliteReadModel:
    """Reads the state that is kept in `state_dir`.

    Alerts are asked of the database at each call, all else is read once and kept until `renew`.
    """

    def __init__(self, state_dir: Path, settings_for: Callable[[str], CoreSettings]) -> None:
        self._path = state_dir / DATABASE_NAME
        self._settings_for = settings_for
        self._kept: SiteLists | None = None

    def alerts(self, wanted: AlertsWanted) -> Page[Alert]:
        """See `ReadModel`."""
        names = frozenset[str]() if wanted.asset is None else self._lists.names(wanted.asset)
        with self._connection() as connection:
            page = alert_rows.alerts(connection, wanted, names)
            sites = [] if page.total else alert_rows.sites(connection)
        if not page.total and alert_rows.names_something(wanted):
            self._lists.check_alerts(wanted, sites)
        return page

    def changed_alerts(self, token: str | None, limit: int) -> Changes:
        """See `ReadModel`; a token is the last sequence number given."""
        after = _number(token)
        with self._connection() as connection:
            found, last, more = alert_rows.changed(connection, after, limit)
        return Changes(alerts=found, token=str(last), more=more)

    def newest_token(self) -> str:
        """See `ReadModel`."""
        with self._connection() as connection:
            return str(alert_rows.newest(connection))

    def revisions_since(self, token: str, limit: int) -> Changes:
        """See `ReadModel`."""
        with self._connection() as connection:
            found, last, more = alert_rows.came(connection, _number(token), limit)
        return Changes(alerts=found, token=str(last), more=more)

    def alert_tallies(self, site: str | None) -> list[AlertTally]:
        """See `ReadModel`."""
        with self._connection() as connection:
            return alert_rows.tallies(connection, site)

    def assets(self, wanted: AssetsWanted) -> Page[AssetSummary]:
        """See `ReadModel`."""
        return self._lists.assets(wanted)

    def paths(self, wanted: PathsWanted) -> Page[PathRecord]:
        """See `ReadModel`."""
        return self._lists.paths(wanted)

    def paths_then(self, until: Callable[[str], float]) -> PathsThen:
        """See `ReadModel`: the last word on each path first, which is kept where its history is forgotten."""
        with self._connection() as connection:
            last = connection.execute("SELECT body FROM paths")
            told = connection.execute("SELECT body FROM path_history ORDER BY sequence")
            return paths_then((body for (body,) in chain(last, told)), until)

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
        with self._connection() as connection:
            return alert_rows.revisions(connection, site, alert_id)

    def revision_before(self, alert: Alert) -> Alert | None:
        """The revision that an alert's came after; None where there is none, or it is not kept any more."""
        with self._connection() as connection:
            return alert_rows.revision_before(connection, alert)

    def known(self) -> Known:
        """See `ReadModel`."""
        return self._lists.known()

    def moment(self) -> Moment:
        """See `ReadModel`. When the state was written is told by its files: a checkpoint has no time of its own."""
        files = (self._path, self._path.with_name(f"{self._path.name}-wal"))
        written = [file.stat().st_mtime for file in files if file.exists()]
        return Moment(written=max(written, default=None), traffic=None if self._kept is None else self._kept.traffic())

    def renew(self) -> None:
        """See `ReadModel`."""
        self._kept = None

    def records(self) -> list[StateRecord]:
        """The state records, for who has to restore a pipeline of them. Raises ReadError."""
        with self._connection() as connection:
            return [StateRecord(*row) for row in connection.execute("SELECT key, value FROM state")]

    @property
    def _lists(self) -> "SiteLists":
        if self._kept is None:
            # Imported where it is needed: most lists of alerts go without, and it brings much of the core along.
            from streams.read_model.site_lists import SiteLists  # noqa: PLC0415

            self._kept = SiteLists(self.records(), self._settings_for)
        return self._kept

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """The database at one moment, that of the first question."""
        try:
            with closing(open_for_reading(self._path)) as connection:
                connection.execute("BEGIN")
                yield connection
        except sqlite3.Error as error:
            raise ReadError(str(explain(error, self._path))) from error
        except StoreError as error:
            raise ReadError(str(error)) from error


def _number(token: str | None) -> int:
    """The sequence number that a token is; 0 for what is none."""
    return int(token) if token is not None and token.isascii() and token.isdigit() and len(token) < 19 else 0
