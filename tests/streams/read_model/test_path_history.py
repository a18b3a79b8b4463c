"""The paths as they were: by hand, and against a site that was looked at each night."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import msgspec

from models.settings import CoreSettings
from replay.simulate.plan import SimulationPlan
from replay.simulate.run import plant_changes, simulate
from replay.ticks import with_ticks
from schemas.flow import Flow
from schemas.path import PathRecord
from streams.messages import Batch
from streams.read_model.path_history import assets_then, matching, path_changes, paths_then
from streams.read_model.wanted import PathsWanted
from streams.shard.shard import Shard
from streams.stores.memory import MemoryStore
from tests.streams.records import T0, a_path

DAY_S = 86_400.0


def encoded(*paths: PathRecord) -> list[bytes]:
    return [msgspec.json.encode(path) for path in paths]


def told(service: str = "modbus", *, day: float = 0.0, **fields: object) -> PathRecord:
    return msgspec.structs.replace(a_path(service), **{"as_of": T0 + day * DAY_S, **fields})


HISTORY = encoded(
    told(status="held"),
    told("smb", day=1.0, first_seen=T0 + DAY_S, last_seen=T0 + DAY_S),
    told(day=2.0, status="learnt", responder_zone="cell-1"),
    told("smb", day=3.0, first_seen=T0 + DAY_S, retired=True),
)


def services(day: float) -> dict[str, str]:
    then = paths_then(HISTORY, lambda _site: T0 + day * DAY_S)
    return {path.service: path.status for path in then.paths}


def test_a_path_is_as_its_latest_line_before_the_time_has_it() -> None:
    assert services(-1.0) == {}
    assert services(0.5) == {"modbus": "held"}
    assert services(1.0) == {"modbus": "held", "smb": "learnt"}
    assert services(2.0) == {"modbus": "learnt", "smb": "learnt"}
    assert services(3.0) == {"modbus": "learnt"}


def test_it_says_where_the_history_begins() -> None:
    assert paths_then(HISTORY, lambda _site: T0).begins == T0
    assert paths_then([], lambda _site: T0).begins is None


def test_a_line_of_an_older_weir_is_of_its_last_flow() -> None:
    old = told(as_of=0.0, last_seen=T0 + DAY_S)
    assert paths_then(encoded(old), lambda _site: T0).paths == ()
    assert paths_then(encoded(old), lambda _site: T0 + DAY_S).paths == (old,)


def test_a_line_that_comes_again_later_does_not_take_back_what_is_newer() -> None:
    newer = told(day=2.0, status="learnt")
    assert paths_then(encoded(newer, told(status="held")), lambda _site: T0 + 9 * DAY_S).paths == (newer,)


def test_each_site_has_its_own_end_of_the_day() -> None:
    north = told(site="north", day=0.5)
    then = paths_then(encoded(told(day=0.5), north), lambda site: T0 + (DAY_S if site == "north" else 0.0))
    assert then.paths == (north,)


def test_filters_are_those_of_the_list() -> None:
    paths = [told(), told("smb", responder_side="it", flows=9, unreviewed=True, responder_zone="office")]
    services = {
        name: [path.service for path in matching(paths, wanted, frozenset({"ip:10.1.0.1"}))]
        for name, wanted in {
            "all": PathsWanted(),
            "crossing": PathsWanted(crossing=True),
            "side": PathsWanted(side="ot"),
            "zone": PathsWanted(zone="office"),
            "service": PathsWanted(service="smb"),
            "unreviewed": PathsWanted(status="unreviewed"),
            "flows": PathsWanted(order="flows"),
            "asset": PathsWanted(asset="10.1.0.1"),
            "until": PathsWanted(until=T0 - 1.0),
            "site": PathsWanted(site="north"),
        }.items()
    }
    assert services == {
        "all": ["modbus", "smb"],
        "crossing": ["modbus"],
        "side": ["modbus"],
        "zone": ["smb"],
        "service": ["smb"],
        "unreviewed": ["smb"],
        "flows": ["smb", "modbus"],
        "asset": ["modbus", "smb"],
        "until": [],
        "site": [],
    }


def test_two_days_differ_by_what_is_new_gone_changed_and_silent() -> None:
    before = [told(status="held"), told("smb"), told("dns", last_seen=T0), told("ntp")]
    after = [
        told(status="learnt", responder_zone="cell-1", last_seen=T0 + 19 * DAY_S),
        told("dns", last_seen=T0),
        told("ntp", last_seen=T0 + 19 * DAY_S),
        told("rdp", day=10.0),
    ]
    changes = path_changes(before, after, lambda _site: T0 + DAY_S, lambda _site: T0 + 20 * DAY_S)
    assert [path.service for path in changes.new] == ["rdp"]
    assert [path.service for path in changes.gone] == ["smb"]
    assert [each.what for each in changes.changed] == [("held -> learnt", "responder's zone: none -> cell-1")]
    assert [path.service for path in changes.silent] == ["dns"]
    assert changes.alike == 2


def test_an_asset_is_as_its_latest_path_has_it() -> None:
    paths = [
        told(initiator_name="old"),
        told("smb", day=2.0, initiator_name="new", initiator_zone="office"),
        told("rdp", initiator="ip:10.9.9.9", responder="ip:10.0.0.1"),
    ]
    (found,) = assets_then(paths, frozenset({"ip:10.0.0.1"}))
    assert (found.name, found.zone, len(found.began), len(found.asked)) == ("new", "office", 2, 1)
    assert assets_then(paths, frozenset({"nobody"})) == []


PLAN = SimulationPlan(
    days=10, attacks=("pivot", "rogue-device"), attack_day=9, seed=5, cells=1, workstations=12, rate=0.1
)


def shard() -> Shard:
    settings = CoreSettings(time_zone=PLAN.time_zone, learn_until=PLAN.learn_until)
    made = Shard(MemoryStore(), lambda _site: settings)
    made.apply_batch(Batch([*plant_changes(PLAN)], [], "plan"))
    return made


def day_of(flow: Flow) -> int:
    return int(flow.end // DAY_S)


def batches() -> Iterator[tuple[int, Sequence[Flow]]]:
    for day, each in groupby(sorted(simulate(PLAN), key=lambda flow: flow.end), key=day_of):
        yield day, list(each)


def test_the_paths_of_each_night_are_those_that_were_there_however_seldom_the_history_was_written() -> None:
    """A path is told with its first flow of the site's day, so of its day's counts no more is compared."""
    nights: dict[int, list[tuple[str, str]]] = {}
    looked_at, written_once = shard(), shard()
    for day, flows in batches():
        for batch in with_ticks([Batch([*flows], [], "flows")]):
            looked_at.apply_batch(batch)
        nights[day] = [(path.key, path.status) for path in looked_at.pipelines[PLAN.site].paths()]
        looked_at.settle()
    for batch in with_ticks([Batch([flow for _, flows in batches() for flow in flows], [], "flows")]):
        written_once.apply_batch(batch)
    _, paths, _ = written_once.settle()
    lines = encoded(*paths)
    assert len(nights) > PLAN.days - 2
    for day, wanted in nights.items():
        then = paths_then(lines, lambda _site, end=(day + 1) * DAY_S: end)  # type: ignore[misc]
        assert [(path.key, path.status) for path in then.paths] == wanted
