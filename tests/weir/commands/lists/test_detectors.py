"""`weir detectors`."""

import json

import pytest

from schemas.detectors import WATCHES
from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state, state
from weir.list_options import complete_detector

__all__ = ["filled_state", "state"]
pytestmark = pytest.mark.usefixtures("state")


def test_each_detector_is_a_row_with_its_figures_and_its_sentence() -> None:
    said = weir("detectors", "list")
    assert said.code == 0, said.error
    for kind, watches in WATCHES.items():
        assert kind in said.out
        assert watches in said.out
    assert "cost: a person said expected or mute" in said.error
    assert "as of" in said.error


def test_json_adds_up_to_the_alerts_there_are() -> None:
    rows = [json.loads(line) for line in weir("detectors", "list", "--json").out.splitlines()]
    alerts = [json.loads(line) for line in weir("alerts", "list", "--json").out.splitlines()]
    assert {row["kind"]: row["alerts"] for row in rows if row["alerts"]} == {
        kind: sum(alert["kind"] == kind for alert in alerts)
        for kind in {alert["kind"] for alert in alerts} & {*WATCHES}
    }
    for row in rows:
        parts = ("open", "withheld", "closed", "expected", "malicious", "muted")
        assert row["alerts"] == sum(row[part] for part in parts)


def test_one_that_is_off_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_DETECTORS_OFF", "volume,external-path")
    rows = [json.loads(line) for line in weir("detectors", "list", "--json", "--site", "demo").out.splitlines()]
    assert [row["kind"] for row in rows if not row["on"]] == ["external-path", "volume"]
    shown = weir("detectors", "show", "external-path", "--site", "demo")
    assert "off in demo" in shown.out
    assert "were it off" in shown.out


@pytest.mark.parametrize("kind", WATCHES)
def test_each_can_be_shown_with_what_it_needs_its_bounds_and_its_alerts(kind: str) -> None:
    said = weir("detectors", "show", kind)
    assert said.code == 0, said.error
    for part in ("ATT&CK for ICS", "needs", "settings", "points", "where from"):
        assert part in said.out
    shown = json.loads(weir("detectors", "show", kind, "--json", "--limit", "1").out)
    assert shown["summary"]["kind"] == kind
    assert len(shown["latest"]) == min(1, shown["summary"]["alerts"])


def test_what_is_none_is_refused_with_the_nearest() -> None:
    said = weir("detectors", "show", "vloume")
    assert said.code == 1
    assert "did you mean 'volume'?" in said.error
    assert "no site 'nowhere'" in weir("detectors", "list", "--site", "nowhere").error


def test_kinds_complete_with_what_they_watch() -> None:
    assert [kind for kind, _ in complete_detector("new-")] == ["new-path-crossing", "new-path", "new-asset"]
