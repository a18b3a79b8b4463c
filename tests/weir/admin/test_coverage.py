"""What a word covers, in a sentence."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas.alert import Alert, Hop, Party
from schemas.verdict import PathSubject, Verdict, ZonePair
from tests.streams.records import an_alert
from tests.weir.commands.reading import filled_state
from weir.admin.coverage import coverage
from weir.admin.reader import EmbeddedReader
from weir.settings.sections import load_settings

__all__ = ["filled_state"]


@pytest.fixture
def reader(filled_state: Path, monkeypatch: pytest.MonkeyPatch) -> EmbeddedReader:
    monkeypatch.setenv("WEIR_EMBEDDED_STATE_DIR", str(filled_state))
    return EmbeddedReader(load_settings())


def _covers(reader: EmbeddedReader, of: Alert | None = None, **subject: Any) -> str:
    verdict = Verdict(site="demo", time=1.0, author="ann", decision="mute", **subject)
    return coverage(reader, verdict, of)


def test_an_initiator_by_any_of_its_names_covers_what_it_begins_also_new_paths(reader: EmbeddedReader) -> None:
    by_id = _covers(reader, initiator="ws-14")
    assert by_id == _covers(reader, initiator="10.0.10.34")
    assert by_id.startswith("all that ws-14 begins: ")
    assert "cell-1" in by_id
    assert by_id.endswith(" by now, also new ones")
    assert _covers(reader, initiator="nobody") == "all that nobody begins: 0 paths by now, also new ones"


def test_a_pair_of_zones_says_whose_paths_there_are(reader: EmbeddedReader) -> None:
    said = _covers(reader, zones=ZonePair("it-office", "cell-1"))
    assert said == "all from zone it-office to zone cell-1: 1 path of ws-14 by now, also new ones"
    assert "0 paths by now" in _covers(reader, zones=ZonePair("cell-1", "it-office"))


def test_a_path_is_one_path_met_or_not(reader: EmbeddedReader) -> None:
    assert _covers(reader, path=PathSubject("10.0.10.34", "cell-1-plc-1", "modbus")) == (
        "1 path: ws-14 -> cell-1-plc-1 modbus"
    )
    assert "not met yet" in _covers(reader, path=PathSubject("ws-14", "cell-1-plc-1", "rdp"))


HOPS = tuple(Hop("a", f"p{number}", "modbus", 1.0, initiator_name="ws-12") for number in range(5))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, "7 paths of ws-12 to p0, p1, p2 and 2 more; any other path is still news"),
        ({"status": "closed"}, "5 paths of ws-12 to p0, p1, p2 and 2 more; any other path is still news"),
        ({"kind": "first-look"}, "5 paths of ws-12 to p0, p1, p2 and 2 more; any other path is still news"),
        ({"kind": "new-asset"}, "the news that it is there, and 7 paths of ws-12"),
        ({"kind": "scan"}, "tries of ws-12 that nobody answers"),
        ({"kind": "learning-review"}, "all 7 paths that wait for this review"),
        ({"kind": "sensor-silent", "hops": ()}, "what this alert tells of ws-12, as often as it comes"),
    ],
)
def test_an_alert_says_what_a_word_on_it_reaches(reader: EmbeddedReader, facts: dict[str, Any], told: str) -> None:
    usual = msgspec.structs.replace(
        an_alert("abc"), hops=HOPS, hops_total=7, initiator=Party(asset="a", name="ws-12"), kind="dmz-bypass"
    )
    assert _covers(reader, msgspec.structs.replace(usual, **facts), alert="abc").startswith(told)
