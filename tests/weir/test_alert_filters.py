"""Options and saved filters as what the read model is asked."""

import pytest

from streams.read_model.wanted import AlertsWanted
from weir.alert_filters import AlertFilters
from weir.errors import UserError
from weir.options import LevelName
from weir.settings.filters import FilterSettings
from weir.settings.sections import Settings

NIGHT = FilterSettings(level="high", zone="cell-1", service="502/tcp", since="2026-03-19", status="open")
SAVED = Settings(filters={"night": NIGHT})


def test_nothing_asked_leaves_nothing_out() -> None:
    assert AlertFilters().wanted(Settings()) == AlertsWanted()


def test_a_saved_filter_fills_what_no_option_says() -> None:
    assert AlertFilters("night", LevelName.info, zone="office").wanted(SAVED) == AlertsWanted(
        least="info", zone="office", service="modbus", since=1773878400.0, status="open"
    )


def test_a_value_that_is_none_is_refused() -> None:
    with pytest.raises(UserError, match=r"--status 'opne': .* did you mean 'open'"):
        AlertFilters(status="opne").wanted(SAVED)
