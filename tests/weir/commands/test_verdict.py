"""`weir verdict`: one subject, checked, and put where the running shell reads it."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from schemas import codec
from schemas.verdict import PathSubject, Verdict, ZonePair
from streams.stores.owner_lock import LOCK_NAME, OwnerLock
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
    assert weir("verdict", "list", "--site", "south").error == "no verdict holds\n"


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


@pytest.mark.usefixtures("empty")
def test_a_mute_without_a_time_ends_after_a_week_and_says_so(empty: Path) -> None:
    said = weir("verdict", "mute", "--initiator", "ip:10.0.0.1")
    assert said.code == 0, said.error
    assert "muted for 7d" in said.error
    given = _given(empty)
    assert given.expires == pytest.approx(given.time + 7 * 86_400.0)
    assert "from now on until " in said.error


def test_giving_a_word_says_what_it_covers_and_that_nothing_runs(
    filled_state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(filled_state))
    said = weir("verdict", "expected", "--initiator", "ws-14", "--site", "demo")
    assert "it covers all that ws-14 begins" in said.error
    assert "also new ones; from now on: learnt, and raises no alert" in said.error
    assert f"nothing runs on {filled_state} to take it" in said.error.replace("\n", "")
    lock = OwnerLock(filled_state / LOCK_NAME)
    lock.take()
    try:
        said = weir("verdict", "malicious", "--initiator", "ws-14", "--site", "demo", "--json")
    finally:
        lock.release()
    shown = json.loads(said.out)
    assert shown["decision"] == "malicious"
    assert shown["time_iso"].endswith("Z")
    assert shown["given"]["covers"].startswith("all that ws-14 begins")
    assert "notes" not in shown["given"]
    (filled_state / "verdicts.ndjson").unlink()


def test_one_line_of_an_alert_is_one_path(filled_state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(filled_state))
    scan = json.loads(weir("alerts", "list", "--json", "--kind", "scan").out)
    shown = weir("alerts", "show", scan["id"]).out
    responder = next(line for line in shown.splitlines() if line.split()[:1] == ["2"]).split()[3]
    assert weir("verdict", "malicious", scan["id"][:8], "--line", "2").code == 0
    given = _given(filled_state).path
    assert given is not None
    assert given.responder.endswith(responder.removeprefix("ip:"))
    assert "has no line 99" in weir("verdict", "malicious", scan["id"][:8], "--line", "99").error
    (filled_state / "verdicts.ndjson").unlink()


def test_a_digest_is_taken_by_the_run_and_shows_what_was_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new plant crosses a watched line; the day's digest is judged as a whole, and once more by a line."""
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("WEIR_SITE_NAME", "north")
    flows = [b.flow(b.MONDAY + 60 * number, b.OFFICE, plc, 22) for number, plc in enumerate((b.PLC, b.PLC2))]
    later = [b.flow(b.MONDAY + b.DAY * 2 + 60 * number, b.OTHER_OFFICE, b.OFFICE, 22) for number in range(3)]
    log = tmp_path / "conn.log"
    log.write_bytes(codec.encode_lines([msgspec.structs.replace(flow, site="north") for flow in [*flows, *later]]))
    zones = tmp_path / "zones.toml"
    zones.write_text(
        '[[zones]]\nzone = "office"\nlevel = 4\nside = "it"\ncidrs = ["10.1.0.0/16"]\n'
        '[[zones]]\nzone = "cell"\nlevel = 1\nside = "ot"\ncidrs = ["10.9.0.0/16"]\n'
    )
    monkeypatch.setenv("WEIR_EMBEDDED_ZONES", str(zones))
    assert weir("run", log, "--once", "--quiet").code == 0
    digest = json.loads(weir("alerts", "list", "--kind", "first-look", "--json").out)
    assert digest["hops_total"] == 2
    assert weir("verdict", "expected", digest["id"][:8], "--reason", "as planned").code == 0
    assert weir("verdict", "malicious", digest["id"][:8], "--line", "1").code == 0
    assert weir("verdict", "expected", "--path", "a", "b", "ssh", "--site", "north").code == 0
    assert weir("verdict", "undo", "nonsense").code == 1
    with (tmp_path / "state" / "verdicts.ndjson").open("ab") as inbox:
        refused = Verdict(site="north", time=1.0, author="ben", decision="expected", alert="gone")
        inbox.write(codec.encode_lines([refused]))
    with log.open("ab") as file:
        more = b.flow(b.MONDAY + b.DAY * 2 + 600, b.OTHER_OFFICE, b.OFFICE, 22)
        file.write(codec.encode_lines([msgspec.structs.replace(more, site="north")]))
    assert weir("run", log, "--once", "--quiet").code == 0
    assert [(word["decision"], word["author"] != "") for word in _words()] == [
        ("expected", True), ("malicious", True), ("expected", True),
    ]  # fmt: skip
    statuses = {
        path["responder"]: path["status"] for path in map(json.loads, weir("paths", "list", "--json").out.splitlines())
    }
    assert statuses[f"ip:{b.PLC}"] == "malicious"
    assert statuses[f"ip:{b.PLC2}"] == "learnt"
    shown = weir("alerts", "show", digest["id"]).out
    assert "(as planned): learnt, and raises no alert" in shown
    assert "never learnt, and alerts each time it returns" in shown
    assert "refused: expected on gone, by ben" in weir("verdict", "list").error.replace("\n", " ")


def test_on_a_terminal_a_mute_asks_for_its_time(empty: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "weir", "verdict", "mute", "--initiator", "ip:10.0.0.1"]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, b"2d\n")
        assert process.wait(30) == 0
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    assert "Mute for how long" in shown
    given = _given(empty)
    assert given.expires == pytest.approx(given.time + 2 * 86_400.0)
