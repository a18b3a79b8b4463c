"""A site in a few figures: they are those that the lists give."""

from models.baseline import READY_AT
from models.census import Census
from models.pipeline import Pipeline
from models.settings import CoreSettings
from schemas.tick import Tick
from tests.models import builders as b


def test_a_site_of_which_nothing_is_known_counts_nothing() -> None:
    assert Pipeline("s", CoreSettings()).census() == Census(
        assets=0, ready=0, paths=0, ledger=0, open_alerts=0, watermark=None, latest_flow=None
    )


def test_the_figures_are_those_of_the_lists() -> None:
    plant = b.learnt_plant()
    b.run(plant, [b.flow(b.after() + 60, b.PLC, b.INTERNET, 443)])
    census = plant.census()
    known = [each.readiness for each in plant.assets() if each.readiness is not None]
    assert census.assets == len(known)
    assert 0 < census.ready == sum(share >= READY_AT for share in known)
    assert census.paths == len(plant.paths())
    assert census.ledger == len(plant.ledger()) > 0
    assert census.open_alerts == 1


def test_times_are_those_of_ticks_and_of_the_latest_flow() -> None:
    plant = Pipeline(b.SITE, CoreSettings())
    plant.observe([b.flow(b.MONDAY, b.SCADA, b.PLC)])
    census = plant.census()
    assert (census.watermark, census.latest_flow) == (None, plant.census().latest_flow)
    plant.tick(Tick(b.SITE, "c", b.MONDAY + 5.0))
    assert plant.census().watermark == census.latest_flow


def test_counting_changes_nothing() -> None:
    plant = b.learnt_plant()
    plant.changed_records()
    quiet = plant.changed_records()
    plant.census()
    assert plant.changed_records() == quiet
