"""Options of the lists: what completes them, and what is said of a value that is none and of what is left out."""

from pathlib import Path

import click
import pytest
import typer

from streams.read_model.protocol import Moment
from tests.weir.commands.reading import filled_state, state
from weir.errors import UserError
from weir.list_options import (
    alert_kinds,
    as_of,
    check_choice,
    chosen_format,
    complete_asset,
    complete_service,
    complete_zone,
    list_notes,
    moment_of,
)

__all__ = ["filled_state", "state"]


def a_context(**given: object) -> typer.Context:
    context = typer.Context(click.Command("list"))  # type: ignore[arg-type]  # typer's own click, as mypy sees it
    context.params = given
    return context


@pytest.mark.usefixtures("state")
def test_values_that_the_state_knows_are_completed() -> None:
    zones = complete_zone(a_context(), "")
    assert "it-office" in zones
    assert complete_zone(a_context(), "it-o") == ["it-office"]
    assert "modbus" in complete_service(a_context(), "mod")
    assert complete_asset(a_context(), "")


def test_a_folder_that_is_named_is_asked(filled_state: Path) -> None:
    assert complete_zone(a_context(state=filled_state), "it-o") == ["it-office"]


def test_without_a_state_nothing_is_completed_and_nothing_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path))
    assert complete_zone(a_context(), "") == []
    assert capsys.readouterr() == ("", "")


def test_a_choice_that_is_none_names_those_there_are() -> None:
    check_choice("--kind", None, alert_kinds())
    check_choice("--kind", "dmz-bypass", alert_kinds())
    with pytest.raises(UserError, match=r"--kind 'dmz-bypas': is one of .*; did you mean 'dmz-bypass'\?"):
        check_choice("--kind", "dmz-bypas", alert_kinds())
    with pytest.raises(UserError, match=r"--side 'x': is one of it, ot$"):
        check_choice("--side", "x", ("it", "ot"))


def test_a_time_that_is_none_is_told() -> None:
    assert moment_of(None) is None
    assert moment_of("5") == 5.0
    with pytest.raises(UserError, match="'soon' is no time"):
        moment_of("soon")


@pytest.mark.parametrize(
    ("age_s", "said"),
    [(3.4, "3 s ago"), (119.0, "119 s ago"), (600.0, "10 min ago"), (9e3, "2 h ago")],
)
def test_a_list_says_how_old_it_is(age_s: float, said: str) -> None:
    assert as_of(Moment(written=1e9, traffic=None), 1e9 + age_s).endswith(said)
    assert as_of(Moment(written=1e9, traffic=None), 0.0).endswith(" 0 s ago")
    assert "last checkpoint" in as_of(Moment(written=None, traffic=None), 0.0)


def test_what_a_page_leaves_out_is_told() -> None:
    assert list_notes("paths", 10, 1, 10, 10) == []
    assert list_notes("paths", None, 1, 0, 0) == ["no paths match"]
    assert list_notes("paths", 10, 1, 10, 25) == ["15 more not shown; --page 2 or a larger --limit shows them"]
    assert list_notes("paths", 10, 3, 5, 25) == []
    assert list_notes("paths", 10, 4, 0, 25) == ["25 paths match: there is no page 4 of 10"]


def test_a_format_is_one_of_the_table_or_a_mapping(tmp_path: Path) -> None:
    file = tmp_path / "fw.toml"
    file.write_text(
        'name="fw"\nformat="csv"\ntransport="tcp"\n[columns]\nend="e"\ninitiator_ip="i"\nresponder_ip="r"\n'
    )
    assert chosen_format("zeek-tsv") == "zeek-tsv"
    assert chosen_format(f"mapped:{file}").startswith('mapped:{"columns"')
    with pytest.raises(UserError, match="did you mean 'zeek-tsv'"):
        chosen_format("zeek-tvs")
