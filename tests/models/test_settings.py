"""What a site may be told from outside."""

import msgspec
import pytest

from models.boundary.policy import DEFAULT_POLICY
from models.settings import CoreSettings


def test_the_defaults_learn_from_history_by_the_shipped_policy() -> None:
    settings = CoreSettings()
    assert (settings.time_zone, settings.learn_until, settings.policy) == ("UTC", None, DEFAULT_POLICY)


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="learn_untill"):
        msgspec.convert({"learn_untill": 1.0}, CoreSettings)


def test_rules_are_written_with_from_and_to() -> None:
    settings = msgspec.convert({"policy": {"rules": [{"from": "it", "to": "ot", "action": "forbidden"}]}}, CoreSettings)
    assert settings.policy.action("it", "ot", has_dmz=False) == "forbidden"
