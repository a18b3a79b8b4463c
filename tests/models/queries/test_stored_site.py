"""What a site's records list is what a pipeline restored from them lists, whatever happened and whatever is damaged."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.pipeline import Pipeline
from models.queries.stored_site import StoredSite
from models.settings import CoreSettings
from models.state.state_codec import encode
from schemas.asset_summary import AssetSummary
from schemas.overview.learning import SiteLearning
from schemas.overview.matrix import MatrixCell
from schemas.overview.roles import Role
from schemas.overview.sensors import SensorView
from schemas.path import PathRecord
from schemas.standing_word import StandingWord
from schemas.state import StateRecord, part_of, site_of
from tests.models import builders as b
from tests.models import cuts, stored_state
from tests.models.test_restore_any_damage import mutated, mutations

Lists = tuple[
    list[AssetSummary],
    list[PathRecord],
    list[StandingWord],
    list[MatrixCell],
    SiteLearning,
    list[Role],
    list[SensorView],
]


def of_pipeline(pipeline: Pipeline) -> Lists:
    return (
        pipeline.assets(),
        pipeline.paths(),
        pipeline.spoken(),
        pipeline.matrix(),
        pipeline.learning(),
        pipeline.roles(),
        pipeline.sensors(),
    )


def by_restoring(site: str, records: list[StateRecord], core: CoreSettings) -> Lists:
    pipeline = Pipeline(site, core)
    pipeline.restore(records)
    return of_pipeline(pipeline)


def by_reading(site: str, records: list[StateRecord], core: CoreSettings) -> Lists:
    stored = StoredSite(site, records)
    return (
        stored.asset_summaries(core.learn_until),
        [path.record(site) for path in stored.paths()],
        stored.spoken(),
        stored.matrix(core.policy),
        stored.learning(core),
        stored.roles(),
        stored.sensors(),
    )


def same(site: str, records: list[StateRecord], core: CoreSettings) -> None:
    assert by_reading(site, records, core) == by_restoring(site, records, core)


@settings(max_examples=25)
@given(plan=cuts.drafts, learn_until=st.sampled_from((None, b.after(20))))
def test_after_any_history_the_lists_are_those_of_a_restored_pipeline(
    plan: list[cuts.Draft], learn_until: float | None
) -> None:
    core = CoreSettings(learn_until=learn_until)
    store = dict(cuts.learnt())
    pipeline = cuts.restored(store, core)
    cuts.events_of(pipeline, cuts.NOW, plan)
    cuts.keep(store, pipeline)
    records = [StateRecord(*each) for each in store.items()]
    assert by_reading(b.SITE, records, core) == of_pipeline(pipeline)
    same(b.SITE, records, core)


@settings(max_examples=40)
@given(which=st.integers(0, 10_000), how=mutations)
def test_a_damaged_record_leaves_out_the_same(which: int, how: list[tuple[str, int, int]]) -> None:
    records = stored_state.records()
    target = records[which % len(records)]
    damaged = StateRecord(target.key, mutated(target.value or b"", how))
    site = site_of(target)
    others = [record for record in records if record is not target and site_of(record) == site]
    same(site, [*others, damaged], stored_state.CORE)


@settings(max_examples=30)
@given(
    moves=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=6), data=st.data()
)
def test_sound_records_in_the_wrong_place_leave_out_the_same(moves: list[tuple[int, int]], data: Any) -> None:
    """Heads under another's name, chunks of other owners, records of a newer Weir, set aside and coming back."""
    site = stored_state.sites()[0]
    parts = {part_of(record): record.value or b"" for record in stored_state.records() if site_of(record) == site}
    for source, target in moves:
        names = sorted(parts)
        value = parts[names[source % len(names)]]
        how = data.draw(st.sampled_from(("replace", "newer", "aside", "drop")))
        name = names[target % len(names)]
        match how:
            case "replace":
                parts[name] = value
            case "newer":
                parts[name] = b"\x93\x7f" + value[2:]
            case "aside":
                parts[f"@newer|{name}"] = value
            case _:
                del parts[name]
    same(site, [StateRecord(f"{site}|{part}", value) for part, value in parts.items()], stored_state.CORE)


def test_assets_of_a_newer_weir_that_can_be_read_again_come_back_in_both() -> None:
    site = stored_state.sites()[0]
    records = [record for record in stored_state.records() if site_of(record) == site]
    heads = [part_of(record).removesuffix("|head") for record in records if record.key.endswith("|head")]
    for each in heads[:4]:
        moved = [
            StateRecord(f"{site}|@newer|{part_of(one)}", one.value) if part_of(one).startswith(f"{each}|") else one
            for one in records
        ]
        same(site, moved, stored_state.CORE)
        again = [*records, *(one for one in moved if "|@newer|" in one.key)]
        same(site, again, stored_state.CORE)


def test_a_site_without_records_lists_nothing() -> None:
    stored = StoredSite("empty", [])
    assert (stored.asset_summaries(None), stored.paths(), stored.spoken(), stored.latest) == ([], [], [], 0.0)


def test_zones_that_cannot_be_are_left_out_in_both() -> None:
    bad = StateRecord("plant|@zones", encode([{"z": ["z", 1.0, "ot", ["nonsense"], "", None]}, {}]))
    records = [StateRecord(*each) for each in cuts.learnt().items() if not each[0].endswith("@zones")]
    same(b.SITE, [*records, bad], CoreSettings())


def test_only_wanted_paths_are_listed() -> None:
    records = [StateRecord(*each) for each in cuts.learnt().items()]
    stored = StoredSite(b.SITE, records)
    every = stored.paths()
    some = stored.paths(lambda path: path.stored.service == every[0].stored.service)
    assert 0 < len(some) < len(every)
    assert {path.stored.service for path in some} == {every[0].stored.service}
