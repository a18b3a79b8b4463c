"""What may be tuned, in which range."""

from models.settings import CoreSettings, Least
from replay.tune.parameters import Chosen, Value, space
from tests.replay.tune.made import raised, values

CORE = CoreSettings(alerts_a_day=3, least=(Least("scan", "medium"),))


def _settings(_: str) -> CoreSettings:
    return CORE


def test_a_range_has_the_levels_at_which_an_alert_would_be_held_back() -> None:
    false = [raised("first-look", 1, 10), raised("new-asset", 1, 42), raised("new-asset", 2, 74), raised("scan", 1, 30)]
    assert space(false, CORE, 10) == {"first-look": ("low",), "new-asset": ("high", "critical")}


def test_what_no_level_holds_back_and_what_is_critical_have_no_range() -> None:
    assert space([raised("pivot", 1, 50), raised("learning-review", 1, 45), raised("scan", 1, 90)], CORE, 10) == {}


def test_a_budget_is_tried_where_a_day_had_more() -> None:
    false = [raised("new-path", 1.1 + number / 100, 85) for number in range(3)]
    assert space(false, CORE, 10) == {"alerts_a_day": ("1", "2")}
    assert space(false[:1], CORE, 10) == {}


def test_a_choice_takes_the_place_of_what_is_set_and_nothing_else_moves() -> None:
    chosen = Chosen(_settings, (Value("alerts_a_day", "1"), *values(new_asset="high", scan="high")))("any")
    assert chosen.alerts_a_day == 1
    assert chosen.least == (Least("scan", "high"), Least("new-asset", "high"))
    assert Chosen(_settings, ())("any") == CORE
