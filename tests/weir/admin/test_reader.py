"""The reading seam: alerts by the begin of their id, verdicts into the inbox."""

from pathlib import Path

import msgspec
import pytest

from schemas import codec
from schemas.alert import Alert
from schemas.asset_summary import AssetSummary
from schemas.path import PathRecord
from schemas.standing_word import StandingWord, Why
from schemas.verdict import Verdict
from streams.stores.sqlite_reader import SqliteReader
from tests.streams.records import SITE, a_verdict, an_alert
from tests.weir.commands.reading import filled_state
from tests.weir.views.network.test_inventory import an_asset
from weir.admin.reader import EmbeddedReader, asset_named, find_alert, open_reader
from weir.errors import UserError
from weir.settings.sections import load_settings

__all__ = ["filled_state"]

ALERTS = [an_alert("abc1"), an_alert("abc2"), an_alert("abc"), msgspec.structs.replace(an_alert("abc1"), site="b")]


def test_the_begin_of_an_id_is_enough_when_it_is_the_only_one() -> None:
    assert find_alert(ALERTS, "abc2").id == "abc2"
    assert find_alert(ALERTS, "abc").id == "abc"
    assert find_alert(ALERTS, "abc1", "b").site == "b"


@pytest.mark.parametrize(("wanted", "said"), [("x", "weir alerts list"), ("ab", "4 alerts begin"), ("abc1", "--site")])
def test_none_or_several_is_told(wanted: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        find_alert(ALERTS, wanted)
    with pytest.raises(UserError, match=r"weir alerts list --file a\.ndjson"):
        find_alert(ALERTS, "x", listed_by="weir alerts list --file a.ndjson")


def test_a_verdict_goes_into_the_inbox_also_before_the_first_run(tmp_path: Path) -> None:
    settings = load_settings(Path("/dev/null"), {"WEIR_EMBEDDED_STATE_DIR": str(tmp_path / "state")})
    reader = open_reader(settings, kafka=False)
    assert isinstance(reader, EmbeddedReader)
    where = reader.give_verdict(a_verdict())
    assert codec.VERDICTS.decode_one(Path(where).read_bytes().strip()) == a_verdict()


def test_paths_are_as_the_state_has_them_not_as_last_published(filled_state: Path) -> None:
    settings = load_settings(Path("/dev/null"), {"WEIR_EMBEDDED_STATE_DIR": str(filled_state)})
    published = {(one.initiator, one.responder, one.service): one.flows for one in SqliteReader(filled_state).paths()}
    known = {(one.initiator, one.responder, one.service): one.flows for one in EmbeddedReader(settings).paths()}
    assert known.keys() == published.keys()
    assert sum(known.values()) > sum(published.values())


class _Assets:
    """A reader that has assets only."""

    def __init__(self, *assets: AssetSummary) -> None:
        self._assets = list(assets)

    def latest_alerts(self) -> list[Alert]:
        return []

    def paths(self) -> list[PathRecord]:
        return []

    def assets(self) -> list[AssetSummary]:
        return self._assets

    def words(self) -> list[StandingWord]:
        return []

    def why(self, site: str, initiator: str, responder: str, service: str) -> Why | None:
        return Why(site=site, initiator=initiator, responder=responder, service=service, time=0.0)

    def nobody_takes(self) -> str | None:
        return None

    def give_verdict(self, verdict: Verdict) -> str:
        return verdict.author


def test_an_asset_may_be_called_by_its_name_when_only_one_is() -> None:
    reader = _Assets(an_asset(1, name="plc"), an_asset(2, name="hmi"), an_asset(3, name="hmi"))
    assert asset_named(reader, "plc", SITE) == "ip:10.1.0.1"
    assert asset_named(reader, "10.1.0.2", SITE) == "10.1.0.2"
    assert asset_named(reader, "ip:10.1.0.2", SITE) == "ip:10.1.0.2"
    assert asset_named(reader, "plc", "elsewhere") == "plc"
    with pytest.raises(UserError, match=r"2 assets of .* are called 'hmi'"):
        asset_named(reader, "hmi", SITE)
