"""Pipelines as they stood at the last checkpoint, from a partition's state records."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
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
    with _no_garbage_collection():
        for site, own in groupby(sorted(records, key=site_of), key=site_of):
            pipeline = pipelines[site] = Pipeline(site, settings_for(site))
            problems += [f"{site}: {problem}" for problem in pipeline.restore(list(own))]
    return pipelines, problems


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """What is restored lives long: to look through it again and again while it grows costs a sixth of it (measured)."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
