"""A mark tells which settings differ, and holds none of them."""

import pytest

from models.boundary.policy import Policy
from models.identity.realms import RealmRule
from models.settings import CoreSettings
from streams.checkpoint.settings_mark import FIELDS, differing, mark_of

OWN = CoreSettings()


@pytest.mark.parametrize(
    ("other", "names"),
    [
        (CoreSettings(), []),
        (CoreSettings(time_zone="Europe/Berlin"), ["time_zone"]),
        (CoreSettings(learn_until=5.0, policy=Policy(rules=())), ["learn_until", "policy"]),
        (CoreSettings(realms=(RealmRule(realm="a", vlan=1),)), ["realms"]),
    ],
)
def test_those_that_differ_are_named(other: CoreSettings, names: list[str]) -> None:
    assert differing(mark_of(OWN), mark_of(other)) == names


def test_a_mark_of_a_weir_with_other_settings_is_not_compared() -> None:
    assert differing(mark_of(OWN), mark_of(OWN) + ".abcdefab") == []
    assert len(mark_of(OWN).split(".")) == len(FIELDS)
