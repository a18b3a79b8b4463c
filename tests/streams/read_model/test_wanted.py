"""Filters and pages are plain values; what repeats other types is equal to them."""

from typing import get_args

import pytest

from schemas.alert import AlertStatus, Level, level_of
from streams.read_model.wanted import (
    LEAST_SEVERITY,
    LEVELS,
    AssetOrder,
    PathOrder,
    PathStatusOrUnreviewed,
    SideOrUnknown,
    bounds,
)
from weir import list_options


def test_levels_begin_where_severities_have_them() -> None:
    assert get_args(Level) == LEVELS
    for level, least in LEAST_SEVERITY.items():
        assert level_of(least) == level
        assert least == 0 or level_of(least - 1) == LEVELS[LEVELS.index(level) - 1]


def test_what_the_command_line_offers_is_what_may_be_wanted() -> None:
    assert set(list_options.ALERT_STATUSES) == set(get_args(AlertStatus))
    assert set(list_options.SIDES) == set(_flat(SideOrUnknown))
    assert set(list_options.PATH_STATUSES) == set(_flat(PathStatusOrUnreviewed))
    assert get_args(PathOrder) == list_options.PATH_ORDERS
    assert get_args(AssetOrder) == list_options.ASSET_ORDERS


def _flat(literal: object) -> list[str]:
    return [each for part in get_args(literal) for each in (get_args(part) or (part,))]


@pytest.mark.parametrize(("limit", "page", "found"), [(None, 1, "abcde"), (2, 1, "ab"), (2, 3, "e"), (2, 4, "")])
def test_pages_follow_each_other(limit: int | None, page: int, found: str) -> None:
    assert "abcde"[bounds(limit, page)] == found
