"""Options of a run count before its settings; a length of learning is refused with the time that is meant."""

import pytest

from streams.embedded.settings import EmbeddedSettings
from weir.errors import UserError
from weir.settings.sections import Settings, SiteOverrides, SiteSettings
from weir.wiring.run_options import with_options

SETTINGS = Settings(
    site=SiteSettings(name="works", learn_until=1.0),
    sites={"north": SiteOverrides(learn_until=2.0, time_zone="Europe/Zurich")},
    embedded=EmbeddedSettings(assets=("own.csv",), zones=("own.toml",)),
)


def options(site: str | None = None, assets: tuple[str, ...] = (), learn_until: str | None = None) -> Settings:
    return with_options(SETTINGS, site=site, assets=assets, zones=(), learn_until=learn_until, now=0.0)


def test_without_options_the_settings_stand() -> None:
    assert options() == SETTINGS


def test_options_count_before_the_settings_and_leave_the_rest() -> None:
    found = options(site="south", assets=("given.csv",), learn_until="1970-01-02T00:00:00Z")
    assert (found.site.name, found.embedded.assets, found.embedded.zones) == ("south", ("given.csv",), ("own.toml",))
    assert found.core("south").learn_until == found.core("north").learn_until == 86_400.0
    assert found.core("north").time_zone == "Europe/Zurich"


def test_a_length_is_refused_with_the_time_that_is_meant() -> None:
    with pytest.raises(UserError, match="such as 1970-01-03T00:00:00Z"):
        options(learn_until="2d")


@pytest.mark.parametrize(("site", "learn_until"), [("a|b", None), (None, "soon")])
def test_what_is_no_site_or_time_names_its_option(site: str | None, learn_until: str | None) -> None:
    with pytest.raises(UserError, match=r"--(site|learn-until): "):
        options(site=site, learn_until=learn_until)
