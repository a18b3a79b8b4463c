"""Of what learning is to begin anew is found and counted before it is handed over."""

from pathlib import Path

import pytest

from tests.weir.commands.reading import filled_state
from weir.admin.learning_again import Foreseen, Whose, foresee, hand_over
from weir.admin.reader import StateReader, open_reader
from weir.errors import UserError
from weir.settings.sections import load_settings

__all__ = ["filled_state"]


@pytest.fixture
def reader(filled_state: Path) -> StateReader:
    return open_reader(load_settings(Path("/dev/null"), {"WEIR_EMBEDDED_STATE_DIR": str(filled_state)}), kafka=False)


def of(reader: StateReader, *, site: str = "demo", **whose: str | bool) -> Foreseen:
    facts: dict[str, str | bool | None] = {"asset": None, "zone": None, "whole": False}
    wanted = Whose(**(facts | whose))  # type: ignore[arg-type]  # by name
    return foresee(reader, wanted, site=site, who="ana", reason="new program", now=7.0)


def test_what_is_forgotten_and_what_stays_add_up_to_the_paths_there_are(reader: StateReader) -> None:
    site = of(reader, whole=True)
    assert (site.assets, site.paths + site.waiting) == (len(reader.assets()), len(reader.paths()))
    assert site.waiting == sum(path.status != "learnt" for path in reader.paths()) > 0
    zone = of(reader, zone="cell-1")
    assert zone.assets == sum(asset.zone == "cell-1" for asset in reader.assets()) > 0
    assert 0 < zone.paths < site.paths


def test_the_statement_names_an_asset_by_its_id_whatever_it_was_called(reader: StateReader) -> None:
    plc = next(asset for asset in reader.assets() if asset.name == "cell-1-plc-1")
    for name in (plc.id, plc.ips[0], plc.name):
        change = of(reader, asset=str(name)).change
        assert (change.subject, change.id, change.change) == ("asset", plc.id, "learning-restarted")
        assert (change.site, change.owner, change.reason, change.time) == ("demo", "ana", "new program", 7.0)


@pytest.mark.parametrize(
    ("whose", "said"),
    [
        ({}, "say of what"),
        ({"zone": "cell-1", "whole": True}, "say of what"),
        ({"zone": "cell-7"}, "did you mean 'cell-"),
        ({"asset": "nobody"}, "no asset 'nobody'"),
        ({"whole": True, "site": "elsewhere"}, "no site 'elsewhere'"),
        ({"zone": "cell-1", "site": "elsewhere"}, "no site 'elsewhere'"),
    ],
)
def test_what_names_nothing_is_refused(reader: StateReader, whose: dict[str, str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        of(reader, **whose)


def test_it_is_handed_over_and_says_whether_anything_takes_it(reader: StateReader, filled_state: Path) -> None:
    foreseen = of(reader, zone="cell-1")
    given = hand_over(reader, foreseen)
    assert (given.subject, given.id, given.assets, given.paths) == ("zone", "cell-1", foreseen.assets, foreseen.paths)
    assert Path(given.where) == filled_state / "announced.ndjson"
    assert "nothing runs" in given.notes[0]
