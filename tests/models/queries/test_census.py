"""A site in a few figures: they are those that the lists give."""

from models.baseline.baseline import READY_AT
from models.pipeline import Pipeline
from models.queries.census import ASSETS_A_STEP, PATHS_A_STEP, Census
from models.settings import CoreSettings
from schemas.tick import Tick
from tests.models import builders as b


def taken(plant: Pipeline) -> Census:
    *steps, census = plant.census()
    assert set(steps) <= {None}
    assert census is not None
    return census


def test_a_site_of_which_nothing_is_known_counts_nothing() -> None:
    assert taken(Pipeline("s", CoreSettings())) == Census(
        assets=0, ready=0, paths=0, ledger=0, open_alerts=0, watermark=None, latest_flow=None
    )


def test_the_figures_are_those_of_the_lists() -> None:
    plant = b.learnt_plant()
    b.run(plant, [b.flow(b.after() + 60, b.PLC, b.INTERNET, 443)])
    census = taken(plant)
    known = [each.readiness for each in plant.assets() if each.readiness is not None]
    assert census.assets == len(known)
    assert 0 < census.ready == sum(share >= READY_AT for share in known)
    assert census.paths == len(plant.paths())
    assert census.ledger == len(plant.ledger()) > 0
    assert census.open_alerts == 1


def test_times_are_those_of_ticks_and_of_the_latest_flow() -> None:
    plant = Pipeline(b.SITE, CoreSettings())
    plant.observe([b.flow(b.MONDAY, b.SCADA, b.PLC)])
    census = taken(plant)
    assert census.watermark is None
    assert census.latest_flow == b.MONDAY
    plant.tick(Tick(b.SITE, "c", b.MONDAY + 5.0))
    assert taken(plant).watermark == census.latest_flow


def test_sensors_of_which_something_is_to_be_mended_are_counted() -> None:
    plant = Pipeline(b.SITE, CoreSettings())
    for sensor, flaws in (("good", ()), ("bad", ("checksum",))):
        plant.observe([b.flow(b.MONDAY + n, b.SCADA, b.PLC, sensor=sensor, flaws=flaws) for n in range(40)])
    assert taken(plant).to_mend == 1


def test_counting_changes_nothing() -> None:
    plant = b.learnt_plant()
    plant.changed_records()
    quiet = plant.changed_records()
    taken(plant)
    assert plant.changed_records() == quiet


def test_a_large_site_is_counted_in_steps_while_it_changes() -> None:
    plant = Pipeline(b.SITE, CoreSettings())
    plant.observe([b.flow(b.MONDAY + n, f"10.3.{n // 200}.{n % 200 + 1}", b.PLC) for n in range(2 * ASSETS_A_STEP)])
    steps = plant.census()
    assert next(steps) is None
    plant.observe([b.flow(b.MONDAY + 600.0, "10.9.9.9", b.PLC)])
    *more, census = steps
    assert len(more) == 2 + 1
    assert 2 * ASSETS_A_STEP < PATHS_A_STEP
    assert census is not None
    assert census.assets == 2 * ASSETS_A_STEP + 1
    assert census.paths == 2 * ASSETS_A_STEP + 1
