"""Stored states of older versions, with what was made of each then."""

import gzip
from functools import cache
from pathlib import Path

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas import codec
from schemas.formats import recording, state_export
from schemas.state import StateRecord, site_of
from tests.models.builders import Event

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
CORE = CoreSettings(time_zone="Europe/Zurich")


def export_of(version: int) -> Path:
    return CORPUS / f"state-v{version}" / "state.ndjson.gz"


def lines(name: str, version: int = 1) -> list[bytes]:
    return gzip.decompress((export_of(version).parent / f"{name}.ndjson.gz").read_bytes()).splitlines()


@cache
def records(version: int = 1) -> tuple[StateRecord, ...]:
    return tuple(state_export.decode(lines("state", version))[1])


def sites() -> list[str]:
    return sorted({site_of(record) for record in records()})


def future(version: int = 1) -> list[Event]:
    return [recording.decode_line(line) for line in lines("future", version)]


def restored(of: list[StateRecord] | tuple[StateRecord, ...]) -> tuple[dict[str, Pipeline], list[str]]:
    """A pipeline of each site, and the problems."""
    pipelines: dict[str, Pipeline] = {}
    problems: list[str] = []
    for site in sites():
        pipelines[site] = Pipeline(site, CORE)
        problems += pipelines[site].restore([record for record in of if site_of(record) == site])
    return pipelines, problems


def views(pipelines: dict[str, Pipeline]) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for site in sorted(pipelines):
        pipeline = pipelines[site]
        for name, rows in (("asset", pipeline.assets()), ("path", pipeline.paths()), ("ledger", pipeline.ledger())):
            found += [(name, codec.encode_for_people(row)) for row in rows]
    return found
