"""What `weir topics grow` says of a plan; growing is tested on a real broker, in tests/kafka."""

import json
import time

import pytest

from streams.kafka.admin.grow import Plan
from streams.kafka.admin.site_moves import SiteMove
from weir.admin.growing import _say, _show

PLAN = Plan(2, 5, (SiteMove("a", 0, 3, 1_200, 2_500_000), SiteMove("b\x1b[2J", 1, 4, 1, 40)), placed=False)


def test_each_site_is_named_with_its_way_and_its_size(capsys: pytest.CaptureFixture[str]) -> None:
    _show(PLAN)
    first, second = capsys.readouterr().out.splitlines()
    assert first == "a: from partition 0 to 3, 1,200 records, 2.5 MB"
    assert second == "b\N{REPLACEMENT CHARACTER}[2J: from partition 1 to 4, 1 record, 0.0 MB"


def test_afterwards_the_setting_to_change_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    _say(PLAN, time.monotonic(), done=True, as_json=False)
    said = capsys.readouterr().out
    assert "2 sites, 1,201 records, 2.5 MB moved in " in said
    assert "set [kafka] partitions = 5" in said


@pytest.mark.parametrize("done", [True, False])
def test_scripts_get_one_object(done: bool, capsys: pytest.CaptureFixture[str]) -> None:
    _say(PLAN, time.monotonic(), done=done, as_json=True)
    found = json.loads(capsys.readouterr().out)
    found.pop("seconds")
    wanted = {"partitions_before": 2, "partitions": 5, "sites": 2, "records": 1_201, "octets": 2_500_040, "done": done}
    assert found == wanted


def test_what_is_at_home_already_needs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    _say(Plan(5, 5, (), placed=True), time.monotonic(), done=True, as_json=False)
    assert "nothing to do" in capsys.readouterr().out
