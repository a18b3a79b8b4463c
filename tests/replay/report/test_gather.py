"""What is stored becomes a report: all of it, in one order, whatever the order of what is stored."""

import msgspec
import pytest

from models.settings import CoreSettings
from replay.report.gather import Stored, gather
from streams.read_model.wanted import UnknownValue
from tests.models import builders as b
from tests.replay.report import plant


def test_the_figures_count_what_the_lists_hold() -> None:
    (site,) = plant.report().sites
    figures = site.figures
    assert (figures.assets, figures.paths) == (len(site.assets), len(site.paths))
    assert figures.crossing == sum(each.crosses for each in site.paths) == 6
    assert figures.undeclared == sum(each.crosses and not each.declared for each in site.paths) == 4
    standing = [each for each in site.alerts if each.status in {"open", "malicious", "closed"}]
    assert figures.alerts == sum(figures.levels.values()) == len(standing)
    assert figures.alerts + sum(figures.other_alerts.values()) == len(site.alerts)
    assert 14.0 <= figures.days < 14.1


def test_blind_spots_are_who_speaks_undeclared_and_who_is_declared_and_silent() -> None:
    (site,) = plant.report().sites
    names = {each.id: each.name or each.ips[0] for each in site.assets if each.ips}
    assert [names[each] for each in site.blind_spots.never_seen] == ["Press 9"]
    assert b.SCADA in {names[each] for each in site.blind_spots.undeclared}
    assert (site.inventory.never_seen, site.inventory.undeclared) == (1, len(site.blind_spots.undeclared))


def test_surprises_are_the_alerts_that_have_one_the_most_surprising_first() -> None:
    (site,) = plant.report().sites
    bits = [each.bits for each in site.surprises]
    assert bits == sorted(bits, reverse=True)
    assert len(bits) == sum(
        each.baseline is not None and each.baseline.surprise_bits is not None for each in site.alerts
    )
    assert bits


def test_the_order_of_what_is_stored_does_not_matter() -> None:
    given = plant.stored()
    turned = Stored(records=list(reversed(given.records)), alerts=list(reversed(given.alerts)), letters=given.letters)
    both = [gather(one, lambda _site: plant.CORE, plant.ORIGIN) for one in (given, turned)]
    assert msgspec.json.encode(both[0]) == msgspec.json.encode(both[1])


def test_one_site_is_reported_and_one_that_is_not_there_is_named() -> None:
    assert [
        each.site for each in gather(plant.stored(), lambda _site: plant.CORE, plant.ORIGIN, site=b.SITE).sites
    ] == [b.SITE]
    with pytest.raises(UnknownValue, match="no site 'north'; there are plant"):
        gather(plant.stored(), lambda _site: plant.CORE, plant.ORIGIN, site="north")


def test_nothing_stored_is_a_report_of_no_site() -> None:
    found = gather(Stored(records=(), alerts=(), letters=()), lambda _site: CoreSettings(), plant.ORIGIN)
    assert (found.sites, found.refusals, found.refused_records) == ((), (), 0)
