"""A settings file with what is proposed in it."""

from pathlib import Path

import pytest

from models.settings import Least
from tests.replay.tune.canned import searched
from weir.admin.recorded.proposed_settings import check_free, write_proposed
from weir.errors import UserError
from weir.settings.sections import load_settings

PROPOSED = (Least("new-asset", "high"), Least("first-look", "low"))


def _written(folder: Path, text: str | None) -> tuple[str, Path]:
    given = None if text is None else folder / "weir.toml"
    if given is not None:
        given.write_text(text or "")
    out = folder / "tuned.toml"
    write_proposed(out, searched()[0], given, load_settings(given, {}))
    return out.read_text(), out


def test_without_a_file_it_has_what_is_proposed_and_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text, out = _written(tmp_path, None)
    assert load_settings(out, {}).core("s").least == PROPOSED
    assert text.startswith("# Proposed by weir tune, from 1970-01-11")
    assert "# was info: 0.60 -> 0.10 false alerts a day, 3 -> 3 of 3 attacks found" in text


def test_what_a_person_has_set_and_said_stays(tmp_path: Path) -> None:
    given = '# ours\n[site]\nname = "north" # the plant\n\n[detectors]\noff = ["drift"]\nleast = { scan = "high" }\n'
    text, out = _written(tmp_path, given)
    loaded = load_settings(out, {})
    assert (loaded.site.name, loaded.detectors.off) == ("north", ("drift",))
    assert loaded.core("any").least == (Least("scan", "high"), *PROPOSED)
    assert "# ours" in text
    assert 'name = "north" # the plant' in text


def test_a_site_with_levels_of_its_own_gets_them_there(tmp_path: Path) -> None:
    given = '[sites.s]\ndetectors_least = { scan = "high" }\n[sites.t]\nalerts_a_day = 1\n'
    _, out = _written(tmp_path, given)
    loaded = load_settings(out, {})
    assert loaded.core("s").least == (Least("scan", "high"), *PROPOSED)
    assert loaded.core("t").least == ()


def test_no_file_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "tuned.toml").write_text("")
    with pytest.raises(UserError, match="is there already"):
        check_free(tmp_path / "tuned.toml")
    check_free(None)
