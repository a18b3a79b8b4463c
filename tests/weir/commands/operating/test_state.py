"""`weir state` on the embedded state."""

import json
import shutil
from pathlib import Path

import pytest

from schemas.state import STATE_VERSION, StateRecord
from streams.stores.owner_lock import OwnerLock
from streams.stores.sqlite_reader import SqliteReader
from tests.weir.command_line import Said, nothing_set, weir
from tests.weir.commands.reading import filled_state, state

__all__ = ["filled_state", "nothing_set", "state"]

pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture
def own(filled_state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that may be changed."""
    folder = tmp_path / "state"
    shutil.copytree(filled_state, folder)
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(folder))
    return folder


def records(folder: Path) -> list[StateRecord]:
    return SqliteReader(folder).state()


def sites(said: Said) -> list[dict[str, object]]:
    assert said.code == 0, said.error
    return [site for line in said.out.splitlines() for site in json.loads(line)["sites"]]


def listed(name: str) -> str:
    return weir(name, "list", "--json").out


def test_what_is_kept_is_told(state: Path) -> None:
    said = weir("state", "inspect")
    assert said.code == 0, said.error
    assert "assets," in said.out
    assert f"of version {STATE_VERSION}" in said.out
    [site] = sites(weir("state", "inspect", "--json"))
    assert site["records"] == len(records(state))
    unknown = weir("state", "inspect", "--site", "nowhere")
    assert (unknown.code, "--site 'nowhere': is one of " in unknown.error) == (1, True)
    unknown = weir("state", "inspect", "--asset", "nobody")
    assert (unknown.code, "--asset 'nobody': nothing is kept of it" in unknown.error) == (1, True)


def test_an_asset_is_told_record_by_record(state: Path) -> None:
    [site] = sites(weir("state", "inspect", "--asset", "cell-1-plc-1", "--json"))
    assert site["parts"]
    assert "head" in weir("state", "inspect", "--asset", "cell-1-plc-1").out


@pytest.mark.parametrize("name", ["out.ndjson", "out.ndjson.gz", "out.ndjson.zst"])
def test_an_export_imported_elsewhere_is_the_same_state(
    own: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, views = records(own), (listed("assets"), listed("paths"))
    said = weir("state", "export", tmp_path / name, "--json")
    assert said.code == 0, said.error
    assert json.loads(said.out)["records"] == len(before)
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "elsewhere"))
    said = weir("state", "import", tmp_path / name)
    assert said.code == 0, said.error
    assert records(tmp_path / "elsewhere") == before
    assert (listed("assets"), listed("paths")) == views
    assert weir("state", "import", tmp_path / name).code == 1
    again = weir("state", "import", tmp_path / name, "--replace", "--json")
    assert json.loads(again.out)["written"] > 0
    assert records(tmp_path / "elsewhere") == before


def test_an_asset_goes_back_to_learning_and_is_brought_back_from_its_export(own: Path, tmp_path: Path) -> None:
    before = listed("paths")
    [kept] = [record for record in records(own) if record.key.endswith("cell-1-plc-1|head")]
    site = kept.key.partition("|")[0]
    assert weir("state", "export", tmp_path / "plc.ndjson", "--asset", "cell-1-plc-1").code == 0
    said = weir("state", "reset", "--site", site, "--asset", "cell-1-plc-1", "--yes")
    assert said.code == 0, said.error
    assert "back to learning" in said.error
    assert "cell-1-plc-1" not in listed("paths")
    assert "cell-1-plc-1" in before
    assert "cell-1-plc-1" in listed("assets")
    assert weir("state", "import", tmp_path / "plc.ndjson").code == 1
    said = weir("state", "import", tmp_path / "plc.ndjson", "--replace")
    assert said.code == 0, said.error
    assert kept in records(own)


def test_a_site_goes_back_to_learning(own: Path) -> None:
    [site] = sites(weir("state", "inspect", "--json"))
    said = weir("state", "reset", "--site", site["site"], "--yes")
    assert said.code == 0, said.error
    [after] = sites(weir("state", "inspect", "--json"))
    assert after["paths"] == 0
    assert after["assets"] != 0
    again = weir("state", "reset", "--site", site["site"], "--declared", "--yes", "--json")
    assert again.code == 0
    assert json.loads(again.out)["site"] == site["site"]
    [after] = sites(weir("state", "inspect", "--json"))
    assert after["assets"] == 0
    assert records(own) != []


def test_nothing_is_changed_without_a_yes_a_site_or_while_weir_runs(own: Path, tmp_path: Path) -> None:
    before = records(own)
    assert weir("state", "reset", "--yes").code == 1
    assert weir("state", "reset", "--site", "nowhere", "--yes").code == 1
    assert weir("state", "reset", "--asset", "a", "--declared", "--yes").code == 1
    assert weir("state", "export", tmp_path / "out.ndjson").code == 0
    running = OwnerLock(own / "owner.lock")
    running.take()
    for command in (("reset", "--site", "demo", "--yes"), ("import", tmp_path / "out.ndjson", "--replace")):
        said = weir("state", *command)
        assert said.code == 1
        assert "in use by another weir" in said.error
    running.release()
    assert records(own) == before


def test_a_folder_without_state_is_left_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(tmp_path / "none"))
    for command in (("inspect",), ("export", tmp_path / "x"), ("reset", "--site", "plant", "--yes")):
        said = weir("state", *command)
        assert said.code == 1
        assert "no state is kept there yet" in said.error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("held", "said"), [(b"", "line 1: no export"), (b"{}\n", "line 1: no export")])
def test_a_file_that_is_no_export_is_not_taken(own: Path, tmp_path: Path, held: bytes, said: str) -> None:
    before = records(own)
    (tmp_path / "x.ndjson").write_bytes(held)
    assert said in weir("state", "import", tmp_path / "x.ndjson").error
    assert records(own) == before


def test_an_export_of_a_newer_weir_asks_for_an_upgrade(own: Path, tmp_path: Path) -> None:
    weir("state", "export", tmp_path / "x.ndjson")
    text, version = (tmp_path / "x.ndjson").read_text(), '"state_version":'
    (tmp_path / "x.ndjson").write_text(text.replace(f"{version}{STATE_VERSION}", f"{version}{STATE_VERSION + 1}", 1))
    assert "upgrade" in weir("state", "import", tmp_path / "x.ndjson", "--replace").error
