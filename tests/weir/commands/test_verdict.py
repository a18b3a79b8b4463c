"""`weir verdict`: one subject, checked, and put where the running shell reads it."""

import json
from pathlib import Path

import pytest

from schemas import codec
from schemas.verdict import PathSubject, Verdict, ZonePair
from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state

__all__ = ["filled_state"]


def _given(state: Path) -> Verdict:
    return codec.VERDICTS.decode_one((state / "verdicts.ndjson").read_bytes().splitlines()[-1])


def test_an_alert_is_named_by_the_begin_of_its_id(filled_state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(filled_state))
    alert = json.loads(weir("alerts", "list", "--json").out.splitlines()[0])
    said = weir("verdict", "expected", alert["id"][:10], "--reason", "planned work", "--author", "ann")
    assert said.code == 0, said.error
    given = _given(filled_state)
    assert (given.site, given.alert, given.decision) == ("demo", alert["id"], "expected")
    assert (given.reason, given.author) == ("planned work", "ann")
    (filled_state / "verdicts.ndjson").unlink()


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def test_other_subjects_need_no_alert(empty: Path) -> None:
    assert weir("verdict", "mute", "--initiator", "ip:10.0.0.1", "--for", "7d", "--site", "b").code == 0
    given = _given(empty)
    assert given.initiator == "ip:10.0.0.1"
    assert given.expires == pytest.approx(given.time + 7 * 86_400.0)
    assert given.site == "b"
    assert weir("verdict", "forget", "--path", "ip:10.0.0.1", "ip:10.1.0.1", "modbus").code == 0
    assert _given(empty).path == PathSubject("ip:10.0.0.1", "ip:10.1.0.1", "modbus")
    assert weir("verdict", "expected", "--zones", "office", "cell-1").code == 0
    assert _given(empty).zones == ZonePair("office", "cell-1")


def test_what_nobody_has_met_is_noted_and_told(filled_state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(filled_state))
    asset = json.loads(weir("assets", "list", "--json").out.splitlines()[0])["id"]
    said = weir("verdict", "expected", "--path", asset, "odd-1", "modbus", "--site", "demo")
    assert said.code == 0
    assert "knows no asset 'odd-1' yet" in said.error
    assert repr(asset) not in said.error
    assert "zone 'odd-2'" in weir("verdict", "expected", "--zones", "odd-2", "odd-2", "--site", "demo").error
    (filled_state / "verdicts.ndjson").unlink()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("expected",), "names one subject"),
        (("expected", "abc", "--initiator", "x"), "names one subject"),
        (("mute", "--initiator", "x", "--for", "long"), "no length of time"),
        (("mute", "--initiator", "x" * 300), "Verdict"),
        (("expected", "abc"), "start `weir run` first"),
        (("perhaps", "abc"), "perhaps"),
    ],
)
@pytest.mark.usefixtures("empty")
def test_mistakes_are_told_and_nothing_is_written(empty: Path, arguments: tuple[str, ...], part: str) -> None:
    said = weir("verdict", *arguments)
    assert said.code == 1
    assert part in said.error
    assert not (empty / "verdicts.ndjson").exists()
