"""Two sites' stored state, as today's Weir makes it of the shells' scenario, and what comes after it.

Each has two days of polling behind it, then sweeps, crowds, parked flows, standing verdicts and open alerts.
"""

from functools import cache

from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas import codec
from schemas.state import StateRecord, site_of
from tests.kafka import scenario
from tests.models import builders as b

CORE = CoreSettings(time_zone="Europe/Zurich")
MESSAGES = 60
"""The scenario's messages that are stored; as many again are the future."""

_DECLARATIONS = 4
"""With so many lists `scenario.messages` begins: zones and PLCs."""

_QUIET_HOURS = 48
_LISTS_AN_HOUR = 14
"""How many lists `scenario.ending` gives for an hour."""


def sites() -> list[str]:
    return sorted(scenario.sites())


@cache
def _events(site: str) -> tuple[list[b.Event], list[b.Event]]:
    """What is stored, and what comes next."""
    lists = list(scenario.messages(site, 2 * MESSAGES, forgets=False))
    declared, rest = lists[:_DECLARATIONS], lists[_DECLARATIONS:]
    before = round(_QUIET_HOURS * b.HOUR / scenario.STEP_S)
    quiet = scenario.ending(site, -before)[: _QUIET_HOURS * _LISTS_AN_HOUR]
    half = len(rest) // 2
    now = scenario.BEGIN + MESSAGES * scenario.STEP_S
    ahead: list[b.Event] = [
        b.flow(now + 20 * b.DAY + n, "10.1.9.9", "10.3.0.1", site=site, sensor="span-1") for n in range(3)
    ]
    past = [event for events in (*declared, *quiet, *rest[:half], ahead) for event in events]
    return past, [event for events in (*rest[half:], *scenario.ending(site, 2 * MESSAGES)) for event in events]


def future(site: str) -> list[b.Event]:
    return _events(site)[1]


@cache
def records() -> tuple[StateRecord, ...]:
    made: list[StateRecord] = []
    for site in sites():
        pipeline = Pipeline(site, CORE)
        for event in _events(site)[0]:
            b.apply(pipeline, event)
        made += pipeline.changed_records()
    return tuple(sorted((record for record in made if record.value is not None), key=lambda record: record.key))


def restored(of: list[StateRecord] | tuple[StateRecord, ...]) -> tuple[dict[str, Pipeline], list[str]]:
    """A pipeline of each site, and the problems."""
    pipelines: dict[str, Pipeline] = {}
    problems: list[str] = []
    for site in sites():
        pipelines[site] = Pipeline(site, CORE)
        problems += pipelines[site].restore([record for record in of if site_of(record) == site])
    return pipelines, problems


def views(pipelines: dict[str, Pipeline]) -> list[tuple[str, bytes]]:
    """What a person is shown of them."""
    found: list[tuple[str, bytes]] = []
    for site in sorted(pipelines):
        pipeline = pipelines[site]
        for name, rows in (("asset", pipeline.assets()), ("path", pipeline.paths()), ("ledger", pipeline.ledger())):
            found += [(name, codec.encode_for_people(row)) for row in rows]
    return found
