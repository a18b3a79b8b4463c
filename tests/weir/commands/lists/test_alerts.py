"""`weir alerts`: a list, and one at length."""

import csv
import json
from pathlib import Path

import pytest

from schemas import codec
from streams.stores.sqlite_reader import SqliteReader
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
        assert "no site 'elsewhere'" in weir("alerts", "list", "--json", "--site", "elsewhere").error

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
        assert "did you mean 'dmz-bypass'" in weir("alerts", "list", "--kind", "dmz-bypas").error
        modbus = listed("--service", "502/tcp")
        assert 0 < len(modbus) < len(every)
        first = min(str(alert["first_seen"]) for alert in modbus)
        assert {str(alert["first_seen"]) for alert in listed("--until", first, "--service", "modbus")} == {first}
        assert "the nearest are modbus" in weir("alerts", "list", "--service", "modbuss").error

    def test_the_table_has_a_line_an_alert(self) -> None:
        said = weir("alerts", "list", "--limit", "2")
        assert said.code == 0
        assert len(said.out.splitlines()) == 3
        assert "older ones not shown" in said.error
        assert "times are in UTC" in said.error

    def test_one_is_shown_by_the_begin_of_its_id(self) -> None:
        first = json.loads(weir("alerts", "list", "--json").out.splitlines()[0])
        said = weir("alerts", "show", first["id"][:10])
        assert said.code == 0, said.error
        assert first["summary"].split(".")[0][:60] in " ".join(said.out.split())
        assert f"weir verdict expected {first['id'][:12]}" in said.out
        shown = json.loads(weir("alerts", "show", first["id"], "--json").out)
        assert shown.pop("context")["revisions"][0]["revision"] == 1
        assert shown == first
        assert first["time_iso"].startswith("2026-03-1")

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


@pytest.fixture
def recorded(state: Path, tmp_path: Path) -> Path:
    """All revisions of the state's alerts in a file, as a replay writes them."""
    file = tmp_path / "alerts.ndjson"
    revisions = SqliteReader(state).revisions()
    assert len({one.id for one in revisions}) < len(revisions)
    file.write_bytes(b"".join(codec.encode_for_people(one) + b"\n" for one in revisions))
    return file


class TestOfAFile:
    def test_its_newest_revisions_are_listed_as_those_of_a_state(self, recorded: Path) -> None:
        filters = (
            ("--kind", "scan"),
            ("--level", "critical", "--limit", "2"),
            ("--zone", "cell-1", "--service", "modbus"),
        )
        for wanted in (("--status", "open"), ("--asset", "10.2.10.21"), ("--until", "2026-03-19T06:00Z"), *filters, ()):
            from_state = weir("alerts", "list", "--json", *wanted)
            from_file = weir("alerts", "list", "--json", "--file", recorded, *wanted)
            assert from_file.code == 0, from_file.error
            assert from_file.out == from_state.out != ""

    def test_one_is_shown_with_its_revisions_and_what_else_is_open(self, recorded: Path) -> None:
        found = weir("alerts", "list", "--json", "--file", recorded, "--kind", "new-asset").out
        said = weir("alerts", "show", json.loads(found)["id"][:8], "--file", recorded)
        assert said.code == 0, said.error
        for part in ("how it went", "other open alerts of the same ends", "IT to OT past the DMZ"):
            assert part in said.out
        assert "Your word" not in said.out

    def test_what_it_lacks_is_refused_with_the_nearest(self, recorded: Path) -> None:
        for option, value in (
            ("--zone", "cel-1"),
            ("--service", "modbuss"),
            ("--site", "demoo"),
            ("--asset", "ws-112"),
        ):
            said = weir("alerts", "list", "--file", recorded, option, value)
            assert said.code == 1
            assert f"no {option[2:]} {value!r}" in said.error

    def test_a_line_that_is_no_alert_is_left_out_and_told_with_its_place(self, recorded: Path) -> None:
        recorded.write_bytes(recorded.read_bytes() + b'{"id": "cut o')
        said = weir("alerts", "list", "--file", recorded)
        assert said.code == 0
        assert "1 line is no alert and was left out" in said.error
        assert f"{recorded.name}:" in said.error.replace("\n", "")

    @pytest.mark.parametrize(("content", "told"), [(b"", "no alert in it"), (b"no json\n", ":1: no Alert")])
    def test_a_file_without_any_is_refused(self, tmp_path: Path, content: bytes, told: str) -> None:
        (tmp_path / "other").write_bytes(content)
        said = weir("alerts", "list", "--file", tmp_path / "other")
        assert said.code == 1
        assert told in said.error
        assert "weir replay" in said.error
        assert "--file" in weir("alerts", "list", "--file", tmp_path / "none").error


@pytest.mark.usefixtures("state")
@pytest.mark.parametrize("command", ["alerts", "assets", "paths"])
def test_a_site_that_nobody_knows_is_an_error_in_every_list(command: str) -> None:
    said = weir(command, "list", "--site", "demo-plnt")
    assert said.code == 1
    assert "no site 'demo-plnt': is one of " in said.error
    assert "did you mean" in said.error


@pytest.mark.usefixtures("state")
class TestSavedFiltersAndRows:
    def test_a_saved_filter_is_that_of_its_options_and_options_go_before_it(self, tmp_path: Path) -> None:
        file = tmp_path / "weir.toml"
        file.write_text('[filters.worst]\nlevel = "critical"\nkind = "external-path"\n', encoding="utf-8")
        saved = weir("alerts", "list", "--json", "--settings", file, "--filter", "worst")
        assert saved.out == weir("alerts", "list", "--json", "--level", "critical", "--kind", "external-path").out != ""
        other = weir("alerts", "list", "--json", "--settings", file, "--filter", "worst", "--kind", "dmz-bypass")
        assert other.out == weir("alerts", "list", "--json", "--level", "critical", "--kind", "dmz-bypass").out != ""
        assert "did you mean 'worst'" in weir("alerts", "list", "--settings", file, "--filter", "wurst").error

    def test_what_finds_the_traffic_stands_below_an_alert(self) -> None:
        found = json.loads(weir("alerts", "list", "--json", "--kind", "external-path").out.splitlines()[0])["id"]
        searches = json.loads(weir("alerts", "show", found, "--json").out)["searches"]
        said = weir("alerts", "show", found).out
        assert {one["tool"] for one in searches} == {"Zeek", "Arkime", "Suricata"}
        assert all(one["line"] in said for one in searches)

    def test_links_of_the_settings_stand_below_an_alert(self, tmp_path: Path) -> None:
        file = tmp_path / "weir.toml"
        file.write_text('[links]\nticket = "https://tickets.example/new?alert={alert}"\n', encoding="utf-8")
        first = json.loads(weir("alerts", "list", "--json").out.splitlines()[0])["id"]
        link = f"https://tickets.example/new?alert={first}"
        assert link in weir("alerts", "show", first, "--settings", file).out
        (shown,) = json.loads(weir("alerts", "show", first, "--settings", file, "--json").out)["links"]
        assert shown == {"name": "ticket", "url": link}

    def test_rows_for_spreadsheets_are_those_of_the_list(self) -> None:
        heading, *rows = csv.reader(weir("alerts", "list", "--csv").out.splitlines())
        ids = [json.loads(line)["id"] for line in weir("alerts", "list", "--json").out.splitlines()]
        assert [dict(zip(heading, row, strict=True))["id"] for row in rows] == ids
        assert "give one of them" in weir("alerts", "list", "--csv", "--json").error
