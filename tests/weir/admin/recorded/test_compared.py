from pathlib import Path

import pytest

from replay.run import ReplayInputs
from tests.weir.command_line import nothing_set
from weir.admin.recorded.compared import subject_of, variants
from weir.errors import UserError

__all__ = ["nothing_set"]

INPUTS = ReplayInputs(paths=("conn.log",), site="plant")

ZONES = '[[zones]]\nzone = "cell-1"\nlevel = 1\nside = "ot"\ncidrs = ["10.20.0.0/16"]\n'
VERDICT = '{"id":"v1","time":1.0,"site":"plant","alert":"3f9a0c","decision":"expected","author":"ada"}\n'

pytestmark = pytest.mark.usefixtures("nothing_set")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "weir.toml").write_text('[site]\nname = "north"\nalerts_a_day = 0\n')
    (tmp_path / "empty.toml").write_text("")
    (tmp_path / "zones.toml").write_text(ZONES)
    (tmp_path / "zones.json").write_text('{"zones": [{"zone": "cell-1", "level": 1, "cidrs": ["10.20.0.0/16"]}]}')
    (tmp_path / "words.ndjson").write_text(VERDICT)
    return tmp_path


def test_what_a_file_holds_is_told_by_its_content(files: Path) -> None:
    names = ("weir.toml", "empty.toml", "zones.toml", "zones.json", "words.ndjson")
    assert [subject_of(files / name) for name in names] == ["settings", "settings", "zones", "zones", "verdicts"]


def test_each_variant_has_its_own_and_what_both_have_in_common(files: Path) -> None:
    one, other = variants((str(files / "weir.toml"), "none"), INPUTS, None, None)
    assert (one.name, one.inputs.site, one.settings.site.alerts_a_day) == ("weir.toml", "north", 0)
    assert (other.name, other.inputs.site, other.settings.site.alerts_a_day) == ("none", "plant", 3)
    one, other = variants(("none", str(files / "zones.json")), INPUTS, files / "weir.toml", "south")
    assert (one.inputs.zones, other.inputs.zones) == ((), (str(files / "zones.json"),))
    assert one.settings == other.settings
    assert (one.inputs.site, one.settings.site.name) == ("south", "north")


def test_files_of_one_name_are_told_apart(files: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "zones.toml"
    other.write_text(ZONES)
    first = str(files / "zones.toml")
    assert [each.name for each in variants((first, str(other)), INPUTS, None, None)] == [first, str(other)]
    assert [each.name for each in variants((first, first), INPUTS, None, None)] == [f"A: {first}", f"B: {first}"]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("none", "none", "nothing to compare"),
        ("weir.toml", "zones.toml", "compare two of one kind"),
        ("weir.toml", "absent.toml", "absent.toml: "),
        ("bad.toml", "none", "no TOML"),
        (".", "none", "no state"),
        ("other.toml", "none", "neither settings nor zones"),
        (
            "notes.txt",
            "none",
            "what is compared holds settings (TOML), zones (TOML, JSON), verdicts (NDJSON) or a state (a folder)",
        ),
    ],
)
def test_what_cannot_be_compared_says_why(files: Path, first: str, second: str, said: str) -> None:
    (files / "bad.toml").write_text("[site\n")
    (files / "other.toml").write_text("[tool.ruff]\nline-length = 120\n")
    (files / "notes.txt").write_text("to do\n")
    both = tuple(name if name == "none" else str(files / name) for name in (first, second))
    with pytest.raises(UserError) as error:
        variants((both[0], both[1]), INPUTS, None, None)
    assert said in str(error.value)


def test_what_is_compared_is_not_given_for_both(files: Path) -> None:
    zones = str(files / "zones.toml")
    common = ReplayInputs(paths=("conn.log",), site="plant", zones=(zones,))
    with pytest.raises(UserError, match="--zones is for what both have in common"):
        variants((zones, "none"), common, None, None)
    with pytest.raises(UserError, match="--settings is for what both have in common"):
        variants((str(files / "weir.toml"), "none"), INPUTS, files / "empty.toml", None)
