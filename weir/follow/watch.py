"""The alerts of a filter, and each revision of them that comes after: a few queries a look, and no state restored."""

from collections.abc import Iterator

from msgspec.structs import replace

from schemas.alert import Alert
from streams.read_model.alert_filter import matches
from streams.read_model.protocol import ReadModel
from streams.read_model.wanted import AlertsWanted, AssetsWanted

AT_ONCE = 500
"""Revisions read at once: some MB."""


class Watch:
    """Reads on from where it began. All of it raises ReadError, and UnknownValue for a filter that names nothing."""

    def __init__(self, model: ReadModel, wanted: AlertsWanted) -> None:
        self._model = model
        self._wanted = wanted
        self._token: str | None = None
        self._names = frozenset[str]()

    @property
    def has_begun(self) -> bool:
        """Whether there was a state to read."""
        return self._token is not None

    def begin(self, *wanted: AlertsWanted) -> list[Alert]:
        """Follow from now on; gives the alerts there are of each of `wanted`, none where nothing is wanted."""
        self._model.renew()
        token = self._model.newest_token()
        if self._wanted.asset is not None:
            named = self._model.assets(AssetsWanted(asset=self._wanted.asset)).items
            self._names = frozenset({self._wanted.asset, *(asset.id for asset in named)})
        # Refuses a filter that names what nobody knows: it would wait for ever.
        self._model.alerts(replace(self._wanted, limit=1, page=1))
        there = [alert for each in wanted for alert in self._model.alerts(each).items]
        self._token = token
        return there

    def came(self) -> Iterator[Alert]:
        """The revisions that came since and match, in their order."""
        return (alert for alert, is_wanted in self.all_that_came() if is_wanted)

    def all_that_came(self) -> Iterator[tuple[Alert, bool]]:
        """All revisions that came since, and whether they match: one that does not may have before."""
        self._model.renew()
        more = True
        while more:
            changes = self._model.revisions_since(self._token or "", AT_ONCE)
            yield from ((alert, matches(alert, self._wanted, self._names)) for alert in changes.alerts)
            self._token, more = changes.token, changes.more
