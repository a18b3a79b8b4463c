"""Pipelines as they stood at the last checkpoint, for those who only look: no store is owned, nothing is written."""

from collections.abc import Callable, Iterable
from itertools import groupby

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.state import KEY_SEPARATOR, StateRecord


def restored_pipelines(
    records: Iterable[StateRecord], settings_for: Callable[[str], CoreSettings]
) -> dict[str, Pipeline]:
    """The pipeline of each site that the state holds, by site."""
    pipelines: dict[str, Pipeline] = {}
    for site, own in groupby(sorted(records, key=_site_of), key=_site_of):
        pipeline = pipelines[site] = Pipeline(site, settings_for(site))
        pipeline.restore(list(own))
    return pipelines


def _site_of(record: StateRecord) -> str:
    return record.key.partition(KEY_SEPARATOR)[0]
