"""The reading seam: alerts by the begin of their id, verdicts into the inbox."""

from pathlib import Path

import msgspec
import pytest

from schemas import codec
from tests.streams.records import a_verdict, an_alert
from weir.errors import UserError
from weir.reader import EmbeddedReader, find_alert, open_reader
from weir.settings import load_settings

ALERTS = [an_alert("abc1"), an_alert("abc2"), an_alert("abc"), msgspec.structs.replace(an_alert("abc1"), site="b")]


def test_the_begin_of_an_id_is_enough_when_it_is_the_only_one() -> None:
    assert find_alert(ALERTS, "abc2").id == "abc2"
    assert find_alert(ALERTS, "abc").id == "abc"
    assert find_alert(ALERTS, "abc1", "b").site == "b"


@pytest.mark.parametrize(("wanted", "said"), [("x", "weir alerts list"), ("ab", "4 alerts begin"), ("abc1", "--site")])
def test_none_or_several_is_told(wanted: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        find_alert(ALERTS, wanted)


def test_a_verdict_goes_into_the_inbox_also_before_the_first_run(tmp_path: Path) -> None:
    settings = load_settings(Path("/dev/null"), {"WEIR_EMBEDDED_STATE_DIR": str(tmp_path / "state")})
    reader = open_reader(settings, kafka=False)
    assert isinstance(reader, EmbeddedReader)
    where = reader.give_verdict(a_verdict())
    assert codec.VERDICTS.decode_one(Path(where).read_bytes().strip()) == a_verdict()
