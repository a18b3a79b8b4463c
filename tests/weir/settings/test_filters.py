"""Saved filters: found by name, and what is none is refused with the nearest."""

from pathlib import Path

import pytest

from weir.errors import UserError
from weir.settings.filters import FilterSettings, filter_named, is_length
from weir.settings.sections import load_settings


def settings_of(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "weir.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_filter_is_found_by_its_name(tmp_path: Path) -> None:
    loaded = load_settings(settings_of(tmp_path, '[filters.night]\nlevel = "high"\nsince = "12h"\n'), {})
    assert filter_named(loaded.filters, "night") == FilterSettings(level="high", since="12h")
    assert filter_named(loaded.filters, None) == FilterSettings()


def test_an_unknown_one_is_refused_with_the_nearest() -> None:
    with pytest.raises(UserError, match="did you mean 'night'"):
        filter_named({"night": FilterSettings(), "cell": FilterSettings()}, "nigth")
    with pytest.raises(UserError, match=r"write one as \[filters.night\]"):
        filter_named({}, "night")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('since = "yesterday"', "weir.toml:2: filters.night.since: 'yesterday' is no time"),
        ('level = "hihg"', "weir.toml:2: filters.night.level: invalid enum value 'hihg'"),
        ('levle = "high"', "did you mean 'level'"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(UserError) as refused:
        load_settings(settings_of(tmp_path, f"[filters.night]\n{line}\n"), {})
    assert told in str(refused.value)


def test_a_length_is_told_from_a_time() -> None:
    assert is_length("1d12h")
    assert not is_length("2026-03-19")
