"""`weir verdict`: one subject, checked, and put where the running shell reads it."""

import json
from pathlib import Path

import msgspec
import pytest

from schemas import codec
from schemas.verdict import PathSubject, Verdict, ZonePair
from tests.models import builders as b
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


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plant's state with three words on one workstation, as `weir run` took them."""
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("WEIR_SITE_NAME", "north")
    log = tmp_path / "conn.log"
    flow = b.flow(b.MONDAY, b.OFFICE, b.PLC, 22)
    log.write_bytes(codec.encode_lines([msgspec.structs.replace(flow, site="north")]))
    zones = tmp_path / "zones.toml"
    zones.write_text(
        '[[zones]]\nzone = "office"\nlevel = 4\ncidrs = ["10.1.0.0/16"]\n'
        '[[zones]]\nzone = "cell"\nlevel = 1\ncidrs = ["10.9.0.0/16"]\n'
    )
    monkeypatch.setenv("WEIR_EMBEDDED_ZONES", str(zones))
    assert weir("verdict", "mute", "--zones", "office", "cell", "--author", "ann", "--site", "north").code == 0
    assert weir("verdict", "expected", "--initiator", b.OFFICE, "--for", "7d", "--site", "north").code == 0
    assert weir("verdict", "malicious", "--path", b.OFFICE, b.PLC, "22/tcp", "--reason", "theft").code == 0
    said = weir("run", log, "--once", "--quiet")
    assert said.code == 0, said.error
    return log


def _words() -> list[dict[str, object]]:
    return [json.loads(line) for line in weir("verdict", "list", "--json").out.splitlines()]


@pytest.mark.usefixtures("judged")
def test_what_stands_is_listed_with_its_subject_author_end_and_matches() -> None:
    words = _words()
    assert [(word["decision"], word["on"]) for word in words] == [
        ("mute", "zone office to zone cell"),
        ("expected", f"all that {b.OFFICE} begins"),
        ("malicious", f"{b.OFFICE} -> {b.PLC} (ssh)"),
    ]
    assert [word.get("matched") for word in words] == [None, None, 1]
    assert "ann" in weir("verdict", "list").out
    assert weir("verdict", "list", "--site", "south").error == "no word stands\n"


@pytest.mark.usefixtures("judged")
def test_why_says_which_word_decides_and_which_lost() -> None:
    said = weir("verdict", "why", b.OFFICE, b.PLC, "ssh")
    assert "decides  malicious" in said.out
    assert said.out.count("lost") == 2
    assert json.loads(weir("verdict", "why", b.OFFICE, b.PLC, "ssh", "--json").out)["decides"]["reason"] == "theft"
    assert "decides  expected" in weir("verdict", "why", b.OFFICE, b.PLC, "rdp").out
    assert weir("verdict", "why", b.OFFICE, b.PLC, "rdp", "--site", "south").code == 1


def test_undo_takes_back_the_newest_word_or_the_one_named(judged: Path) -> None:
    mute = str(_words()[0]["id"])
    assert "malicious on" in weir("verdict", "undo").error
    assert weir("verdict", "undo", mute[:6]).code == 0
    assert weir("run", judged, "--once", "--quiet").code == 0
    assert [word["decision"] for word in _words()] == ["expected"]
    assert weir("verdict", "undo", "nonsense").code == 1


@pytest.mark.usefixtures("empty")
def test_a_service_that_is_none_is_refused_with_the_nearest_name() -> None:
    said = weir("verdict", "mute", "--path", b.OFFICE, b.PLC, "modbuss")
    assert said.code == 1
    assert "modbus" in said.error
