"""Alerts as NDJSON: whole, and what another reader of Weir's JSON takes back."""

from schemas import codec
from schemas.formats.alerts.ndjson import ndjson
from tests.schemas.formats.alerts.alerts import HERE
from tests.weir.views.test_terminal import WHOLE


def test_the_whole_revision_comes_back() -> None:
    assert codec.ALERTS.decode_one(ndjson(WHOLE, HERE)) == WHOLE
