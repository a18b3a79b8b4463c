"""`weir alerts`: a list, and one at length."""

import json
from pathlib import Path

import pytest

from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state, state
from weir.options import complete_alert

__all__ = ["filled_state", "state"]


@pytest.mark.usefixtures("state")
class TestWithAlerts:
    def test_the_list_has_all_of_them_as_lines_of_json(self) -> None:
        said = weir("alerts", "list", "--json")
        alerts = [json.loads(line) for line in said.out.splitlines()]
        assert {alert["kind"] for alert in alerts} >= {"dmz-bypass", "external-path"}
        assert [alert["time"] for alert in alerts] == sorted(alert["time"] for alert in alerts)

    def test_filters_leave_what_they_name(self) -> None:
        said = weir("alerts", "list", "--json", "--level", "critical", "--kind", "external-path", "--status", "open")
        assert {json.loads(line)["kind"] for line in said.out.splitlines()} == {"external-path"}
        assert weir("alerts", "list", "--json", "--site", "elsewhere").out == ""

    def test_ends_times_and_pages_may_be_asked_for(self) -> None:
        def listed(*options: str) -> list[dict[str, object]]:
            said = weir("alerts", "list", "--json", *options)
            assert said.code == 0, said.error
            return [json.loads(line) for line in said.out.splitlines()]

        every = listed()
        assert [*listed("--limit", "2", "--page", "2"), *listed("--limit", "2")] == every[-4:]
        newest = max(str(alert["last_seen"]) for alert in every)
        assert {str(alert["last_seen"]) for alert in listed("--since", newest)} == {newest}
        address = next(alert["initiator"]["ip"] for alert in every if "ip" in alert.get("initiator", {}))  # type: ignore[index, operator]
        assert listed("--asset", address)
        assert "no zone 'nowhere'" in weir("alerts", "list", "--zone", "nowhere").error
        assert "dmz-bypass" in weir("alerts", "list", "--kind", "odd").error

    def test_the_table_is_for_people(self) -> None:
        said = weir("alerts", "list", "--limit", "1")
        assert said.code == 0
        assert "initiator -> responder" in said.out
        assert "older ones not shown" in said.error

    def test_one_is_shown_by_the_begin_of_its_id(self) -> None:
        first = json.loads(weir("alerts", "list", "--json").out.splitlines()[0])
        said = weir("alerts", "show", first["id"][:10])
        assert said.code == 0, said.error
        assert first["summary"].split(".")[0][:60] in " ".join(said.out.split())
        assert f"weir verdict expected {first['id'][:12]}" in said.out
        assert json.loads(weir("alerts", "show", first["id"], "--json").out) == first

    def test_an_id_that_is_none_or_several_says_so(self) -> None:
        assert "no alert 'zzz'" in weir("alerts", "show", "zzz").error
        assert "give more of the id" in weir("alerts", "show", "").error

    def test_a_status_that_is_none_lists_them(self) -> None:
        said = weir("alerts", "list", "--status", "odd")
        assert said.code == 1
        assert "withheld" in said.error

    def test_ids_complete_with_titles(self) -> None:
        first = json.loads(weir("alerts", "list", "--json").out.splitlines()[0])
        assert (first["id"], first["title"]) in complete_alert(first["id"][:3])


def test_without_a_state_it_says_what_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "none"))
    said = weir("alerts", "list")
    assert said.code == 1
    assert "start `weir run` first" in said.error
    assert complete_alert("") == []
