"""Pipelines as they stood at the last checkpoint, from a partition's state records."""

from collections.abc import Callable, Iterable
from itertools import groupby

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.state import StateRecord, site_of


def restored_pipelines(
    records: Iterable[StateRecord], settings_for: Callable[[str], CoreSettings]
) -> tuple[dict[str, Pipeline], list[str]]:
    """The pipeline of each site that the state holds, by site; and what could not be read, a line each."""
    pipelines: dict[str, Pipeline] = {}
    problems: list[str] = []
    for site, own in groupby(sorted(records, key=site_of), key=site_of):
        pipeline = pipelines[site] = Pipeline(site, settings_for(site))
        problems += [f"{site}: {problem}" for problem in pipeline.restore(list(own))]
    return pipelines, problems
