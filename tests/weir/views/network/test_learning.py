"""How far the learning is, in words."""

import io

from msgspec.structs import replace
from rich.console import Console

from models.baseline.baseline import READY_AT
from schemas.overview.learning import SiteLearning, TaughtKind
from tests.models import builders as b
from weir.views.network.learning import READY_SHARE, explained, learning_line, print_learning, zone_words


def shown(*sites: SiteLearning) -> str:
    file = io.StringIO()
    print_learning(Console(file=file, width=100), sites, lambda _site: "UTC")
    return file.getvalue()


def test_declared_learning_says_until_when_nothing_alerts() -> None:
    site = b.learnt_plant(4, learn_until=b.after(30)).learning()
    assert learning_line(site, "Europe/Berlin") == (
        "site plant: learning until 2026-02-04 01:00:00 (Europe/Berlin), nothing alerts before"
    )
    assert "what alerts meanwhile: nothing" in explained(site)


def test_a_site_that_nobody_has_met_yet_says_what_it_takes() -> None:
    site = b.new_pipeline().learning()
    assert (
        learning_line(site, "UTC") == "site plant: nothing is learnt yet; an asset is ready after 10 days at the least"
    )


def test_a_young_plant_says_what_remains_and_about_when() -> None:
    site = b.learnt_plant(4).learning()
    line = learning_line(site, "UTC")
    assert line == f"site plant: 0 of {site.assets} assets ready; {site.assets} more can be ready from 2026-01-15"
    text = shown(site)
    assert "cell" in text
    assert "to go: watched for less than 10 days" in text
    assert "forbidden ways (external -> ot, ot -> external, it -> ot)" in text


def test_a_zone_says_how_far_it_is_what_it_takes_and_what_puts_that_off() -> None:
    plant = b.learnt_plant(4)
    b.run(plant, [b.flow(b.after(4) + 60.0, b.SCADA, b.PLC2, 80, service="http")])
    zones = {zone.zone: zone_words(zone) for zone in plant.learning().zones}
    assert zones["cell"] == "learning, 25%, needs about 6 quiet days more; 1 new path today"
    assert zones["office"] == "learning, 25%, needs about 6 quiet days more; no new path today"
    assert "what remains: the mean readiness" in shown(plant.learning())
    assert {zone_words(zone) for zone in b.learnt_plant().learning().zones} == {"-"}


def test_ready_is_what_the_core_calls_so() -> None:
    assert READY_SHARE == READY_AT


def test_what_changes_and_what_is_silent_is_told() -> None:
    plant = b.learnt_plant()
    plant.change(b.asset("spare", "10.9.0.200"))
    text = shown(plant.learning())
    assert "of 1 nothing is learnt" in text
    assert "silent: declared or seen" in text


def test_a_learnt_plant_says_so_and_no_more() -> None:
    site = b.learnt_plant().learning()
    assert learning_line(site, "UTC") == f"site plant: all {site.assets} assets are learnt and ready"
    assert explained(site) == []


def test_what_words_have_taught_stands_below_where_they_have() -> None:
    site = b.learnt_plant().learning()
    assert "words" not in shown(site)
    taught = TaughtKind(
        site="plant", kind="scan", from_="it", to="cell", expected=5, malicious=0, points=-10.0, latest=b.after()
    )
    text = shown(replace(site, taught=(taught,)))
    assert "what words on alerts have taught" in text
    assert "scan      it    cell  -                5          0     -10  2026-01-19 00:00" in text
    assert "A word teaches for 90 days" in " ".join(text.split())
