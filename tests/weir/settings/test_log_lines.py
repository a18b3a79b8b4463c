"""Settings of log lines."""

import msgspec
import pytest

from weir.settings.log_lines import LogSettings


def test_only_known_formats_and_levels_are_taken() -> None:
    assert msgspec.convert({"format": "json"}, LogSettings).format == "json"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"format": "xml"}, LogSettings)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"level": "loud"}, LogSettings)


def test_a_limit_of_nothing_is_none() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"alike_a_minute": 0}, LogSettings)
