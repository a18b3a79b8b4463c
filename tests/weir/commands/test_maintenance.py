"""`weir maintenance`: a window is checked, handed over, taken by the running shell, listed and ended."""

import json
import time
from pathlib import Path

import msgspec
import pytest

from schemas import codec
from schemas.asset_change import AssetChange
from tests.models import builders as b
from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state, state

__all__ = ["filled_state", "state"]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plant that `weir run` has met; its folder."""
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("WEIR_SITE_NAME", "north")
    zones = tmp_path / "zones.toml"
    zones.write_text(
        '[[zones]]\nzone = "office"\nlevel = 4\ncidrs = ["10.1.0.0/16"]\n'
        '[[zones]]\nzone = "cell"\nlevel = 1\ncidrs = ["10.9.0.0/16"]\n'
    )
    monkeypatch.setenv("WEIR_EMBEDDED_ZONES", str(zones))
    _run(tmp_path, [b.flow(time.time() - 60.0 + n, b.SCADA, b.PLC, service="modbus") for n in range(20)])
    return tmp_path


def _run(folder: Path, flows: list[b.Event]) -> None:
    log = folder / f"{time.time_ns()}.ndjson"
    log.write_bytes(codec.encode_lines([msgspec.structs.replace(flow, site="north") for flow in flows]))
    said = weir("run", log, "--once", "--quiet")
    assert said.code == 0, said.error


def _given(folder: Path) -> AssetChange:
    return codec.ASSET_CHANGES.decode_one((folder / "state/announced.ndjson").read_bytes().splitlines()[-1])


def _listed() -> list[dict[str, object]]:
    return [json.loads(line) for line in weir("maintenance", "list", "--json").out.splitlines()]


def test_a_window_is_taken_holds_what_it_covers_and_is_ended(shell: Path) -> None:
    assert weir("maintenance", "list").error.strip() == "no maintenance is announced"
    said = weir("maintenance", "start", "--zone", "cell", "--for", "4h", "--who", "ana", "--reason", "firmware")
    assert said.code == 0, said.error
    assert "noted in" in said.error
    given = _given(shell)
    assert (given.subject, given.id, given.owner, given.reason) == ("zone", "cell", "ana", "firmware")
    assert given.expires == pytest.approx(given.time + 4 * b.HOUR)
    _run(shell, [b.flow(time.time(), "10.9.0.77", b.PLC, 22, service="ssh")])
    [window] = _listed()
    assert (window["on"], window["state"], window["who"], window["paths"]) == ("cell", "running", "ana", 1)
    assert weir("alerts", "list", "--json").out == ""
    table = weir("maintenance", "list").out
    assert "zone cell" in table
    overlaps = weir("maintenance", "start", "--zone", "cell", "--for", "1h")
    assert overlaps.code == 1
    assert f"window {window['id']} on cell overlaps it" in overlaps.error
    assert weir("maintenance", "end", "--zone", "cell").code == 0
    assert (_given(shell).change, _given(shell).window) == ("maintenance-ended", window["id"])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name what the work is on"),
        (("--zone", "demo", "--asset", "x", "--for", "1h"), "name what the work is on"),
        (("--zone", "cell-9", "--for", "1h"), "did you mean 'cell-"),
        (("--asset", "nobody", "--for", "1h"), "no asset of site demo is called 'nobody'"),
        (("--zone", "cell-1"), "say when it ends"),
        (("--zone", "cell-1", "--for", "1h", "--until", "2d"), "give one of them"),
        (("--zone", "cell-1", "--until", "2020-01-01T00:00:00Z"), "over already"),
        (("--zone", "cell-1", "--from", "2020-01-01T00:00:00Z", "--for", "1h"), "in the past"),
        (("--zone", "cell-1", "--from", "2d", "--until", "1d"), "ends before it begins"),
        (("--zone", "cell-1", "--for", "32d"), "at most 31 days"),
        (("--zone", "cell-1", "--for", "soon"), "no length of time"),
        (("--zone", "cell-1", "--weekly", "sam 1:00-2:00"), "'sam' is no day of the week"),
        (("--zone", "cell-1", "--weekly", "sat 1:00-2:00", "--for", "1h"), "lasts as --weekly says"),
        (("--zone", "cell-1", "--for", "1h", "--site", "other"), "site 'other' has no state yet"),
    ],
)
def test_mistakes_are_told_and_nothing_is_handed_over(state: Path, arguments: tuple[str, ...], told: str) -> None:
    site = () if "--site" in arguments else ("--site", "demo")
    said = weir("maintenance", "start", *arguments, *site)
    assert said.code == 1
    assert told in said.error
    assert not (state / "announced.ndjson").exists()


def test_an_end_of_no_window_is_told(state: Path) -> None:
    assert "name the window by its id" in weir("maintenance", "end").error
    said = weir("maintenance", "end", "9c41")
    assert said.code == 1
    assert "no window of that name" in said.error


def test_a_weekly_window_is_handed_over_as_json(state: Path) -> None:
    asset = json.loads(weir("assets", "list", "--json").out.splitlines()[0])["id"]
    said = weir("maintenance", "start", "--initiator", asset, "--weekly", "sun 02:00-04:00", "--site", "demo", "--json")
    assert said.code == 0, said.error
    assert json.loads(said.out)["weekly"] == {"days": [6], "begin_minute": 120, "end_minute": 240}
    (state / "announced.ndjson").unlink()
