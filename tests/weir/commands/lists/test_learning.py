"""`weir learning`."""

import json
import shutil
import sys
from pathlib import Path

import msgspec
import pytest

from schemas import codec
from tests.models import builders as b
from tests.weir.command_line import weir
from tests.weir.commands.reading import filled_state, state

__all__ = ["filled_state", "state"]
pytestmark = pytest.mark.usefixtures("state")


def test_zones_say_what_is_ready_and_what_remains() -> None:
    said = weir("learning")
    assert said.code == 0, said.error
    assert "zone" in said.out
    assert "can be ready" in said.out
    assert "as of" in said.error


def test_json_has_a_site_a_line_whose_zones_add_up() -> None:
    (site,) = [json.loads(line) for line in weir("learning", "--json").out.splitlines()]
    for zone in site["zones"]:
        assert zone["assets"] == sum(zone[part] for part in ("ready", "waiting", "changing", "silent"))
    assert site["assets"] == sum(zone["assets"] for zone in site["zones"]) > 0


def test_a_site_that_is_none_lists_them() -> None:
    said = weir("learning", "--site", "nowhere")
    assert said.code == 1
    assert "no site 'nowhere': is one of" in said.error


def test_zones_say_what_remains() -> None:
    assert "what remains" in weir("learning").out


def test_again_says_what_is_forgotten_and_without_a_terminal_wants_yes(state: Path) -> None:
    said = weir("learning", "again", "--site", "demo", "--zone", "cell-1")
    assert said.code == 1
    assert "learning begins anew for zone cell-1 of site demo: " in said.error
    assert "learnt paths" in said.error
    assert "forbidden ways alert" in said.error
    assert "pass --yes" in said.error
    assert not (state / "announced.ndjson").exists()


def test_again_asks_on_a_terminal_and_no_changes_nothing(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    for answer in (False, True):
        monkeypatch.setattr("typer.confirm", lambda *_args, answer=answer, **_more: answer)
        said = weir("learning", "again", "--site", "demo", "--asset", "cell-1-plc-1")
        assert ("nothing was changed" in said.error, said.code) == (not answer, int(not answer))
        assert (state / "announced.ndjson").exists() == answer
    (state / "announced.ndjson").unlink()


def test_options_before_again_are_refused_since_they_would_not_count() -> None:
    said = weir("learning", "--site", "demo", "again", "--all", "--yes")
    assert said.code == 1
    assert "stand behind it" in said.error


def test_again_is_taken_by_the_next_run_and_the_others_stay_learnt(
    tmp_path: Path, filled_state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(filled_state, tmp_path / "state")
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(folder))
    given = json.loads(weir("learning", "again", "--site", "demo", "--zone", "cell-1", "--yes", "--json").out)
    assert given["paths"] > 0
    before = [json.loads(line) for line in weir("paths", "list", "--json").out.splitlines()]
    log = tmp_path / "conn.ndjson"
    last = max(path["last_seen"] for path in before)
    flow = msgspec.structs.replace(b.flow(last + 60.0, b.OFFICE, b.OTHER_OFFICE), site="demo")
    log.write_bytes(codec.encode_lines([flow]))
    assert weir("run", log, "--once", "--quiet").code == 0
    after = [json.loads(line) for line in weir("paths", "list", "--json").out.splitlines()]

    def learnt(paths: list[dict[str, object]], *, inside: bool) -> int:
        ends = ("initiator_zone", "responder_zone")
        return sum(
            path["status"] == "learnt" and any(path.get(end) == "cell-1" for end in ends) == inside for path in paths
        )

    assert (learnt(before, inside=True), learnt(after, inside=True)) == (given["paths"], 0)
    assert learnt(after, inside=False) >= learnt(before, inside=False)
    waiting = {path["initiator"] for path in before if path["status"] != "learnt"}
    assert waiting <= {path["initiator"] for path in after if path["status"] != "learnt"}
